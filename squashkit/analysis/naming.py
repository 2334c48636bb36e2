"""Names of squashed migrations."""

from __future__ import annotations

from collections.abc import Sequence

from ..model.history import History
from ..model.keys import MigrationKey


def squash_name(members: Sequence[MigrationKey]) -> str:
    """`0001_squashed_0010_add_price`: the first number and the last name, as Django's own.

    `makemigrations` numbers on from the part after `_squashed_`. Where the last member has no
    number, the highest number among the members is put before its name so that it still can.
    """
    first, last = members[0], members[-1]
    start = first.name[:4] if first.name[:4].isdigit() else first.name
    highest = max((key.number for key in members if key.number is not None), default=None)
    numbered = last.name[:1].isdigit() or highest is None
    end = last.name if numbered else f"{highest:04}_{last.name}"
    return f"{start}_squashed_{end}"


def taken_names(history: History, app: str) -> frozenset[str]:
    """Every name of the app that is in use or was recorded: files, and what they ever replaced."""
    files = {key.name for key in history.migrations if key.app == app}
    replaced = {
        key.name
        for migration in history.migrations.values()
        for key in migration.replaces
        if key.app == app
    }
    retired = {key.name for one in history.retired for key in one.replaced if key.app == app}
    return frozenset(files | replaced | retired)

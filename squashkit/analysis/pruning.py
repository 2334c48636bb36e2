"""Which rows of `django_migrations` mean nothing any more."""

from __future__ import annotations

from ..model.deployed import Deployed, Recorded
from ..model.history import History
from .guarding.standing import heirs_in, last_heir, standing_in


def needless(history: History, state: Deployed) -> tuple[Recorded, ...]:
    """Rows of migrations that cleanups removed, where what stands for them is recorded too.

    A row of which no record of a cleanup knows may be that of an app which comes back: it stays.

    Args:
        history: the files, and the records of cleanups.
        state: what a database has recorded.
    """
    standing = tuple(standing_in(history))
    needed = {key for one in standing for key in one.direct + one.members if one.declared}
    heirs = heirs_in([one for one in standing if not one.declared])
    return tuple(
        row
        for row in state.rows
        if row.key in heirs
        and row.key not in needed
        and row.key not in history.migrations
        and last_heir(row.key, heirs) in history.migrations
        and last_heir(row.key, heirs) in state.keys
    )

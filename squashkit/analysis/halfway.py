"""Where databases are in the midst of an app: segments end there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from ..model.history import History
from ..model.keys import MigrationKey
from ..model.plans import Bound, Reason
from .alike import Alike
from .rules.squashing import HALF_DEPLOYED


def halfway(
    history: History, chains: Mapping[str, Sequence[MigrationKey]], groups: Iterable[Alike]
) -> Iterator[Bound]:
    """The migrations after which some database has not the next one, or the other way round.

    A database that has none of an app, or all of it, has none or all of each segment.

    Args:
        history: the migrations.
        chains: each app's, in the order in which they run.
        groups: databases, those with the same migrations together.
    """
    for group in groups:
        for chain in chains.values():
            there = [_has(history, group, key) for key in chain]
            for place in range(len(chain) - 1):
                if there[place] != there[place + 1]:
                    having, lacking = chain[place : place + 2][:: 1 if there[place] else -1]
                    fact = f"database {group} {group.has} {having} and not {lacking}."
                    hint = "Migrate it before you plan, or squash up to there."
                    yield Bound(chain[place], Reason(HALF_DEPLOYED.id, fact, hint), last=True)


def _has(history: History, group: Alike, key: MigrationKey) -> bool:
    """A squash counts where all that it replaces is recorded."""
    replaced = history.migrations[key].replaces
    return key in group.keys or (bool(replaced) and group.keys.issuperset(replaced))

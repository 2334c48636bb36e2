"""What a squash lacks as soon as the files that it replaces are gone.

While they are there, Django lends their dependencies to the squash (MigrationLoader.build_graph in
django/db/migrations/loader.py); whoever forgot one finds out after the cleanup.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from ..errors import HistoryError
from ..model.graph import Graph
from ..model.history import History
from ..model.keys import MigrationKey
from ..model.migrations import Dependency, MigrationFacts
from ..model.schema import Difference, Layer
from .graphs import build_graph, replacements
from .leaves import named

Keys = Graph[MigrationKey]


@dataclass(frozen=True, slots=True, order=True)
class LostOrder:
    """What only files that go ask for.

    Attributes:
        squash: whose members ask.
        earlier: what has to run first, which may be the squash.
        later: what then may run without it.
    """

    squash: MigrationKey
    earlier: MigrationKey
    later: MigrationKey

    @property
    def difference(self) -> Difference:
        """The same as what a squash does not say any more."""
        after = self.later == self.squash
        order = f"runs after {self.earlier}" if after else f"runs before {self.later}"
        return Difference(Layer.STRUCTURE, f"{self.squash} without what it replaces", order, "")


def lost_order(history: History, squashes: Collection[MigrationKey]) -> tuple[LostOrder, ...]:
    """Each order that only files which go ask for; what then may run the earliest comes first.

    Args:
        history: with the squashes and what they replace.
        squashes: those that are to be proven.
    """
    try:
        return tuple(_lost(history, squashes))
    except HistoryError:
        return ()  # a circle, with these files or without: Django says so itself


def _lost(history: History, squashes: Collection[MigrationKey]) -> list[LostOrder]:
    lent, own = build_graph(history), build_graph(without(history, replacements(history)))
    there = (squash for squash in squashes if squash in own.parents)
    found = (one for squash in there for one in _lost_by(squash, lent, own))
    return sorted(found, key=lambda one: (len(own.ancestors(one.later)), one))


def _lost_by(squash: MigrationKey, lent: Keys, own: Keys) -> Iterator[LostOrder]:
    for key in lent.parents[squash] - own.ancestors(squash):
        yield LostOrder(squash, key, squash)
    for key in lent.children[squash] - own.descendants(squash):
        yield LostOrder(squash, squash, key)


def without(history: History, heirs: Mapping[MigrationKey, MigrationKey]) -> History:
    """The history when some migrations are gone.

    Args:
        history: the migrations.
        heirs: those that go, to what is named in their place.
    """
    left = {key: one for key, one in history.migrations.items() if key not in heirs}
    return replace(history, migrations={key: _moved(one, heirs) for key, one in left.items()})


def _moved(one: MigrationFacts, heirs: Mapping[MigrationKey, MigrationKey]) -> MigrationFacts:
    return replace(
        one,
        dependencies=tuple(_retargeted(each, heirs) for each in one.dependencies),
        run_before=tuple(_retargeted(each, heirs) for each in one.run_before),
    )


def _retargeted(one: Dependency, heirs: Mapping[MigrationKey, MigrationKey]) -> Dependency:
    heir = heirs.get(named(one))
    return Dependency(heir.app, heir.name) if heir else one

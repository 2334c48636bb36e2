"""The branch's own migrations, app by app, in the order in which they will run."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ...model.graph import Graph
from ...model.keys import MigrationKey
from ...model.migrations import MigrationFacts
from ..conflicts.changes import Migrations
from ..conflicts.loading import graph_of
from ..conflicts.meeting import Meeting
from ..graphs import by_app
from ..leaves import named
from .heirs import Heirs


@dataclass(frozen=True, slots=True)
class Chain:
    """What a branch adds to one app.

    Attributes:
        app: its label.
        members: the migrations, each to come after the one before; squashes among them whose
            originals are gone.
        squashes: those that replace members alone.
        dropped: merge migrations without operations that go, each with the member before it.
        end: where the base ends the app; None where it lacks the app, or has no one end.
    """

    app: str
    members: tuple[MigrationFacts, ...]
    squashes: tuple[MigrationFacts, ...]
    end: MigrationKey | None
    dropped: Mapping[MigrationKey, MigrationKey | None] = field(default_factory=dict)

    @property
    def last(self) -> MigrationKey | None:
        """Where the branch ends the app: its last member, or the squash that has that."""
        if not self.members:
            return None
        key = self.members[-1].key
        return next((one.key for one in self.squashes if key in one.replaces), key)


def chains_of(meeting: Meeting, *, drop_merges: bool = False) -> tuple[Chain, ...]:
    """The chains of a branch; of the base's ends only those that are one.

    Args:
        meeting: of the base and the branch.
        drop_merges: whether merge migrations without operations go.
    """
    base, branch = meeting.base, meeting.other
    own = {key: one for key, one in branch.own.added.items() if not _replaces_others(one, meeting)}
    squashes = {key: one for key, one in own.items() if own.keys() >= {*one.replaces} > set()}
    order = _order(own, squashes, Heirs(meeting))
    gone = {key for key, one in own.items() if drop_merges and _only_merges(one)}
    return tuple(
        Chain(
            app,
            tuple(own[key] for key in keys if key not in gone),
            tuple(one for key, one in squashes.items() if key.app == app),
            _only(base.leaves(app)),
            dict(_dropped(keys, gone)),
        )
        for app, keys in by_app(order).items()
    )


def _only_merges(one: MigrationFacts) -> bool:
    """Whether it joins migrations of its app, and does nothing else."""
    more = (one.operations, one.replaces, one.run_before, one.opaque, one.overrides)
    return len(same_app(one)) > 1 and not any(more)


def _dropped(
    order: Sequence[MigrationKey], gone: Collection[MigrationKey]
) -> Iterator[tuple[MigrationKey, MigrationKey | None]]:
    last: MigrationKey | None = None
    for key in order:
        if key in gone:
            yield key, last
        else:
            last = key


def _only(ends: Sequence[MigrationKey]) -> MigrationKey | None:
    return ends[0] if len(ends) == 1 else None


def _replaces_others(one: MigrationFacts, meeting: Meeting) -> bool:
    """Whether it is a squash of migrations that were there before; it stands where they stand."""
    own = meeting.other.own.added
    others = meeting.other.history.keys() | meeting.base.history.keys()
    return any(key in others and key not in own for key in one.replaces)


def _order(own: Migrations, squashes: Migrations, heirs: Heirs) -> list[MigrationKey]:
    """All but squashes, as Django would run them by themselves; a squash is its last member."""
    edges = {
        key: {
            last_of(heirs.of(parent) or parent, squashes) for parent in map(named, one.dependencies)
        }
        & own.keys() - {key}
        for key, one in own.items()
        if key not in squashes
    }
    graph = Graph(edges)
    # A walk around a circle has no end; that there is one is told elsewhere.
    return [*(graph.nodes if graph.cycle() else graph.in_order(graph.nodes))]


def last_of(key: MigrationKey, squashes: Migrations) -> MigrationKey:
    """The last member of a squash, else the migration itself.

    Args:
        key: either.
        squashes: those that are known.
    """
    return squashes[key].replaces[-1] if key in squashes else key


class Parents:
    """The migrations of its own app that a migration has to come after.

    Args:
        migrations: all that its branch has.
    """

    def __init__(self, migrations: Migrations) -> None:
        self._graph = graph_of(migrations)

    def needed(self, one: MigrationFacts) -> frozenset[MigrationKey]:
        """Those of which none comes before another: more than one for a merge.

        Args:
            one: the migration.
        """
        found = {*same_app(one)}
        if len(found) < 2:
            return frozenset(found)
        known = found & self._graph.parents.keys()
        return frozenset(found - set().union(*map(self._graph.ancestors, known)))


def same_app(one: MigrationFacts) -> Sequence[MigrationKey]:
    """What it depends on within its own app, as it is written."""
    return [key for key in map(named, one.dependencies) if key.app == one.key.app]

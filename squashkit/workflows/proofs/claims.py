"""A claim about migrations: what is to be proven, and the files that it is about."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from ...analysis.levels import levels
from ...model.graph import Graph
from ...model.history import History
from ...model.keys import MigrationKey
from ...model.proofs import Basis
from ...model.schema import Difference
from ...project.protocol import View
from .routes import Route, Squashed

SETS_NUMBERS = re.compile(rb"\bsetval\b|\brestart with\b|\bauto_increment\b|sqlite_sequence", re.I)


@dataclass(frozen=True, slots=True)
class Claim:
    """What is to be proven.

    Attributes:
        subject: the squashes or the cleanup, in words.
        before: the migrations as they are.
        after: the migrations as they would be.
        order: the original migrations in the order in which they run.
        squashes: what becomes of them, and of which; none for a cleanup.
        stops: other migrations at which a database is stopped half way, then upgraded; they need
            not be in `order`.
        basis: what the proof will rest on.
        aliases: of the databases among which the project's routers choose; none without a choice.
        history: the migrations on disk, for what is said of differences.
        graph: of the original migrations.
        notes: what is not proven with it.
        lost: orders that only files which go ask for; those that matter make `migrate` fail without
            these files.
    """

    subject: tuple[str, ...]
    before: View
    after: View
    order: tuple[MigrationKey, ...]
    squashes: tuple[Squashed, ...] = ()
    stops: tuple[MigrationKey, ...] = ()
    basis: Basis = field(default_factory=Basis)
    aliases: tuple[str, ...] = ()
    history: History = field(default_factory=lambda: History((), {}))
    graph: Graph[MigrationKey] = field(default_factory=lambda: Graph({}))
    notes: tuple[str, ...] = ()
    lost: tuple[Difference, ...] = ()

    @property
    def route(self) -> Route:
        """The same as a way for databases."""
        ours = tuple(sorted(self.history.ours))
        squash_of = {member: one.key for one in self.squashes for member in one.members}
        found = levels(self.graph, self.order, squash_of)
        coded = frozenset(one.key for one in self.squashes if self._is_coded(one))
        return Route(self.before, self.after, self.order, self.squashes, ours, found, coded)

    @property
    def sets_numbers(self) -> bool:
        """Whether a file that is replaced says which number a table goes on with."""
        known = self.history.migrations
        members = (member for one in self.squashes for member in one.members)
        paths = (Path(known[member].path) for member in members if member in known)
        return any(SETS_NUMBERS.search(path.read_bytes()) for path in paths if path.is_file())

    @property
    def thinned(self) -> frozenset[MigrationKey]:
        """The members of squashes on disk that have fewer data steps than these."""
        known = self.history.migrations

        def steps(keys: Iterable[MigrationKey]) -> int:
            return sum(len(known[key].data_operations) for key in keys if key in known)

        return frozenset(
            member
            for one in self.squashes
            if one.key in known and steps([one.key]) < steps(one.members)
            for member in one.members
        )

    def _is_coded(self, one: Squashed) -> bool:
        known = self.history.migrations
        migrations = (known[key] for key in (one.key, *one.members) if key in known)
        return any(
            operation.touches_rows for migration in migrations for operation in migration.operations
        )

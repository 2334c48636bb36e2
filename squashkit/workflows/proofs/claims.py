"""A claim about migrations: what is to be proven, and the files that it is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from ...analysis.afterwards import LostOrder
from ...analysis.graphs import migrate_order
from ...analysis.levels import levels
from ...analysis.renames import lost_renames
from ...analysis.twice import added_twice
from ...model.graph import Graph
from ...model.history import History
from ...model.keys import MigrationKey
from ...model.migrations import MigrationFacts
from ...model.proofs import Basis
from ...model.schema import Difference
from ...model.words import listed
from ...project.protocol import View
from ...source.asking import Pair, asked_in
from ...source.references import Code, has_all_of
from ..modules import finder, import_bases
from .routes import Route, Squashed


@dataclass(frozen=True)
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
        lost: orders that only files which go ask for.
        root: the project's folder, where the code is that steps call.
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
    lost: tuple[LostOrder, ...] = ()
    root: Path = Path()

    @cached_property
    def route(self) -> Route:
        """The same as a way for databases."""
        ours = tuple(sorted(self.history.ours))
        squash_of = self._squash_of
        coded = frozenset(one.key for one in self.squashes if self._is_coded(one))
        found = levels(self.graph, self.order, squash_of, coded)
        way = (self.before, self.after, self.order, self.squashes, ours)
        packages = tuple(one.label for one in self.history.apps if not one.first_party)
        return Route(*way, found, coded, self.asked, packages)

    @cached_property
    def asked(self) -> tuple[Pair, ...]:
        """The values for which data steps ask, before and after."""
        known = sorted(self.history.migrations.values(), key=lambda one: one.key)
        coded = [one for one in known if one.opaque or one.data_operations]
        bases = import_bases(self.root, self.history.apps)
        paths = {self._module(one.key): Path(one.path) for one in coded}
        paths |= {one.module: Path(one.source) for one in self.after.added}
        return asked_in(paths, finder(self.root, bases, paths))

    @property
    def members(self) -> frozenset[MigrationKey]:
        """What the squashes replace."""
        return frozenset(member for one in self.squashes for member in one.members)

    @property
    def cleaned(self) -> View:
        """The migrations when the files that squashes replace are gone."""
        after, gone = self.after, self.members
        left = tuple(one for one in after.added if one.key not in gone)
        return replace(after, added=left, hidden=(*after.hidden, *sorted(gone)))

    @cached_property
    def _thin(self) -> tuple[Squashed, ...]:
        return tuple(one for one in self.squashes if self._is_thinned(one))

    @property
    def thinned(self) -> frozenset[MigrationKey]:
        """The members of squashes on disk that may lack some of their data steps, or do others."""
        return frozenset(member for one in self._thin for member in one.members)

    @property
    def unlike(self) -> Iterator[str]:
        """What rows cannot tell of these squashes."""
        for one in self._thin:
            coded = [each.key for each in self._known(one.members) if each.data_operations]
            if coded:
                steps = f"{one.key} does not run the code of {listed(coded)} as it is"
                yield f"what becomes of rows of another kind than those made up: {steps}"

    @property
    def _squash_of(self) -> dict[MigrationKey, MigrationKey]:
        return {member: one.key for one in self.squashes for member in one.members}

    @property
    def told_by_files(self) -> Iterator[Difference]:
        """What no model and no SQLite shows: content types left behind, and fields added twice."""
        for one in self.squashes:
            yield from lost_renames(self.history, one.key, one.members)
        contracted = self.graph.contract(self._squash_of)
        if not contracted.cycle():
            keys = {one.key for one in self.squashes}
            order = migrate_order(contracted)
            yield from added_twice(self.history, keys, self.order, order)

    def _is_thinned(self, one: Squashed) -> bool:
        if one.key not in self.history.migrations:
            return False
        (squash,), members = self._known([one.key]), self._known(one.members)
        there = sum(len(each.data_operations) for each in members)
        unsure = any(each.opaque for each in (squash, *members))
        fewer = len(squash.data_operations) < there
        return unsure or fewer or not self._has_code(squash, members)

    def _has_code(self, squash: MigrationFacts, members: Iterable[MigrationFacts]) -> bool:
        coded = [self._code(each) for each in members if each.data_operations]
        return not coded or has_all_of(self._code(squash), coded)

    def _code(self, one: MigrationFacts) -> Code:
        return Code(self._module(one.key), Path(one.path).read_text("utf-8", "replace"))

    def _module(self, key: MigrationKey) -> str:
        package = next(app.module for app in self.history.apps if app.label == key.app)
        return f"{package}.{key.name}"

    def _is_coded(self, one: Squashed) -> bool:
        known = self._known((one.key, *one.members))
        return any(each.opaque or each.data_operations for each in known)

    def _known(self, keys: Iterable[MigrationKey]) -> list[MigrationFacts]:
        on_disk = self.history.migrations
        return [on_disk[key] for key in keys if key in on_disk]

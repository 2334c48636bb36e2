"""Works out every change that makes a branch's migrations follow those of its base."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from ...model.findings import Finding, Level
from ...model.keys import MigrationKey
from ...model.migrations import FIRST, LATEST, Dependency, MigrationFacts
from ...model.rebases import Move, Rebase
from ...model.retired import Retired
from ...model.rules import Rule
from ..conflicts.loading import graph_of, own_circle
from ..conflicts.meeting import Meeting
from ..conflicts.moving import moved_apps
from ..conflicts.survey import in_order
from ..leaves import computed, named
from ..rules.conflicts import CIRCLE
from ..rules.rebasing import (
    BASE_FORKED,
    MERGE_INSIDE,
    NO_HEIR,
    NO_NEW_NAME,
    NOT_OWN,
    NOT_WRITTEN,
)
from .chains import Chain, Parents, chains_of, last_of, same_app
from .clashing import clashes
from .heirs import Heirs
from .names import new_names, taken


def plan_rebase(
    meeting: Meeting, retired: Iterable[Retired] = (), *, drop_merges: bool = False
) -> Rebase:
    """Find out what a branch has to change, and what is in the way.

    Args:
        meeting: of the base, as both `base` and `one`, and the branch.
        retired: what cleanups of the base have removed.
        drop_merges: whether merge migrations of the branch without operations go.
    """
    return _Planner(meeting, tuple(retired), chains_of(meeting, drop_merges=drop_merges)).plan()


class _Planner:
    def __init__(
        self, meeting: Meeting, retired: tuple[Retired, ...], chains: tuple[Chain, ...]
    ) -> None:
        self.meeting, self.base, self.branch = meeting, meeting.base, meeting.other
        self.retired = retired
        self.chains = chains
        self.dropped = {key: chain for chain in chains for key in chain.dropped}
        self.heirs = Heirs(meeting, retired)
        self.parents = Parents(self.branch.history)
        self.squashes = {one.key: one for chain in self.chains for one in chain.squashes}
        self.names: dict[MigrationKey, MigrationKey] = {}
        self.findings: list[Finding] = []

    def plan(self) -> Rebase:
        for chain in self.chains:
            self._name(chain)
        before = dict(self._before())
        found = [self._move(one, before.get(one.key)) for one in self._in_order()]
        moves = tuple(move for move in found if move is not None)
        self.findings += self._not_own()
        self.findings += self._moved_apps()
        self.findings += own_circle(self.branch, self.base)
        self.findings += clashes(self.meeting, self.chains)
        self.findings += self._circle(moves)
        ends = tuple(self._named(one.last) for one in self.chains if one.last)
        findings = in_order(self.findings)
        return Rebase(self.branch.ref, self.base.ref, moves, ends, findings)

    def _in_order(self) -> Iterator[MigrationFacts]:
        """All that the branch wrote: chains first, then squashes and edits of the base's own."""
        members = [one for chain in self.chains for one in chain.members]
        yield from members
        known = {one.key for one in members}
        yield from (one for key, one in self.branch.own.present.items() if key not in known)

    def _name(self, chain: Chain) -> None:
        there = self.base.by_app.get(chain.app, {})
        self.names |= new_names(chain, there)
        replaced = {key for key in self.base.squashed if key.app == chain.app}
        gone = {key for one in self.retired for key in one.replaced if key.app == chain.app}
        for key, new in taken(chain, self.names, {*there, *replaced, *gone}):
            whose = f"which {self.base.ref.name} has" if new in there else "which was replaced"
            self._refuse(
                NO_NEW_NAME,
                self.branch.history[key],
                f"{key} would be called {new.name}, {whose}.",
                f"Give {key.name} another name.",
            )

    def _named(self, key: MigrationKey) -> MigrationKey:
        """What the branch means by a name, as it will be called; of what goes, what is before."""
        if key in self.dropped:
            chain = self.dropped[key]
            before = chain.dropped[key]
            return self._named(before) if before else chain.end or key
        return self.names.get(key, key)

    def _before(self) -> Iterator[tuple[MigrationKey, MigrationKey]]:
        """What each member of a chain, and each squash of members, will come right after."""
        for chain in self.chains:
            last = chain.end
            if chain.app in self.base.by_app and last is None:
                self._refuse_fork(chain)
            for one in chain.members:
                if last is not None:
                    yield one.key, last
                last = self._named(one.key)
            for squash in chain.squashes:
                first = chain.members[0].key if chain.members else None
                if chain.end is not None and squash.replaces[0] == first:
                    yield squash.key, chain.end

    def _refuse_fork(self, chain: Chain) -> None:
        ends = self.base.leaves(chain.app)
        listed = ", ".join(key.name for key in ends)
        where = f"ends in {len(ends)} migrations: {listed}" if ends else "cannot be read to its end"
        name = self.base.ref.name
        self._refuse(
            BASE_FORKED,
            self.branch.history[chain.last or next(iter(chain.dropped))],
            f"On {name} the app {chain.app} {where}.",
            f"On {name}: squashkit merge {chain.app}",
        )

    def _move(self, one: MigrationFacts, before: MigrationKey | None) -> Move | None:
        if one.key in self.dropped:
            return Move(one.key, one.key, one.path, gone=True)
        written = [*map(named, (*one.dependencies, *one.run_before)), *one.replaces]
        wanted = {key: self._named(key) for key in written} | dict(self._inherited(one, before))
        own, lacks = same_app(one), None
        if before is not None and not self._comes_after(one, before, wanted):
            wanted |= dict.fromkeys(own, before)
            lacks = None if own else before
        targets = tuple((key, new) for key, new in wanted.items() if new != key)
        new = self._named(one.key)
        if not targets and lacks is None and new == one.key:
            return None
        if (targets or lacks) and computed(one):
            fact = f"{one.key} computes its dependencies, which have to change."
            self._refuse(NOT_WRITTEN, one, fact, "Write them as literals.")
        return Move(one.key, new, one.path, targets, lacks)

    def _comes_after(
        self,
        one: MigrationFacts,
        before: MigrationKey,
        wanted: Mapping[MigrationKey, MigrationKey],
    ) -> bool:
        """Whether it names that migration already; a merge is refused, and left as it is."""
        needed = self.parents.needed(one)
        if len(needed) > 1:
            listed = " and ".join(sorted(key.name for key in needed))
            self._refuse(
                MERGE_INSIDE,
                one,
                f"{one.key} merges {listed}.",
                "Where it has no operations, it can go: squashkit rebase --drop-merges",
            )
            return True
        return {self._standing(key, wanted) for key in needed} == {before}

    def _standing(
        self, key: MigrationKey, wanted: Mapping[MigrationKey, MigrationKey]
    ) -> MigrationKey:
        """What comes before where a migration names this; a squash is its last member."""
        if key in self.squashes:
            return self._named(last_of(key, self.squashes))
        return wanted.get(key, key)

    def _inherited(
        self, one: MigrationFacts, before: MigrationKey | None
    ) -> Iterator[tuple[MigrationKey, MigrationKey]]:
        for dependency in (*one.dependencies, *one.run_before):
            key = named(dependency)
            if dependency.setting or key.name in {FIRST, LATEST}:
                continue
            heir = self.heirs.of(key)
            if heir is None and (key.app != one.key.app or before is None):
                name = self.base.ref.name
                self._refuse(
                    NO_HEIR,
                    one,
                    f"{one.key} depends on {key}, which {name} does not have.",
                    f"Name what stands for it in the dependencies of {one.key}.",
                )
            elif heir is not None and heir != key:
                yield key, self._named(heir) if heir in self.branch.own.added else heir

    def _circle(self, moves: Sequence[Move]) -> Iterator[Finding]:
        """A circle that there would be, and is not yet."""
        found = graph_of(self._result(moves)).cycle() if moves else ()
        sides = (self.base.history, self.branch.history)
        if found and not any(graph_of(one).cycle() for one in sides):
            circle = " -> ".join(str(key) for key in (*found, found[0]))
            yield Finding(
                CIRCLE.id,
                Level.ERROR,
                found[0].app,
                f"After {self.base.ref.name}, migrations would depend on each other in a circle: "
                f"{circle}.",
                "Take one of these dependencies out.",
                (self.base.ref.name, self.branch.ref.name),
            )

    def _result(self, moves: Sequence[Move]) -> dict[MigrationKey, MigrationFacts]:
        """All migrations that there would be."""
        own = dict(self.branch.own.present)
        for move in moves:
            del own[move.key]
        moved = {
            one.new: _moved(self.branch.history[one.key], one) for one in moves if not one.gone
        }
        return {**self.base.history, **own, **moved}

    def _not_own(self) -> Iterator[Finding]:
        """Migrations of the base that the branch has taken away or renamed."""
        replaced = {key for one in self.branch.own.present.values() for key in one.replaces}
        for key, one in self.branch.own.removed.items():
            if key in self.base.history and key not in replaced:
                name = self.branch.ref.name
                yield Finding(
                    NOT_OWN.id,
                    Level.ERROR,
                    key.app,
                    f"{name} deletes or renames {key}, which {self.base.ref.name} has.",
                    f"git checkout {self.base.ref.name} -- {one.path}",
                    (self.base.ref.name, name),
                    (self.base.place(self.base.history[key]),),
                )

    def _moved_apps(self) -> Iterator[Finding]:
        """Apps that one side has moved, and to which the other has added something."""
        refs = (self.base.ref.name, self.branch.ref.name)
        for mover, adder in ((self.branch, self.base), (self.base, self.branch)):
            for app, place in moved_apps(mover).items():
                news = [one for key, one in sorted(adder.own.added.items()) if key.app == app]
                for one in news[:1]:
                    who, other = mover.ref.name, adder.ref.name
                    fact = f"{who} has moved {app} to {place}, and {other} has added {one.key}."
                    hint = f"Merge first, then run this again: git merge {refs[0]}"
                    where = (adder.place(one),)
                    yield Finding(NOT_OWN.id, Level.ERROR, app, fact, hint, refs, where)

    def _refuse(self, rule: Rule, one: MigrationFacts, fact: str, hint: str) -> None:
        refs = (self.base.ref.name, self.branch.ref.name)
        place = self.branch.place(one)
        self.findings.append(Finding(rule.id, Level.ERROR, one.key.app, fact, hint, refs, (place,)))


def _moved(one: MigrationFacts, move: Move) -> MigrationFacts:
    targets = dict(move.targets)
    lacks = (Dependency(move.lacks.app, move.lacks.name),) if move.lacks else ()
    return replace(
        one,
        key=move.new,
        dependencies=(*lacks, *(_retargeted(each, targets) for each in one.dependencies)),
        run_before=tuple(_retargeted(each, targets) for each in one.run_before),
        replaces=tuple(targets.get(key, key) for key in one.replaces),
    )


def _retargeted(one: Dependency, targets: Mapping[MigrationKey, MigrationKey]) -> Dependency:
    new = targets.get(named(one))
    return Dependency(new.app, new.name) if new and not one.setting else one

"""`validate`: the proof by itself, for squashes that are on disk, whoever wrote them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from ..analysis.afterwards import lost_order, without
from ..analysis.graphs import build_graph, migrate_order
from ..analysis.members import members_of, originals_of
from ..errors import PlanError
from ..folders import temporary_folder
from ..model.history import History
from ..model.keys import MigrationKey
from ..model.migrations import MigrationFacts
from ..model.proofs import Proof, Reuse
from ..model.words import did_you_mean
from ..project.protocol import View
from ..source.writing import FileChange
from .ports import Site
from .proofs.basis import basis_of
from .proofs.claims import Claim
from .proofs.demands import NOTHING_MORE, Demands, Progress
from .proofs.proving import Prover
from .proofs.reusing import prove_anew
from .proofs.routes import squashed
from .referring import last_of
from .rewriting import retargeted, view_of


@dataclass(frozen=True, slots=True)
class Validation:
    """The squashes that were found, and the proof of all of them together.

    Attributes:
        unprovable: squashes whose replaced files are gone, so that nothing is left to compare.
        faults: what is wrong with others, so that nothing can be said of them.
        proof: None when there is nothing to compare.
        reuse: what became of the proof that was given, if one was.
    """

    squashes: tuple[MigrationKey, ...]
    unprovable: tuple[MigrationKey, ...]
    proof: Proof | None
    reuse: Reuse | None = None
    faults: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether something was proven, and nothing stands against the rest."""
        return self.proof is not None and self.proof.holds and not self.faults


def validate(
    site: Site,
    named: Collection[str] = (),
    demands: Demands = NOTHING_MORE,
    progress: Progress = lambda _: None,
) -> Validation:
    """Prove the first-party squashes on disk equal to what they replace.

    Args:
        site: the project.
        named: app labels, or squashes such as `shop.0001_squashed_0009_x`; empty for all.
        demands: what the proof has to cover.
        progress: is told what happens next.

    Raises:
        PlanError: an app or a squash that does not exist, or no squash at all; one that replaces
            what is not there, and what is, where it was named or there is no other.
        DatabaseError: a server cannot be used.
    """
    history = site.history()
    squashes = _with_inner(history, find_squashes(history, named))
    faulty = {one.key: found for one in squashes if (found := _partly_gone(one, history))}
    whole = tuple(one for one in squashes if _complete(one, history))
    for key, fault in faulty.items():
        if str(key) in named or not whole:
            raise fault
    unprovable = tuple(one.key for one in squashes if one not in whole and one.key not in faulty)
    keys = tuple(one.key for one in whole)
    faults = tuple(f"{one.fact} {one.hint}" for one in faulty.values())
    if not whole:
        return Validation(keys, unprovable, None)
    with temporary_folder() as folder:
        around = _without_squashes(history, _around(history, keys))
        changes = tuple(retargeted(history, around, around.keys()))
        claim = claim_of(site, history, whole, folder, changes, around)
        prover = Prover(site.process, site.commit, demands, progress)
        proven = prove_anew(claim, demands, prover.prove)
    return Validation(keys, unprovable, proven.proof, proven.reuse, faults)


def claim_of(
    site: Site,
    history: History,
    squashes: Sequence[MigrationFacts],
    folder: Path,
    changes: Sequence[FileChange] = (),
    gone: Mapping[MigrationKey, MigrationKey] = MappingProxyType({}),
) -> Claim:
    """That the squashes do what there is without them.

    Args:
        site: the project.
        history: its migrations.
        squashes: those that are to be proven.
        folder: for files as they would be.
        changes: what is to be written before, and is not yet.
        gone: squashes that these changes take away, to what is named in their place.
    """
    left = without(history, gone)
    targets = _without_squashes(left, squashes)
    texts = {one.path: one.text for one in changes}
    edits = retargeted(left, targets, targets.keys(), texts)
    without_them = {**{one.path: one for one in changes}, **{one.path: one for one in edits}}
    graph = build_graph(without(left, targets))
    order = migrate_order(graph)
    return Claim(
        subject=tuple(str(one.key) for one in squashes),
        notes=tuple(_nested(squashes)),
        lost=lost_order(left, [one.key for one in squashes]),
        before=view_of(site.root, tuple(without_them.values()), history, folder / "before"),
        after=view_of(site.root, changes, history, folder / "after") if changes else View(),
        order=order,
        squashes=squashed(
            order,
            ((one.key, originals_of(history.migrations, one.key)) for one in _outermost(squashes)),
        ),
        basis=basis_of(site, history, changes),
        aliases=site.routed,
        history=history,
        graph=graph,
        root=site.root,
    )


def find_squashes(history: History, named: Collection[str]) -> tuple[MigrationFacts, ...]:
    """The first-party migrations with `replaces`, sorted.

    Args:
        history: the migrations.
        named: app labels and squashes; empty for all.

    Raises:
        PlanError: an app or a squash that does not exist, or no squash at all.
    """
    ours = history.ours
    squashes = {
        str(key): history.migrations[key]
        for key in sorted(history.migrations)
        if key.app in ours and history.migrations[key].replaces
    }
    labels = {one for one in named if "." not in one}
    for one in sorted(set(named) - labels - squashes.keys()):
        there = f"Squashes here: {', '.join(squashes) or 'none'}."
        raise PlanError(f"There is no first-party squash {one} with `replaces`.", there)
    wanted = {*named, *(history.wanted(labels) if labels or not named else ())}
    found = [one for name, one in squashes.items() if {name, one.key.app} & wanted]
    if not found:
        raise PlanError(
            f"There is no squashed migration in {', '.join(sorted(wanted)) or 'this project'}.",
            "Cleanups are on record; git status shows whether the last one is committed."
            if history.retired
            else "Make one: squashkit squash",
        )
    return tuple(found)


def _with_inner(history: History, squashes: Sequence[MigrationFacts]) -> tuple[MigrationFacts, ...]:
    """With the squashes that they replace: an outer one has to do what the originals do."""
    inner = {key for one in squashes for key in members_of(history.migrations, one.key)}
    keys = {one.key for one in squashes} | inner
    known = (history.migrations[key] for key in sorted(keys & history.migrations.keys()))
    return tuple(one for one in known if one.replaces)


def _around(history: History, named: Collection[MigrationKey]) -> list[MigrationFacts]:
    """The squashes that stand for one of these: with them there, nobody runs the inner one."""
    return [
        one
        for key, one in sorted(history.migrations.items())
        if key not in named
        and one.replaces
        and not set(named).isdisjoint(members_of(history.migrations, key))
    ]


def _outermost(squashes: Sequence[MigrationFacts]) -> Iterator[MigrationFacts]:
    """Those that no other squash replaces: Django runs them, and none that is inside."""
    inside = {key for one in squashes for key in one.replaces}
    return (one for one in squashes if one.key not in inside)


def _nested(squashes: Sequence[MigrationFacts]) -> Iterator[str]:
    """What is said of the others."""
    keys = {one.key for one in squashes}
    for one in squashes:
        yield from (
            f"{key} by itself, which {one.key} stands for" for key in one.replaces if key in keys
        )


def _complete(squash: MigrationFacts, history: History) -> bool:
    return all(key in history.migrations for key in squash.replaces)


def _partly_gone(squash: MigrationFacts, history: History) -> PlanError | None:
    """A name that is not that of a file, or a file that was deleted before the others."""
    gone = [key for key in squash.replaces if key not in history.migrations]
    if not gone or len(gone) == len(squash.replaces):
        return None
    listed = ", ".join(map(str, gone))
    others = [
        str(key)
        for key in history.migrations
        if key.app == gone[0].app and key not in {squash.key, *squash.replaces}
    ]
    return PlanError(
        f"{squash.key} replaces {listed}, which is not there, and others that are.",
        f"{did_you_mean(str(gone[0]), others)}Let `replaces` in {squash.path} name what there are "
        "files of.",
    )


def _without_squashes(
    history: History, squashes: Sequence[MigrationFacts]
) -> dict[MigrationKey, MigrationKey]:
    """What each squash is called by where it is not there: the last of its originals."""
    found = {one.key: last_of(history, one.key) or one.replaces[-1] for one in squashes}
    while any(last in found for last in found.values()):
        found = {key: found.get(last, last) for key, last in found.items()}
    return found

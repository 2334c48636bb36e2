"""Plans, composes and proves squashes, until the proof holds or tells no more."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from ...analysis.blame import blamed_apps
from ...analysis.continuing import moved
from ...analysis.graphs import build_graph, migrate_order
from ...analysis.hints import COMPOSED, with_hint
from ...analysis.rules.squashing import NOT_CARRIED
from ...analysis.wishes import Wish
from ...errors import ProjectError
from ...folders import temporary_folder
from ...model.history import History
from ...model.keys import MigrationKey
from ...model.plans import Plan, Reason, Segment
from ...model.steps import Seen
from ...model.words import counted
from ...project.protocol import ImportFiles, Overlay, View
from ...source.references import Heir
from ...source.writing import FileChange
from ..ports import Site
from ..proofs.basis import basis_of
from ..proofs.claims import Claim
from ..proofs.demands import NOTHING_MORE, Demands, Progress
from ..proofs.proving import Prover
from ..proofs.reusing import Proven, prove_anew
from ..proofs.routes import squashed
from ..referring import heirs_of, mended, with_references
from ..rewriting import newest, retargeted, view_of
from .apart import to_keep_apart
from .composing import Composed, SquashedFile
from .continuing import left_alone
from .drafting import Draft, Drafter
from .planning import Planned
from .squashing import Squash
from .unused import with_unused

Prove = Callable[[Claim], Proven]


def make_squash(
    site: Site,
    wish: Wish,
    *,
    plan: Plan | None = None,
    keep_going: bool = False,
    demands: Demands = NOTHING_MORE,
    progress: Progress = lambda _: None,
) -> Squash:
    """Plan, compose and prove.

    Args:
        site: the project.
        wish: which apps are meant.
        plan: a plan that was made before; only its segments.
        keep_going: leave out apps whose squash cannot be proven, and prove the others.
        demands: what the proof has to cover.
        progress: is told what happens next.

    Raises:
        PlanError: a range that the user named cannot become one squash.
    """
    progress("reading the history")
    drafter = Drafter(site, site.history(), plan, keep_going, progress=progress)
    planned = drafter.outline(wish)
    if not planned.plan.segments:
        return Squash(site, planned.plan, (), None)
    prover = Prover(site.process, site.commit, demands, progress)
    with prover.baselines(View()) as originals:
        prove_from = partial(prover.prove_from, originals, until_unequal=keep_going)
        prove = partial(prove_anew, demands=demands, prove=prove_from)
        tries = Tries(site, drafter, prove, keep_going, progress)
        return tries.make(planned, wish, originals.first.original.migrated.seen)


@dataclass(frozen=True, slots=True)
class Tries:
    """Makes a squash, again as long as a proof tells how to make it otherwise."""

    site: Site
    drafter: Drafter
    prove: Prove
    keep_going: bool
    progress: Progress

    def make(self, planned: Planned, wish: Wish, seen: tuple[Seen, ...]) -> Squash:
        """The last try.

        Args:
            planned: the segments.
            wish: what is wanted.
            seen: what the data steps did on an empty database.
        """
        while True:
            draft = self.drafter.draft(planned, wish, seen)
            squash, other = self._tried(draft)
            if squash and other is None:
                return squash
            wish = other or draft.wish
            planned = self.drafter.outline(wish)

    def _tried(self, draft: Draft) -> tuple[Squash | None, Wish | None]:
        """A try, if it came to a proof, and what to want in the next one."""
        try:
            squash = _prove(
                self.site, self.drafter.history, draft.composed, self.prove, self.progress
            )
        except ProjectError:
            broken = _broken(self.site, draft.composed) if self.keep_going else {}
            if not broken:
                raise
            return None, self._without(draft.wish, broken)
        return squash, self._other(squash, draft.wish)

    def _other(self, squash: Squash, wish: Wish) -> Wish | None:
        """What to want instead; None where the proof holds, or tells nothing of that."""
        made = (self.site.root, self.drafter.history, squash.plan, squash.proof)
        found = to_keep_apart(*made)
        apart = tuple(one for one in found if one not in wish.apart)
        if apart:
            self.progress("merging less: some merged operations make another database")
            return replace(wish, apart=(*wish.apart, *apart))
        alone = () if wish.ranges or self.drafter.plan else left_alone(*made)
        if alone:
            stays = ", ".join(str(one.key) for one in alone)
            self.progress(f"leaving {stays} alone: what it replaces makes another database")
            return replace(wish, bounds=(*wish.bounds, *alone))
        blamed = _blamed(squash) if self.keep_going else {}
        return self._without(wish, blamed) if blamed else None

    def _without(self, wish: Wish, apps: Mapping[str, Reason]) -> Wish:
        self.progress(f"leaving out {', '.join(sorted(apps))}: not proven")
        return wish.without(apps)


def _blamed(squash: Squash) -> dict[str, Reason]:
    """The apps to do without in another try; none where the proof holds or nobody is to blame."""
    if squash.holds or squash.proof is None:
        return {}
    return blamed_apps(squash.proof, squash.plan)


def _broken(site: Site, composed: Composed) -> dict[str, Reason]:
    """The apps whose squash cannot even be imported, so that nothing can be proven with it."""
    with temporary_folder() as folder:
        request = ImportFiles(tuple(_overlays(composed.files, folder)))
        found = site.process.import_files(request)
    return {one.key.app: Reason(NOT_CARRIED.id, one.error) for one in found}


def _prove(
    site: Site, history: History, composed: Composed, prove: Prove, progress: Progress
) -> Squash:
    plan, files = with_references(site.root, history, composed.plan), composed.files
    if not files:
        return Squash(site, plan, (), None)
    plan = with_unused(site.root, history, plan, (file.text for file in files))
    gone = moved(history, plan)
    edits = _edits(site, history, files, gone) if gone else ()
    changes = (*(FileChange(file.path, file.text) for file in files), *edits)
    progress(f"proving {counted(len(files), 'squash')}")
    graph = build_graph(history)
    order = migrate_order(graph)
    with temporary_folder() as folder:
        overlays = tuple(_overlays(files, folder))
        edited = view_of(site.root, edits, history, folder)
        claim = Claim(
            subject=tuple(str(file.segment.key) for file in files),
            before=View(),
            after=View((*overlays, *edited.added), edited.hidden, edited.changed),
            order=order,
            squashes=squashed(
                order, [(one.key, (*one.members, *one.continues)) for one in plan.segments]
            ),
            stops=tuple(dict.fromkeys(_published(plan.segments))),
            history=history,
            graph=graph,
            basis=basis_of(site, history, changes),
            aliases=site.routed,
            root=site.root,
        )
        proven = prove(claim)
    edits = (*edits, *newest(history, plan))
    proof = with_hint(proven.proof, COMPOSED)
    return Squash(site, plan, files, proof, edits, proven.reuse)


def _edits(
    site: Site,
    history: History,
    files: Sequence[SquashedFile],
    gone: Mapping[MigrationKey, MigrationKey],
) -> tuple[FileChange, ...]:
    """What changes where the new squashes take over from some that are on disk."""
    heirs: dict[MigrationKey, Heir] = {}
    for file in files:
        own = {key: gone[key] for key in file.segment.continues}
        heirs |= heirs_of(history, file.segment.key, file.text, own)
    return mended(site.root, history, heirs, tuple(retargeted(history, gone, gone.keys())))


def _overlays(files: Sequence[SquashedFile], folder: Path) -> Iterator[Overlay]:
    for number, file in enumerate(files):
        source = folder / f"{number}.py"
        source.write_text(file.text, "utf-8")
        yield Overlay(file.segment.key, file.module, str(source), str(file.path))


def _published(segments: Sequence[Segment]) -> Iterator[MigrationKey]:
    """Of the segment that takes the place of most squashes: the first, and what is before the last.

    Before a squash on disk a database goes on with what that replaces, instead of with it.
    """
    most = max(segments, key=lambda one: len(one.continues), default=None)
    if most and most.continues:
        yield most.continues[0]
        place = most.members.index(most.continues[-1])
        yield from most.members[max(place - 1, 0) : place]

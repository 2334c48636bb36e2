"""`squash`: composes a plan's files, proves them, and writes them all or none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from ..analysis.blame import blamed_apps
from ..analysis.continuing import moved
from ..analysis.graphs import build_graph, migrate_order
from ..analysis.hints import COMPOSED, with_hint
from ..analysis.rules.squashing import NOT_CARRIED
from ..analysis.wishes import Wish
from ..errors import ProjectError, RepositoryError, WriteError
from ..folders import temporary_folder
from ..git.worktree import uncommitted
from ..model.composition import Verbatim
from ..model.history import History
from ..model.keys import MigrationKey
from ..model.plans import Plan, Reason, Segment
from ..model.proofs import Proof, Reuse
from ..model.words import counted
from ..project.protocol import ImportFiles, Overlay, View
from ..source.references import Heir
from ..source.writing import FileChange, write
from .apart import to_keep_apart
from .basis import basis_of
from .composing import Composed, SquashedFile
from .demands import NOTHING_MORE, Demands, Progress
from .drafting import Drafter
from .ports import Site
from .proving import Prover
from .referring import heirs_of, mended, with_references
from .reusing import Proven, prove_anew
from .rewriting import newest, retargeted, view_of
from .routes import squashed
from .trials import Claim
from .unused import with_unused

Prove = Callable[[Claim], Proven]


@dataclass(frozen=True, slots=True)
class SquashRecord:
    """What a squash came to, for a report.

    Attributes:
        files: paths of the new migrations.
        rewritten, deleted: paths of migrations that change or go, for a squash that takes over
            from one that is on disk.
        written: whether they are in their place.
        reuse: what became of the proof that was given, if one was.
    """

    plan: Plan
    files: tuple[str, ...]
    rewritten: tuple[str, ...]
    deleted: tuple[str, ...]
    written: bool
    proof: Proof | None
    reuse: Reuse | None = None


@dataclass(frozen=True, slots=True)
class Squash:
    """A plan that was carried out in memory, with its proof.

    Attributes:
        plan: what was squashed and what was left.
        files: the new migrations.
        proof: None when there was nothing to squash.
        edits: files on disk that change or go: migrations, and `max_migration.txt`.
        reuse: see `SquashRecord`.
    """

    site: Site
    plan: Plan
    files: tuple[SquashedFile, ...]
    proof: Proof | None
    edits: tuple[FileChange, ...] = ()
    reuse: Reuse | None = None

    @property
    def changes(self) -> tuple[FileChange, ...]:
        """The files to write, to change and to delete."""
        return (*(FileChange(file.path, file.text) for file in self.files), *self.edits)

    @property
    def holds(self) -> bool:
        """Whether the proof holds; where there is nothing to prove it does."""
        return self.proof is None or self.proof.holds

    def record(self, *, written: bool) -> SquashRecord:
        """The result without the means to write it."""
        files = tuple(str(file.path) for file in self.files)
        rewritten = tuple(str(one.path) for one in self.edits if one.text is not None)
        deleted = tuple(str(one.path) for one in self.edits if one.text is None)
        return SquashRecord(self.plan, files, rewritten, deleted, written, self.proof, self.reuse)

    def write(self, *, require_git: bool = True) -> tuple[Path, ...]:
        """Write all files, or none.

        Args:
            require_git: refuse outside a git repository, and where the folders that get a file
                hold changes that are not committed.

        Returns:
            the files that were written, changed or deleted.

        Raises:
            WriteError: the proof does not hold, or a file is in the way.
            RepositoryError: see `require_git`.
        """
        if not self.holds:
            raise WriteError("The proof does not hold.", "Nothing was written.")
        if not self.files:
            return ()
        if require_git:
            new = [file.path.parent for file in self.files]
            refuse_uncommitted(self.site.root, [*new, *(one.path for one in self.edits)])
        write(self.changes, self.site.root)
        return tuple(one.path for one in self.changes)


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
    with prover.grounds(View(), watch=True) as grounds:
        while True:
            draft = drafter.draft(planned, wish, grounds.first.original.migrated.seen)
            try:
                from_grounds = partial(prover.prove_from, grounds, until_unequal=keep_going)
                prove = partial(prove_anew, demands=demands, prove=from_grounds)
                squash = _prove(site, drafter.history, draft.composed, prove, progress)
                apart = _apart(squash, drafter.history, draft.wish)
                if apart:
                    progress("making it anew: some operations make another database if merged")
                    wish = replace(draft.wish, apart=(*draft.wish.apart, *apart))
                    planned = drafter.outline(wish)
                    continue
                blamed = _blamed(squash, keep_going=keep_going)
            except ProjectError:
                blamed = _broken(site, draft.composed) if keep_going else {}
                if not blamed:
                    raise
            if not blamed:
                return squash
            progress(f"leaving out {', '.join(sorted(blamed))}: not proven")
            wish = draft.wish.without(blamed)
            planned = drafter.outline(wish)


def _apart(squash: Squash, history: History, wish: Wish) -> tuple[Verbatim, ...]:
    """The operations to merge no more in another try."""
    found = to_keep_apart(squash.site.root, history, squash.plan, squash.proof)
    return tuple(one for one in found if one not in wish.apart)


def _blamed(squash: Squash, *, keep_going: bool) -> dict[str, Reason]:
    """The apps to do without in another try; none where the proof holds or nobody is to blame."""
    if squash.holds or not keep_going or squash.proof is None:
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


def refuse_uncommitted(root: Path, places: Sequence[Path]) -> None:
    """Refuse to write where git could not bring back what was there.

    Args:
        root: the project's folder.
        places: folders that get a file, or files that change or go.

    Raises:
        RepositoryError: outside git, or with changes in these places.
    """
    found = uncommitted(root, places)
    if found:
        listed = ", ".join(found[:3]) + (", ..." if len(found) > 3 else "")
        raise RepositoryError(
            f"There are changes that are not committed: {listed}.",
            "Commit or stash them, so that one `git restore` can undo the squash; or write "
            "without this check: --no-git",
        )

"""`cleanup`: turns a squash into a normal migration, when the databases say that they have it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from ..analysis.cleanup import Blocked, judge
from ..analysis.graphs import build_graph, migrate_order
from ..errors import WriteError
from ..folders import temporary_folder
from ..model.history import History
from ..model.keys import MigrationKey
from ..model.migrations import MigrationFacts
from ..model.proofs import Proof, Reuse
from ..model.references import Reference
from ..model.words import counted
from ..project.protocol import View
from ..source.references import Heir
from ..source.splicing import remove_replaces
from ..source.writing import FileChange, write
from .basis import basis_of
from .demands import NOTHING_MORE, Demands, Progress
from .deployments import deployed
from .ports import Site
from .proving import Prover
from .referring import heirs_of, last_of, mended, references_to, utf8_text
from .reusing import Proven, prove_anew
from .rewriting import retargeted, view_of
from .squashing import refuse_uncommitted
from .trials import Claim
from .validating import find_squashes


@dataclass(frozen=True, slots=True)
class CleanupRecord:
    """What a cleanup came to, for a report.

    Attributes:
        rewritten, deleted: paths of the files concerned.
        written: whether that was done.
        references: lines of scripts and the like that name deleted migrations, and stay.
        reuse: what became of the proof that was given, if one was.
    """

    ready: tuple[MigrationKey, ...]
    blocked: tuple[Blocked, ...]
    evidence: tuple[str, ...]
    rewritten: tuple[str, ...]
    deleted: tuple[str, ...]
    written: bool
    proof: Proof | None
    references: tuple[Reference, ...] = ()
    reuse: Reuse | None = None


@dataclass(frozen=True, slots=True)
class Cleanup:
    """What a cleanup would change, what stands in the way, and the proof.

    Attributes:
        ready: squashes that become normal migrations.
        blocked: squashes that stay, with the evidence against them.
        evidence: what each database was found to have applied, in words.
        changes: files to rewrite and to delete.
        proof: None when nothing is ready.
        references, reuse: see `CleanupRecord`.
    """

    site: Site
    ready: tuple[MigrationKey, ...]
    blocked: tuple[Blocked, ...]
    evidence: tuple[str, ...]
    changes: tuple[FileChange, ...]
    proof: Proof | None
    references: tuple[Reference, ...] = ()
    reuse: Reuse | None = None

    @property
    def holds(self) -> bool:
        """Whether everything asked for can be done."""
        return not self.blocked and (self.proof is None or self.proof.holds)

    def record(self, *, written: bool) -> CleanupRecord:
        """The result without the means to write it."""
        return CleanupRecord(
            self.ready,
            self.blocked,
            self.evidence,
            tuple(str(one.path) for one in self.changes if one.text is not None),
            tuple(str(one.path) for one in self.changes if one.text is None),
            written,
            self.proof,
            self.references,
            self.reuse,
        )

    def write(self, *, require_git: bool = True) -> tuple[Path, ...]:
        """Rewrite and delete all files, or none.

        Args:
            require_git: refuse outside git, and where changes are not committed.

        Returns:
            the files that were rewritten or deleted.

        Raises:
            WriteError: there is no proof that holds.
            RepositoryError: see `require_git`.
        """
        if self.proof is None or not self.proof.holds:
            raise WriteError("There is no proof that holds.", "Nothing was written.")
        if require_git:
            refuse_uncommitted(self.site.root, [change.path for change in self.changes])
        write(self.changes, self.site.root)
        return tuple(change.path for change in self.changes)


def clean(
    site: Site,
    apps: Collection[str],
    states: Sequence[str],
    demands: Demands = NOTHING_MORE,
    progress: Progress = lambda _: None,
) -> Cleanup:
    """Work out the cleanup of every squash that all given databases have recorded.

    Args:
        site: the project.
        apps: labels; empty for all.
        states: files, folders or aliases, see `deployments.deployed`.
        demands: what the proof has to cover.
        progress: is told what happens next.

    Raises:
        PlanError: no squash, an app that does not exist, or code that names what goes and cannot
            be rewritten.
        ConfigurationError, ProjectError: a database or file that cannot be read.
    """
    history = site.history()
    squashes = find_squashes(history, apps)
    verdict = judge(squashes, deployed(site, states))
    if not verdict.ready:
        return Cleanup(site, (), verdict.blocked, verdict.evidence, (), None)
    ready = [history.migrations[key] for key in verdict.ready]
    heirs = _heirs(history, ready)
    changes = mended(site.root, history, heirs, tuple(_changes(history, ready)))
    named = references_to(site.root, history, heirs)
    texts = tuple(one for one in named if one.kind == "text")
    prover = Prover(site.process, site.commit, demands, progress)
    prove = partial(prove_anew, demands=demands, prove=prover.prove)
    proven = _prove(prove, site, history, ready, changes)
    return Cleanup(
        site,
        verdict.ready,
        verdict.blocked,
        verdict.evidence,
        changes,
        proven.proof,
        texts,
        proven.reuse,
    )


def _heirs(history: History, ready: Sequence[MigrationFacts]) -> dict[MigrationKey, Heir]:
    """What stands for each migration that goes."""
    found: dict[MigrationKey, Heir] = {}
    for squash in ready:
        last = last_of(history, squash.key)
        gone = {key: squash.key if key == last else None for key in squash.replaces}
        found |= heirs_of(history, squash.key, utf8_text(Path(squash.path)), gone)
    return found


def _changes(history: History, ready: Sequence[MigrationFacts]) -> Iterator[FileChange]:
    targets = {member: squash.key for squash in ready for member in squash.replaces}
    changed = {one.path: one for one in retargeted(history, targets, targets.keys())}
    for squash in ready:
        path = Path(squash.path)
        now = path.read_bytes().decode("utf-8")
        known = changed.get(path) or FileChange(path, now, now)
        changed[path] = replace(known, text=remove_replaces(known.text or ""))
    yield from (changed[path] for path in sorted(changed))


def _prove(
    prove: Callable[[Claim], Proven],
    site: Site,
    history: History,
    ready: Sequence[MigrationFacts],
    changes: Sequence[FileChange],
) -> Proven:
    """The tree after the cleanup must do what the squashes do today."""
    with temporary_folder() as folder:
        claim = Claim(
            subject=tuple(f"cleanup of {squash.key}" for squash in ready),
            before=View(),
            after=view_of(site.root, changes, history, folder),
            order=migrate_order(build_graph(history)),
            history=history,
            basis=basis_of(site, history, changes),
            aliases=site.routed,
            notes=tuple(_no_longer_reached(ready)),
        )
        return prove(claim)


def _no_longer_reached(ready: Sequence[MigrationFacts]) -> Iterator[str]:
    points = sum(len(squash.replaces) - 1 for squash in ready)
    if points:
        yield f"unapplying to {counted(points, 'point')} within squashes, whose files go"

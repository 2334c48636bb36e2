"""`cleanup`: turns a squash into a normal migration, when the databases say that they have it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from ...analysis.afterwards import lost_order
from ...analysis.graphs import build_graph, migrate_order
from ...errors import WriteError
from ...folders import temporary_folder
from ...git.committing import commit, refuse_to_commit
from ...model.cleanups import Blocked, Terms
from ...model.history import History
from ...model.keys import MigrationKey
from ...model.migrations import MigrationFacts
from ...model.proofs import Proof, Reuse
from ...model.references import Reference
from ...model.words import counted
from ...project.protocol import View
from ...source.writing import FileChange, take_back, write
from ..ports import Site
from ..proofs.basis import basis_of
from ..proofs.claims import Claim
from ..proofs.demands import NOTHING_MORE, Demands, Progress
from ..proofs.proving import Prover
from ..proofs.reusing import Proven, prove_anew
from ..referring import references_to
from ..rewriting import view_of
from ..squashes.squashing import refuse_ignored, refuse_uncommitted
from ..validating import find_squashes
from .evidence import weigh
from .retiring import Retiring


@dataclass(frozen=True, slots=True)
class CleanupRecord:
    """What a cleanup came to, for a report.

    Attributes:
        files, rewritten, deleted: paths of the files that come, change and go.
        written: whether that was done.
        references: lines of scripts and the like that name deleted migrations, and stay.
        reuse: what became of the proof that was given, if one was.
        notes: what could not be looked at, as sentences.
        commit: the id of the commit that has it, or an empty string.
    """

    ready: tuple[MigrationKey, ...]
    blocked: tuple[Blocked, ...]
    evidence: tuple[str, ...]
    files: tuple[str, ...]
    rewritten: tuple[str, ...]
    deleted: tuple[str, ...]
    written: bool
    proof: Proof | None
    references: tuple[Reference, ...] = ()
    reuse: Reuse | None = None
    notes: tuple[str, ...] = ()
    commit: str = ""


@dataclass(frozen=True, slots=True)
class Cleanup:
    """What a cleanup would change, what stands in the way, and the proof.

    Attributes:
        ready: squashes that become normal migrations; one inside another goes with it.
        blocked: squashes that stay, with the evidence against them.
        evidence: what each database was found to have applied, in words.
        changes: files to rewrite and to delete.
        proof: None when nothing is ready.
        references, reuse, notes: see `CleanupRecord`.
    """

    site: Site
    ready: tuple[MigrationKey, ...]
    blocked: tuple[Blocked, ...]
    evidence: tuple[str, ...]
    changes: tuple[FileChange, ...]
    proof: Proof | None
    references: tuple[Reference, ...] = ()
    reuse: Reuse | None = None
    notes: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether everything asked for can be done."""
        return not self.blocked and (self.proof is None or self.proof.holds)

    def record(self, *, written: bool, commit: str = "") -> CleanupRecord:
        """The result without the means to write it."""
        return CleanupRecord(
            self.ready,
            self.blocked,
            self.evidence,
            tuple(str(one.path) for one in self.changes if one.before is None),
            tuple(str(one.path) for one in self.changes if None not in (one.before, one.text)),
            tuple(str(one.path) for one in self.changes if one.text is None),
            written,
            self.proof,
            self.references,
            self.reuse,
            self.notes,
            commit,
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
        paths = tuple(change.path for change in self.changes)
        if require_git:
            refuse_uncommitted(self.site.root, paths)
            refuse_ignored(self.site.root, paths)
        write(self.changes, self.site.root)
        return paths

    def commit(self) -> str:
        """Rewrite and delete all files in one commit that has nothing else, or do nothing.

        Returns:
            the id of the commit. Its message has the evidence.

        Raises:
            WriteError: there is no proof that holds.
            RepositoryError: no branch is checked out, something in these files is not committed, or
                git or one of its hooks refuses.
        """
        refuse_to_commit(self.site.root)
        paths = self.write()
        try:
            return commit(self.site.root, paths, self.message)
        except BaseException:
            take_back(self.changes, self.site.root)
            raise

    @property
    def message(self) -> str:
        """The text of the commit: what was done, and on which evidence."""
        squashes = "\n".join(f"- {key}" for key in self.ready)
        evidence = "\n".join(f"- {line}" for line in self.evidence)
        checks = "\n".join(f"- {one}" for one in self.proof.checks) if self.proof else ""
        return (
            f"Make {counted(len(self.ready), 'squash')} normal\n\n"
            f"The replaced files are deleted; in their place is:\n{squashes}\n\n"
            f"Evidence:\n{evidence}\n\n"
            f"Proven equal before it was written:\n{checks}\n"
        )


def clean(
    site: Site,
    apps: Collection[str],
    terms: Terms,
    demands: Demands = NOTHING_MORE,
    progress: Progress = lambda _: None,
) -> Cleanup:
    """Work out the cleanup of every squash for which all evidence speaks.

    Args:
        site: the project.
        apps: labels; empty for all.
        terms: what must be so before.
        demands: what the proof has to cover.
        progress: is told what happens next.

    Raises:
        PlanError: no squash, an app that does not exist, or code that names what goes and cannot
            be rewritten.
        ConfigurationError, ProjectError: a database or file that cannot be read.
        RepositoryError: git is asked, and there is no repository or no such ref.
    """
    history = site.history()
    verdict = weigh(site, history, find_squashes(history, apps), terms)
    if not verdict.ready:
        return Cleanup(site, (), verdict.blocked, verdict.evidence, (), None)
    retiring = Retiring.of(site, history, verdict.ready)
    changes = retiring.changes()
    named = references_to(site.root, history, retiring.heirs)
    prover = Prover(site.process, site.commit, demands, progress)
    prove = partial(prove_anew, demands=demands, prove=prover.prove)
    proven = _prove(prove, site, history, retiring.ready, changes)
    return Cleanup(
        site,
        tuple(squash.key for squash in retiring.ready),
        verdict.blocked,
        verdict.evidence,
        changes,
        proven.proof,
        tuple(one for one in named if one.kind == "text"),
        proven.reuse,
        retiring.notes,
    )


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
            lost=lost_order(history, [squash.key for squash in ready]),
            root=site.root,
        )
        return prove(claim)


def _no_longer_reached(ready: Sequence[MigrationFacts]) -> Iterator[str]:
    points = sum(len(squash.replaces) - 1 for squash in ready)
    if points:
        yield f"unapplying to {counted(points, 'point')} within squashes, whose files go"

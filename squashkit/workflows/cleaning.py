"""`cleanup`: turns a squash into a normal migration, when the databases say that they have it."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..analysis.cleanup import Blocked, judge
from ..analysis.graphs import build_graph, migrate_order
from ..errors import HistoryError, PlanError, WriteError
from ..model.history import History
from ..model.keys import MigrationKey
from ..model.migrations import MigrationFacts
from ..model.proofs import Proof
from ..project.protocol import Overlay, View
from ..source.references import find_references
from ..source.splicing import remove_replaces, retarget
from ..source.writing import FileChange, write
from .ports import Site
from .proving import Claim, Prover
from .squashing import refuse_uncommitted
from .validating import find_squashes


@dataclass(frozen=True, slots=True)
class CleanupRecord:
    """What a cleanup came to, for a report.

    Attributes:
        rewritten, deleted: paths of the files concerned.
        written: whether that was done.
    """

    ready: tuple[MigrationKey, ...]
    blocked: tuple[Blocked, ...]
    evidence: tuple[str, ...]
    rewritten: tuple[str, ...]
    deleted: tuple[str, ...]
    written: bool
    proof: Proof | None


@dataclass(frozen=True, slots=True)
class Cleanup:
    """What a cleanup would change, what stands in the way, and the proof.

    Attributes:
        ready: squashes that become normal migrations.
        blocked: squashes that stay, with the evidence against them.
        evidence: what each database was found to have applied, in words.
        changes: files to rewrite and to delete.
        proof: None when nothing is ready.
    """

    site: Site
    ready: tuple[MigrationKey, ...]
    blocked: tuple[Blocked, ...]
    evidence: tuple[str, ...]
    changes: tuple[FileChange, ...]
    proof: Proof | None

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


def clean(site: Site, apps: Collection[str], databases: Sequence[str]) -> Cleanup:
    """Work out the cleanup of every squash that all given databases have recorded.

    Args:
        site: the project.
        apps: labels; empty for all.
        databases: aliases of the project's settings, which are read and never written to;
            empty for all of them.

    Raises:
        PlanError: no squash, or an app that does not exist.
        ProjectError: a database that cannot be read.
    """
    history = site.history()
    squashes = find_squashes(history, apps)
    states = {
        alias: frozenset(site.process.applied(alias).keys) for alias in databases or site.aliases
    }
    verdict = judge(squashes, states)
    if not verdict.ready:
        return Cleanup(site, (), verdict.blocked, verdict.evidence, (), None)
    ready = [history.migrations[key] for key in verdict.ready]
    changes = _changes(history, ready)
    _refuse_references(site.root, history, ready)
    proof = _prove(site, history, ready, changes)
    return Cleanup(site, verdict.ready, verdict.blocked, verdict.evidence, changes, proof)


def _changes(history: History, ready: Sequence[MigrationFacts]) -> tuple[FileChange, ...]:
    targets = {member: squash.key for squash in ready for member in squash.replaces}
    finished = {squash.key for squash in ready}
    ours = {app.label for app in history.apps if app.first_party}
    changes = []
    for key, migration in sorted(history.migrations.items()):
        if key.app not in ours:
            continue
        path = Path(migration.path)
        before = _text(path)
        after = None if key in targets else retarget(before, targets)
        if after is not None and key in finished:
            after = remove_replaces(after)
        if after != before:
            changes.append(FileChange(path, after, before))
    return tuple(changes)


def _refuse_references(root: Path, history: History, ready: Sequence[MigrationFacts]) -> None:
    modules = {app.label: app.module for app in history.apps}
    gone = [key for squash in ready for key in squash.replaces if key in history.migrations]
    names = {f"{modules[key.app]}.{key.name}" for key in gone}
    paths = {Path(history.migrations[key].path) for key in gone}
    found = list(find_references(root, names, paths))
    if found:
        listed = "".join(f"\n  {reference}" for reference in found[:10])
        raise PlanError(
            f"Code refers to {len(found)} files that would be deleted:{listed}",
            "Move what it needs out of the migration, then run this again.",
        )


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise HistoryError(
            f"{path} is not UTF-8; cleanup rewrites UTF-8 files only.",
            "Convert it, and take its coding cookie out.",
        ) from error


def _prove(
    site: Site,
    history: History,
    ready: Sequence[MigrationFacts],
    changes: Sequence[FileChange],
) -> Proof:
    """The tree after the cleanup must do what the squashes do today."""
    keys = {migration.path: key for key, migration in history.migrations.items()}
    modules = {app.label: app.module for app in history.apps}
    with tempfile.TemporaryDirectory(prefix="squashkit-") as folder:
        overlays = []
        for number, change in enumerate(changes):
            if change.text is None:
                continue
            key = keys[str(change.path)]
            source = Path(folder) / f"{number}.py"
            source.write_text(change.text, "utf-8")
            module = f"{modules[key.app]}.{key.name}"
            overlays.append(Overlay(key, module, str(source), str(change.path)))
        hidden = tuple(keys[str(change.path)] for change in changes if change.text is None)
        claim = Claim(
            subject=tuple(f"cleanup of {squash.key}" for squash in ready),
            before=View(),
            after=View(tuple(overlays), hidden),
            order=migrate_order(build_graph(history)),
            digests={
                str(change.path): hashlib.sha256((change.text or "").encode()).hexdigest()
                for change in changes
            },
        )
        return Prover(site.process, site.commit).prove(claim)

"""The proof: that a changed set of migrations does what the original did.

It compares two views of the same project, so that it serves squashes that are not written yet,
squashes that somebody wrote by hand, and cleanups alike.
"""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from ..analysis.comparing import compare, failing, find_noise, remarks
from ..databases.sandboxes import Sandbox, sandbox
from ..databases.sqlite import snapshot
from ..errors import ProjectError
from ..model.keys import MigrationKey
from ..model.proofs import Check, Proof
from ..model.schema import Difference, Layer, Noise, Snapshot
from ..project.process import ProjectProcess
from ..project.protocol import CompareStates, Migrate, Migrated, TrySituations, View

WORKERS = 2
ROW_LAYERS = (Layer.ROWS, Layer.NUMBERS, Layer.KEYS)
NOT_COMPARED = (
    "engines other than SQLite",
    "database aliases other than default",
    "unapplying migrations",
    "the position of sequences (sqlite_sequence)",
)


@dataclass(frozen=True, slots=True)
class Claim:
    """What is to be proven.

    Attributes:
        subject: the squashes or the cleanup, in words.
        before: the migrations as they are.
        after: the migrations as they would be.
        order: the original migrations in the order in which they run.
        stops: original migrations at which a database is stopped half way, then upgraded.
        digests: of the files that are proven.
    """

    subject: tuple[str, ...]
    before: View
    after: View
    order: tuple[MigrationKey, ...]
    stops: tuple[MigrationKey, ...] = ()
    digests: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Replay:
    """A database after `migrate`.

    Attributes:
        database: the file, as long as its sandbox is there.
    """

    migrated: Migrated
    snapshot: Snapshot
    database: Path

    @property
    def clock(self) -> tuple[str, str]:
        """When it began and ended, in the database's own format."""
        return self.migrated.started, self.migrated.ended


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the original made of a database, and what the changed migrations did.

    Attributes:
        subject: which database, in words.
        start: when the history that both share began, if they share any: what it wrote counts as
            now on both.
    """

    subject: str
    before: Replay
    after: Replay
    start: str = ""

    @property
    def impossible(self) -> str:
        """Why no database comes this way: the original itself raises; else an empty string."""
        migrated = self.before.migrated
        if not migrated.error:
            return ""
        return f"{self.subject}: there the original's {migrated.failed} raises {migrated.error}"

    @property
    def failed(self) -> tuple[Difference, ...]:
        """The migration that raises with the squash and did not without, if there is one."""
        return () if self.impossible else _failed(self.after.migrated)

    def differences(self, noise: Noise) -> tuple[Difference, ...]:
        """What the databases do not share, but for what no two runs share."""
        clocks = (self._clock(self.before), self._clock(self.after))
        if self.impossible or self.failed:
            return self.failed
        return compare(self.before.snapshot, self.after.snapshot, clocks=clocks, noise=noise)

    def _clock(self, replay: Replay) -> tuple[str, str]:
        began, ended = replay.clock
        return self.start or began, ended


class Prover:
    """Collects the checks of claims.

    Args:
        process: the project's own Django.
        commit: recorded in the proof.
    """

    def __init__(self, process: ProjectProcess, commit: str = "") -> None:
        self.process = process
        self.commit = commit

    def prove(self, claim: Claim) -> Proof:
        """Run every check.

        Args:
            claim: what is to be proven.

        Raises:
            ProjectError: the original chain itself does not migrate; then nothing can be proven.
        """
        with sandbox() as box:
            return self.prove_from(self.original(claim.before, box), claim, box)

    def original(self, view: View, box: Sandbox, *, watch: bool = False) -> Replay:
        """Run the original history on an empty database.

        Args:
            view: the migrations as they are.
            box: where the database is kept.
            watch: whether to note what each data step does.

        Raises:
            ProjectError: it does not migrate.
        """
        replay = self._replay(view, box.database("before"), watch=watch)
        _refuse_broken(replay)
        return replay

    def prove_from(self, original: Replay, claim: Claim, box: Sandbox) -> Proof:
        """Run every check, with a replay of the original that has been made already.

        Args:
            original: what `original` gave.
            claim: what is to be proven.
            box: the one that holds the original's database.
        """
        # Each of the two runs alone, so that their seconds can be compared.
        squashed = self._replay(claim.after, box.database("after"))
        whole = Outcome("migrate from zero", original, squashed)
        with ThreadPoolExecutor(WORKERS) as pool:
            on_paper = pool.submit(self._on_paper, claim)
            finished = pool.submit(self._finished, claim, original, box)
            stopped = pool.map(lambda stop: self._stopped(claim, stop, box), claim.stops)
            upgrades = (finished.result(), *stopped)
            noise = self._noise(claim, original, (whole, *upgrades), box)
            checks = (
                *on_paper.result(),
                *_databases(whole, noise),
                _upgrades(tuple(one for one in upgrades if not one.impossible), noise),
            )
        impossible = tuple(one.impossible for one in upgrades if one.impossible)
        return Proof(
            subject=claim.subject,
            commit=self.commit,
            versions={"Python": platform.python_version(), "engine": original.snapshot.engine},
            digests=dict(claim.digests),
            checks=checks,
            not_compared=(
                *NOT_COMPARED,
                *original.snapshot.unread,
                *noise.describe(),
                *impossible,
            ),
            seconds_before=original.migrated.seconds,
            seconds_after=squashed.migrated.seconds,
        )

    def _on_paper(self, claim: Claim) -> tuple[Check, Check]:
        """What needs no database: does the graph load, do the models stay the same?"""
        tried = self.process.try_situations(TrySituations(claim.after, claim.order))
        compared = self.process.compare_states(CompareStates(claim.before, claim.after))
        return (
            Check("graph", f"{tried.tried} states a database can be in", tried.differences),
            Check("state", f"{compared.models} models", compared.differences, compared.remarks),
        )

    def _replay(self, view: View, database: Path, *, watch: bool = False) -> Replay:
        migrated = self.process.migrate(Migrate(view, watch=watch), database)
        return Replay(migrated, snapshot(database), database)

    def _noise(
        self, claim: Claim, original: Replay, outcomes: Sequence[Outcome], box: Sandbox
    ) -> Noise:
        """What the original itself writes differently each time; only looked for where it matters.

        Random keys, tokens and hashes of passwords can only be known by running it once more.
        """
        found = (one for outcome in outcomes for one in outcome.differences(Noise()))
        if all(one.layer not in {Layer.ROWS, Layer.NUMBERS} for one in found):
            return Noise()
        again = self._replay(claim.before, box.database("again"))
        clocks = (original.clock, again.clock)
        return find_noise(original.snapshot.tables, again.snapshot.tables, clocks)

    def _finished(self, claim: Claim, original: Replay, box: Sandbox) -> Outcome:
        """A database that has everything must find nothing to do."""
        again = self._replay(claim.after, box.copy(original.database, "finished"))
        return Outcome("database after everything", original, again, original.migrated.started)

    def _stopped(self, claim: Claim, stop: MigrationKey, box: Sandbox) -> Outcome:
        """Take a database that has part of the original on, with the original and the squash."""
        subject = f"database after {stop}"
        start = box.database(f"from-{stop}")
        began = self.process.migrate(Migrate(claim.before, stop), start)
        if began.error:
            stopped = Replay(began, snapshot(start), start)
            return Outcome(subject, stopped, stopped)
        other = box.copy(start, f"from-{stop}-squashed")
        before, after = self._replay(claim.before, start), self._replay(claim.after, other)
        return Outcome(subject, before, after, began.started)


def _refuse_broken(original: Replay) -> None:
    migrated = original.migrated
    if migrated.error:
        line = f", line {migrated.line}," if migrated.line else ""
        raise ProjectError(
            f"The original history does not migrate on an empty SQLite database: "
            f"{migrated.failed}{line} raises {migrated.error}",
            "Nothing can be proven before `python manage.py migrate` works on an empty database.",
        )


def _failed(migrated: Migrated) -> tuple[Difference, ...]:
    if not migrated.error:
        return ()
    return (Difference(Layer.STRUCTURE, f"migration {migrated.failed}", "runs", migrated.error),)


def _databases(whole: Outcome, noise: Noise) -> tuple[Check, Check]:
    """Schema and rows of two databases that were migrated from zero."""
    if whole.failed:
        return Check("schema", whole.subject, whole.failed), Check("rows", "nothing", whole.failed)
    original = whole.before.snapshot
    found = whole.differences(noise)
    schema = tuple(one for one in found if one.layer not in ROW_LAYERS)
    rows = tuple(one for one in found if one.layer in ROW_LAYERS)
    return (
        _check("schema", f"{len(original.parts)} parts of the schema", schema),
        _check("rows", f"{original.row_count} rows in {len(original.tables)} tables", rows),
    )


def _check(name: str, compared: str, found: Sequence[Difference]) -> Check:
    return Check(name, compared, failing(found), remarks(found))


def _upgrades(outcomes: Sequence[Outcome], noise: Noise) -> Check:
    """One check for several databases; each difference says in which."""
    found = [
        Difference(one.layer, f"{outcome.subject}: {one.subject}", one.before, one.after)
        for outcome in outcomes
        for one in outcome.differences(noise)
    ]
    starts = ", ".join(outcome.subject.removeprefix("database after ") for outcome in outcomes)
    return _check("upgrade", f"{len(outcomes)} databases: after {starts}", found)

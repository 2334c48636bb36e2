"""The proof: that a changed set of migrations does what the original did.

It compares two views of the same project, so that it serves squashes that are not written yet,
squashes that somebody wrote by hand, and cleanups alike.
"""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from ..analysis.differences import compare, failing
from ..databases.sandboxes import Sandbox, sandbox
from ..databases.sqlite import snapshot
from ..errors import ProjectError
from ..model.keys import MigrationKey
from ..model.proofs import Check, Proof
from ..model.schema import Difference, Layer, Snapshot
from ..project.process import ProjectProcess
from ..project.protocol import CompareStates, Migrate, Migrated, TrySituations, View

WORKERS = 2
NOT_COMPARED = (
    "engines other than SQLite",
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
    """

    subject: tuple[str, ...]
    before: View
    after: View
    order: tuple[MigrationKey, ...]
    stops: tuple[MigrationKey, ...] = ()


@dataclass(frozen=True, slots=True)
class Replay:
    """A database after `migrate`."""

    migrated: Migrated
    snapshot: Snapshot

    @property
    def clock(self) -> tuple[str, str]:
        """When it began and ended, in the database's own format."""
        return self.migrated.started, self.migrated.ended


class Prover:
    """Collects the checks of one claim.

    Args:
        process: the project's own Django.
        commit: recorded in the proof.
        digests: of the files that are proven.
    """

    def __init__(
        self, process: ProjectProcess, commit: str = "", digests: Mapping[str, str] | None = None
    ) -> None:
        self.process = process
        self.commit = commit
        self.digests = digests or {}

    def prove(self, claim: Claim) -> Proof:
        """Run every check.

        Raises:
            ProjectError: the original chain itself does not migrate; then nothing can be proven.
        """
        with sandbox() as box, ThreadPoolExecutor(WORKERS) as pool:
            old = pool.submit(self._replay, claim.before, box.database("before"))
            new = pool.submit(self._replay, claim.after, box.database("after"))
            states = pool.submit(
                self.process.compare_states, CompareStates(claim.before, claim.after)
            )
            situations = pool.submit(
                self.process.try_situations, TrySituations(claim.after, claim.order)
            )
            original, squashed = _original(old), new.result()
            upgrades = [
                pool.submit(self._upgrade, claim, stop, box) for stop in (None, *claim.stops)
            ]
            compared = states.result()
            tried = situations.result()
            checks = (
                Check("graph", f"{tried.tried} states a database can be in", tried.differences),
                Check(
                    "state",
                    f"{compared.models} models",
                    compared.differences,
                    compared.remarks,
                ),
                *self._databases(claim, original, squashed, box),
                _merged("upgrade", [upgrade.result() for upgrade in upgrades]),
            )
        return Proof(
            subject=claim.subject,
            commit=self.commit,
            versions={"Python": platform.python_version(), "engine": original.snapshot.engine},
            digests=dict(self.digests),
            checks=checks,
            not_compared=(*NOT_COMPARED, *original.snapshot.unread),
            seconds_before=original.migrated.seconds,
            seconds_after=squashed.migrated.seconds,
        )

    def _replay(self, view: View, database: Path) -> Replay:
        migrated = self.process.migrate(Migrate(view), database)
        return Replay(migrated, snapshot(database))

    def _databases(
        self, claim: Claim, original: Replay, squashed: Replay, box: Sandbox
    ) -> tuple[Check, Check]:
        """Schema and rows of two databases that were migrated from zero."""
        failed = _failed(squashed.migrated)
        if failed:
            return Check("schema", "migrate from zero", failed), Check("rows", "nothing", failed)
        found = _compared(original, squashed)
        schema = tuple(one for one in found if one.layer is not Layer.ROWS)
        rows = tuple(one for one in found if one.layer is Layer.ROWS)
        if rows:
            rows, noise = self._without_noise(claim, original, rows, box)
        else:
            noise = ()
        counted = sum(len(table.rows) for table in original.snapshot.tables.values())
        return (
            _check("schema", f"{len(original.snapshot.parts)} parts of the schema", schema),
            Check("rows", f"{counted} rows in {len(original.snapshot.tables)} tables", rows, noise),
        )

    def _without_noise(
        self, claim: Claim, original: Replay, rows: tuple[Difference, ...], box: Sandbox
    ) -> tuple[tuple[Difference, ...], tuple[Difference, ...]]:
        """Set aside tables in which the original itself writes other rows each time it runs."""
        again = self._replay(claim.before, box.database("again"))
        unstable = {one.subject for one in _compared(original, again) if one.layer is Layer.ROWS}
        return (
            tuple(one for one in rows if one.subject not in unstable),
            tuple(one for one in rows if one.subject in unstable),
        )

    def _upgrade(self, claim: Claim, stop: MigrationKey | None, box: Sandbox) -> Check:
        """Take a database that has part of the original, or all of it, on with the squash."""
        name = f"from-{stop}" if stop else "from-everything"
        start = box.database(name)
        began = self.process.migrate(Migrate(claim.before, stop), start)
        other = box.copy(start, f"{name}-squashed")
        subject = f"database after {stop or 'everything'}"
        failed = _failed(began)
        if failed:
            return Check("upgrade", subject, failed)
        expected = self._replay(claim.before, start)
        found = self._replay(claim.after, other)
        differences = _failed(found.migrated) or _since(began, expected, found)
        return _check("upgrade", subject, differences)


def _original(replay: Future[Replay]) -> Replay:
    done = replay.result()
    if done.migrated.error:
        raise ProjectError(
            f"The original history does not migrate on an empty SQLite database: "
            f"{done.migrated.failed} raises {done.migrated.error}",
            "Nothing can be proven before `python manage.py migrate` works on an empty database.",
        )
    return done


def _failed(migrated: Migrated) -> tuple[Difference, ...]:
    if not migrated.error:
        return ()
    return (Difference(Layer.STRUCTURE, f"migration {migrated.failed}", "runs", migrated.error),)


def _compared(before: Replay, after: Replay) -> tuple[Difference, ...]:
    return compare(before.snapshot, after.snapshot, clocks=(before.clock, after.clock))


def _since(began: Migrated, before: Replay, after: Replay) -> tuple[Difference, ...]:
    """Compare two databases that share a start; what the start wrote counts as now on both."""
    clocks = ((began.started, before.clock[1]), (began.started, after.clock[1]))
    return compare(before.snapshot, after.snapshot, clocks=clocks)


def _check(name: str, compared: str, found: Sequence[Difference]) -> Check:
    bad = failing(found)
    return Check(name, compared, bad, tuple(one for one in found if one not in bad))


def _merged(name: str, checks: Sequence[Check]) -> Check:
    """One check for several databases; each difference says in which."""
    differences = tuple(
        Difference(one.layer, f"{check.compared}: {one.subject}", one.before, one.after)
        for check in checks
        for one in check.differences
    )
    compared = f"{len(checks)} databases: after {', '.join(_short(check) for check in checks)}"
    return Check(name, compared, differences)


def _short(check: Check) -> str:
    return check.compared.removeprefix("database after ")

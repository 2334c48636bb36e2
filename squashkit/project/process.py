"""Runs jobs in a process that has the project's settings; ours never imports the project."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias, TypeVar

import msgspec

from .. import errors
from ..errors import DatabaseError, ProcessEndedError, ProjectError, SquashkitError
from ..folders import temporary_folder
from ..model.deployed import Recorded
from ..model.keys import MigrationKey
from .forks import HASH_SEED, PACKAGE_PARENT, carry_out
from .protocol import (
    RUNNING,
    UNAPPLYING,
    Applied,
    CompareStates,
    Environment,
    Evaluate,
    Evaluated,
    Fill,
    Filled,
    GoOn,
    ImportFiles,
    Inspect,
    Inspection,
    Locate,
    Located,
    Migrate,
    Migrated,
    NameTables,
    Order,
    Parted,
    ReadApplied,
    Reduce,
    Reduction,
    RenameRows,
    SituationsTried,
    StatesCompared,
    TablesNamed,
    TrySituations,
    Unapplied,
    Unapply,
    Unimportable,
    Walk,
    Walked,
    WriteRows,
)

Answer = TypeVar("Answer")
Names: TypeAlias = tuple[tuple[MigrationKey, MigrationKey], ...]
DID = {RUNNING: "ran", UNAPPLYING: "unapplied"}
LAST_STEP = re.compile(rf"({'|'.join(DID)}) (\S+)$", re.MULTILINE)
SHUFFLED = {HASH_SEED: "1"}
"""Of code that goes through a set, the order is another one too."""
LITTLE = 100_000
ELSEWHERE = "Make room, or name another folder for temporary files in TMPDIR."
# As SQLite, PostgreSQL and MariaDB say it, and the system itself.
FULL = re.compile(
    r"database or disk is full|No space left on device|The table '.*' is full|Errcode: 28\b"
)


class ProjectProcess:
    """The jobs of the project room, each in a process of its own.

    Args:
        root: the folder of `manage.py`.
        settings: the dotted name of the settings module.
        moved: a folder and the one that takes its place on the path: the project as it is, and
            the files of a release.
    """

    def __init__(self, root: Path, settings: str, moved: tuple[Path, Path] | None = None) -> None:
        self.root = root
        self.settings = settings
        self.moved = moved
        self._drivers: set[str] = set()

    def inspect(self, request: Inspect) -> Inspection:
        """Ask Django for the apps, their folders and the swappable models."""
        return self._run("inspect", request, Inspection, ":memory:")

    def evaluate(self, request: Evaluate) -> tuple[Evaluated, ...]:
        """Ask Django what migrations depend on whose files do not say it."""
        return self._run("evaluate", request, tuple[Evaluated, ...], ":memory:")

    def import_files(self, request: ImportFiles) -> tuple[Unimportable, ...]:
        """Ask which files cannot be imported."""
        return self._run("import_files", request, tuple[Unimportable, ...], ":memory:")

    def reduce(self, request: Reduce) -> tuple[Reduction, ...]:
        """Merge the operations of each segment."""
        return self._run("reduce", request, tuple[Reduction, ...], ":memory:")

    def compare_states(self, request: CompareStates) -> StatesCompared:
        """Compare the models that two views end with."""
        return self._run("compare_states", request, StatesCompared, ":memory:")

    def name_tables(self, request: NameTables) -> TablesNamed:
        """Ask which models tables belong to."""
        return self._run("name_tables", request, TablesNamed, ":memory:")

    def go_on(self, request: GoOn) -> tuple[Parted, ...]:
        """Ask whether databases that ran a squash can go on with the files that it replaces."""
        return self._run("go_on", request, tuple[Parted, ...], ":memory:")

    def try_situations(self, request: TrySituations) -> SituationsTried:
        """Load the graph for every state that a database can be in."""
        return self._run("try_situations", request, SituationsTried, ":memory:")

    def migrate(
        self, request: Migrate, database: str | Path, others: Mapping[str, str] | None = None
    ) -> Migrated:
        """Run `migrate` on a throw-away database, given as a SQLite file or a URL.

        Args:
            request: what to run.
            database: that of `default`.
            others: those of other aliases, if the project's routers are to decide.

        Raises:
            DatabaseError: there is no room for it, so that it says nothing of the migrations.
        """
        migrated = self._run("migrate", request, Migrated, str(database), others)
        _demand_room(migrated.failed, migrated.error)
        return migrated

    def walk(self, request: Walk, database: str, others: Mapping[str, str] | None = None) -> Walked:
        """Take a throw-away database through migrations one at a time.

        Args:
            request: which way.
            database: see `migrate`.
            others: likewise.

        Raises:
            DatabaseError: there is no room for it.
        """
        walked = self._run("walk", request, Walked, database, others)
        _demand_room(walked.migrated.failed, walked.migrated.error)
        return walked

    def fill(self, request: Fill, database: str, others: Mapping[str, str] | None = None) -> Filled:
        """Put made-up rows into a throw-away database.

        Args:
            request: which.
            database: see `migrate`.
            others: likewise.
        """
        return self._run("fill", request, Filled, database, others)

    def unapply(
        self, request: Unapply, database: str, others: Mapping[str, str] | None = None
    ) -> Unapplied:
        """Take a throw-away database back.

        Args:
            request: where to.
            database: see `migrate`.
            others: likewise.

        Raises:
            DatabaseError: there is no room for it.
        """
        unapplied = self._run("unapply", request, Unapplied, database, others)
        if failed := unapplied.failed:
            _demand_room(f"unapplying {failed.migration or failed.point}", failed.reason)
        return unapplied

    def applied(self, alias: str, tenants: str = "") -> tuple[Applied, ...]:
        """Read what one of the project's own databases has recorded, or each tenant in it."""
        return self._run("read_applied", ReadApplied(alias, tenants), tuple[Applied, ...], None)

    def delete_rows(self, alias: str, rows: tuple[Recorded, ...]) -> int:
        """Delete rows that one of the project's own databases has recorded, all or none."""
        return self._run("delete_rows", WriteRows(alias, rows), int, None)

    def insert_rows(self, alias: str, rows: tuple[Recorded, ...]) -> int:
        """Put such rows back."""
        return self._run("insert_rows", WriteRows(alias, rows), int, None)

    def rename_rows(self, alias: str, names: Names) -> int:
        """Give rows that such a database has recorded other names, all or none."""
        return self._run("rename_rows", RenameRows(alias, names), int, None)

    def locate(self, alias: str, others: tuple[str, ...] = ()) -> str:
        """Ask where one of the project's own databases is; `others` could have been named too."""
        return self._run("locate", Locate(alias, others), Located, None).named

    def _run(
        self,
        job: str,
        request: object,
        answer: type[Answer],
        database: str | None,
        others: Mapping[str, str] | None = None,
    ) -> Answer:
        with temporary_folder() as folder:
            surroundings = Environment(
                str(self.root.absolute()),
                self.settings,
                database,
                str(folder / "files"),
                others or {},
            )
            order = self._order(folder, job, request, surroundings)
            status = carry_out(order)
            if not Path(order.answer).exists():
                raise _died(self.settings, status, Path(order.said))
            said = json.loads(Path(order.answer).read_text("utf-8"))
        self._drivers.update(said["drivers"])
        if "error" in said:
            raise _error(said["error"])
        return msgspec.convert(said["answer"], answer)

    def _order(self, folder: Path, job: str, request: object, environment: Environment) -> Order:
        document = {
            "job": job,
            "environment": msgspec.to_builtins(environment),
            "request": msgspec.to_builtins(request),
        }
        order = Order(
            str(folder / "request.json"),
            str(folder / "answer.json"),
            str(folder / "said"),
            {**self._variables(), **(SHUFFLED if getattr(request, "shuffled", False) else {})},
            tuple(sorted(self._drivers)),
        )
        Path(order.request).write_text(json.dumps(document), "utf-8")
        return order

    def _variables(self) -> dict[str, str]:
        # What `manage.py` put on the path of its process holds for this one too.
        here = (self.moved[0] if self.moved else self.root).resolve()
        own = [entry for entry in sys.path if here in Path(entry).resolve().parents]
        given = os.environ.get("PYTHONPATH", "").split(os.pathsep)
        path = [*own, *filter(None, given), PACKAGE_PARENT]
        # The other process works in another folder.
        found = os.pathsep.join(str(self._placed(Path(entry).absolute())) for entry in path)
        return {**os.environ, "DJANGO_SETTINGS_MODULE": self.settings, "PYTHONPATH": found}

    def _placed(self, entry: Path) -> Path:
        """Where to look instead of in a folder of the project as it is, if it is one."""
        if self.moved is None or not entry.resolve().is_relative_to(self.moved[0].resolve()):
            return entry
        return self.moved[1] / entry.resolve().relative_to(self.moved[0].resolve())


def _demand_room(failed: str, error: str) -> None:
    if FULL.search(error):
        raise DatabaseError(
            f"There is no room for a throw-away database: {failed} raises {error}", ELSEWHERE
        )


def _died(settings: str, status: int, said: Path) -> ProcessEndedError:
    how = f"ended with status {status}" if status >= 0 else f"was ended by {_signal(-status)}"
    printed = said.read_text("utf-8", "replace") if said.exists() else ""
    last = LAST_STEP.findall(printed)
    step = f"; the last that it {DID[last[-1][0]]} was {last[-1][1]}" if last else ""
    hint = _tail(LAST_STEP.sub("", printed)) or "It printed nothing."
    if last and last[-1][0] == RUNNING:
        alone = last[-1][1].replace(".", " ", 1)
        hint += f" Try it by itself, on an empty database: python manage.py migrate {alone}"
    if shutil.disk_usage(said.parent).free < LITTLE:
        hint = f"There is no room left in {tempfile.gettempdir()}. {ELSEWHERE}"
    return ProcessEndedError(
        f"The process that loads {settings} {how} before it could answer{step}.", hint
    )


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _error(said: dict[str, str]) -> SquashkitError:
    kind = getattr(errors, said["type"], ProjectError)
    error: SquashkitError = kind(said["fact"], said["hint"])
    return error


def _tail(text: str, lines: int = 15) -> str:
    return "\n".join(text.strip().splitlines()[-lines:])

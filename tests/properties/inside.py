"""A project of empty apps in this process, whose migrations change from history to history."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib import invalidate_caches
from pathlib import Path
from threading import Lock
from typing import Any

from squashkit.databases.sqlite.sandboxes import Files
from squashkit.project.protocol import Inspect, Inspection, Migrate, Migrated
from squashkit.workflows.ports import Site

from .cases import Case

APPS = ("a", "b", "c")
PACKAGE = "random_history"


@contextmanager
def project() -> Iterator[InProcess]:
    """Set Django up with the apps; once a process."""
    memory = Path("/dev/shm")
    tempfile.tempdir = str(memory) if memory.is_dir() else None
    with tempfile.TemporaryDirectory(prefix="histories-") as folder:
        root = Path(folder)
        sys.path.insert(0, folder)
        _write_apps(root)
        _set_up()
        yield InProcess(root)


def _write_apps(root: Path) -> None:
    for app in APPS:
        (root / app).mkdir()
        (root / app / "__init__.py").write_text("")
        (root / app / "helpers.py").write_text(HELPERS)


HELPERS = """\
from django.db import migrations, models


class AddLoudly(migrations.AddField):
    def describe(self):
        return super().describe().upper()


class Found(models.Manager):
    use_in_migrations = True


def seven():
    return 7
"""


def _set_up() -> None:
    import django
    from django.conf import settings

    from squashkit.project.services import throw_away_databases

    settings.configure(
        INSTALLED_APPS=list(APPS),
        MIGRATION_MODULES={app: f"{PACKAGE}.{app}" for app in APPS},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
        DATABASES={},
    )
    throw_away_databases(settings, "nowhere.sqlite3", {})
    django.setup()


class InProcess:
    """What `ProjectProcess` does, without another process; one job at a time.

    Args:
        root: the folder of the apps; the current history is below it.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.history = root / "none"
        self._lock = Lock()
        self._count = 0

    def show(self, case: Case) -> None:
        """Put a history in the place of the one before."""
        shutil.rmtree(self.history, ignore_errors=True)
        if str(self.history) in sys.path:
            sys.path.remove(str(self.history))
        self._count += 1
        # A new folder each time: neither a cached listing nor old byte code can be met.
        self.history = self.root / f"history{self._count}"
        for app in APPS:
            package = self.history / PACKAGE / app
            package.mkdir(parents=True)
            (package / "__init__.py").write_text("")
        (self.history / PACKAGE / "__init__.py").write_text("")
        for step in case.steps:
            path = self.history / PACKAGE / step.key.app / f"{step.key.name}.py"
            path.write_text(step.text)
        sys.path.insert(0, str(self.history))
        _forget()

    def inspect(self, request: Inspect) -> Inspection:
        """The apps."""
        from squashkit.project.inspecting import inspect

        return self.run(inspect, Inspect(root=str(self.root)))

    def reduce(self, request: Any) -> Any:
        """Merge the operations of each segment."""
        from squashkit.project.operations.reducing import reduce

        return self.run(reduce, request)

    def compare_states(self, request: Any) -> Any:
        """Compare the models that two views end with."""
        from squashkit.project.operations.states import compare_states

        return self.run(compare_states, request)

    def try_situations(self, request: Any) -> Any:
        """Load the graph for every state that a database can be in."""
        from squashkit.project.replays.situations import try_situations

        return self.run(try_situations, request)

    def migrate(self, request: Migrate, database: str, _: object = None) -> Migrated:
        """Run `migrate` on a throw-away database."""
        from squashkit.project.replays.migrating import migrate

        return self.run(migrate, request, database)

    def walk(self, request: Any, database: str) -> Any:
        """Take a throw-away database through migrations one at a time."""
        from squashkit.project.replays.walking import walk

        return self.run(walk, request, database)

    def fill(self, request: Any, database: str) -> Any:
        """Put made-up rows into a throw-away database."""
        from squashkit.project.replays.filling import fill

        return self.run(fill, request, database)

    def unapply(self, request: Any, database: str) -> Any:
        """Take a throw-away database back."""
        from squashkit.project.replays.unapplying import unapply

        return self.run(unapply, request, database)

    def name_tables(self, request: Any) -> Any:
        """Ask which models tables belong to."""
        from squashkit.project.tables import name_tables

        return self.run(name_tables, request)

    def run(self, job: Callable[[Any], Any], request: Any, database: str | None = None) -> Any:
        """Do a job as if in a new interpreter: with modules and a connection of its own."""
        from django.db import connections

        with self._lock:
            _forget()
            path = database or Files(self.root).database("paper")
            connections.settings["default"]["NAME"] = path
            try:
                return job(request)
            finally:
                connections.close_all()
                # A transaction that was left open must not be met by the next job.
                with suppress(AttributeError):  # most jobs do not connect
                    del connections["default"]
                if database is None:
                    Path(path).unlink()


def _forget() -> None:
    """Operations must not be shared by jobs: `state_forwards` changes the fields that they hold."""
    for name in [name for name in sys.modules if name.partition(".")[0] == PACKAGE]:
        del sys.modules[name]
    # One finder for each folder that there ever was would be asked every time.
    for folder in [one for one in sys.path_importer_cache if PACKAGE in Path(one).parts]:
        del sys.path_importer_cache[folder]
    invalidate_caches()


@dataclass(frozen=True, slots=True)
class RandomSite(Site):
    """The site of the project; without git, whose commands would take most of the time."""

    inside: InProcess | None = None

    @property
    def process(self) -> Any:
        """The jobs, in this process."""
        return self.inside

    @property
    def commit(self) -> str:
        """None."""
        return ""


def site_of(inside: InProcess) -> RandomSite:
    """The project as squashkit's workflows see it."""
    return RandomSite(inside.root, "settings", inside=inside)

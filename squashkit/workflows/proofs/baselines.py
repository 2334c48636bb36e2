"""The original history on a database of each engine: what everything is compared with."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property

from ...analysis.hints import hint_for_error
from ...databases.naming import without_password
from ...databases.sandboxes import Sandbox, demand_engine, sandbox
from ...errors import ProjectError
from ...project.process import ProjectProcess
from ...project.protocol import Migrate, View
from .demands import Progress
from .fillings import Filling, Way
from .outcomes import Outcome, Replay, settled


def replay(
    process: ProjectProcess,
    view: View,
    box: Sandbox,
    database: str,
    *,
    watch: bool = False,
    shuffled: bool = False,
) -> Replay:
    """Run `migrate` on a database, and read it.

    Args:
        process: the project's own Django.
        view: the migrations as they are.
        box: where the database is.
        database: its path or URL.
        watch: whether to note what each data step does.
        shuffled: see `project.protocol.Migrate`.
    """
    migrated = process.migrate(Migrate(view, watch=watch, shuffled=shuffled), database)
    return Replay(migrated, box.read(database), database)


def looked_twice(made: Replay, box: Sandbox) -> Replay:
    """The same, with what the second observer sees in the database."""
    return replace(made, snapshot=replace(made.snapshot, second=box.look(made.database)))


@dataclass(frozen=True, slots=True)
class Baseline:
    """The original history on one engine.

    Attributes:
        process: the project's own Django.
        view: the migrations as they are.
        box: where the database is, and others can be.
        original: an empty database to which all of them were applied.
        first: that of the engine which is filled first; None where it is this one.
    """

    process: ProjectProcess
    view: View
    box: Sandbox
    original: Replay
    first: Baseline | None = None
    _filled: dict[Hashable, Filling[Way]] = field(default_factory=dict, compare=False)

    @property
    def engine(self) -> str:
        """Its name, such as `SQLite`."""
        return self.original.snapshot.engine_name

    def from_zero(self, after: View) -> Outcome:
        """An empty database with the original, and with what is to lead to the same.

        Args:
            after: that.
        """
        other = looked_twice(self.replay(after, "after"), self.box)
        return settled(Outcome("migrate from zero", self.original, other), self.again)

    def filled(
        self, way: Hashable, fill: Callable[[Filling[Way] | None], Filling[Way]]
    ) -> Filling[Way]:
        """The original with rows, which is made once for all that is tried beside it.

        Args:
            way: what it depends on.
            fill: makes it, by what the first engine has taken.
        """
        if way not in self._filled:
            self._filled[way] = fill(self.first.taken(way) if self.first else None)
        return self._filled[way]

    def taken(self, way: Hashable) -> Filling[Way] | None:
        """What came of the same here, if it was tried.

        Args:
            way: see `filled`.
        """
        return self._filled.get(way)

    def again(self, *, shuffled: bool = False) -> Replay:
        """The original once more; see `outcomes.Again`."""
        return self.replay(self.view, "again", shuffled=shuffled)

    def replay(self, view: View, name: str, *, shuffled: bool = False) -> Replay:
        """Migrate another empty database.

        Args:
            view: the migrations as they are there.
            name: what it is for.
            shuffled: see `project.protocol.Migrate`.
        """
        database = self.box.database(name)
        return replay(self.process, view, self.box, database, shuffled=shuffled)


@contextmanager
def baselines(
    process: ProjectProcess,
    view: View,
    on: Sequence[str] = (),
    progress: Progress = lambda _: None,
    what: str = "The original history",
) -> Iterator[Baselines]:
    """The original history on all engines, for as long as something is proven.

    Args:
        process: the project's own Django.
        view: the migrations as they are.
        on: servers, as `databases.sandboxes.sandbox` takes them.
        progress: is told what happens next.
        what: whose migrations these are, for messages.

    Raises:
        ProjectError: they do not migrate.
        DatabaseError: a server cannot be used.
    """
    for server in on:
        demand_engine(server)
    with ExitStack() as stack:
        yield Baselines(_Maker(process, view, progress, what, stack), on)


class Baselines:
    """One for each engine; see `baselines`.

    Migrations may need what only one engine has; where they do not run on SQLite, and a server is
    named, there is nothing to prove on SQLite.

    Attributes:
        first: that of SQLite or, where the history does not run there, of the first server.
        without: why there is none of SQLite, if there is not.
    """

    def __init__(self, make: _Maker, on: Sequence[str]) -> None:
        self._make, self._others = make, on
        self.without: tuple[str, ...] = ()
        self.first = make("")
        if on and self.first.original.migrated.error:
            self.without = (f"SQLite, where {_broken(self.first)}",)
            self.first, self._others = self._running(on[0]), on[1:]
        self._make.refuse_broken(self.first)

    @cached_property
    def all(self) -> tuple[Baseline, ...]:
        """Those of the servers too, which are made when they are asked for."""
        servers = map(self._running, self._others)
        return (self.first, *(replace(one, first=self.first) for one in servers))

    def _running(self, server: str) -> Baseline:
        made = self._make(server)
        self._make.refuse_broken(made, on_server=True)
        return made

    @property
    def not_compared(self) -> tuple[str, ...]:
        """The engines that are none of these."""
        names = dict.fromkeys(one.engine for one in self.all)
        return (*self.without, f"engines other than {' and '.join(names)}")


@dataclass(frozen=True, slots=True)
class _Maker:
    process: ProjectProcess
    view: View
    progress: Progress
    what: str
    stack: ExitStack

    def __call__(self, server: str) -> Baseline:
        self.progress(f"replaying the history on {without_password(server) or 'SQLite'}")
        box = self.stack.enter_context(sandbox(server))
        made = replay(self.process, self.view, box, box.database("before"), watch=True)
        return Baseline(self.process, self.view, box, looked_twice(made, box))

    def refuse_broken(self, made: Baseline, *, on_server: bool = False) -> None:
        if error := made.original.migrated.error:
            raise ProjectError(
                f"{self.what} does not migrate on an empty {made.engine} database: {_broken(made)}",
                hint_for_error(error, on_server=on_server),
            )


def _broken(made: Baseline) -> str:
    migrated = made.original.migrated
    line = f", line {migrated.line}," if migrated.line else ""
    return f"{migrated.failed}{line} raises {migrated.error}"

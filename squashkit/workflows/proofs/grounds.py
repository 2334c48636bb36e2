"""The original history on a database of each engine: what everything is compared with."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import cached_property

from ...analysis.hints import hint_for_error
from ...databases.naming import without_password
from ...databases.sandboxes import Sandbox, demand_engine, sandbox
from ...errors import ProjectError
from ...project.process import ProjectProcess
from ...project.protocol import Migrate, View
from .demands import Progress
from .outcomes import Replay


@dataclass(frozen=True, slots=True)
class Ground:
    """Where a claim is tried.

    Attributes:
        original: the history as it is, on a database of the sandbox.
        box: for the other databases.
        server: the URL of the engine; empty for SQLite.
        without: why SQLite is not tried, if it is not.
    """

    original: Replay
    box: Sandbox
    server: str = ""
    without: tuple[str, ...] = ()


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


class Grounds:
    """One for each engine.

    Migrations may need what only one engine has; where they do not run on SQLite, and a server is
    named, there is nothing to prove on SQLite.

    Args:
        process: the project's own Django.
        view: the migrations as they are.
        on: URLs of servers.
        stack: closes the sandboxes.
        progress: is told what happens next.
        what: whose migrations these are, for messages.

    Raises:
        ProjectError: they do not migrate.
        DatabaseError: a server cannot be used.
    """

    def __init__(
        self,
        process: ProjectProcess,
        view: View,
        on: tuple[str, ...],
        stack: ExitStack,
        progress: Progress = lambda _: None,
        *,
        what: str = "The original history",
    ) -> None:
        self.what = what
        self.process = process
        self.view = view
        self.on = on
        self.progress = progress
        self._stack = stack
        for server in on:
            demand_engine(server)
        self.first = self._first()

    @cached_property
    def all(self) -> tuple[Ground, ...]:
        """Those of the servers too, which are made when they are asked for."""
        others = (server for server in self.on if server != self.first.server)
        return (self.first, *(self._on(server) for server in others))

    def _first(self) -> Ground:
        self.progress("replaying the history on SQLite")
        box = self._stack.enter_context(sandbox())
        original = self._original(box)
        if self.on and original.migrated.error:
            return self._on(self.on[0], (f"SQLite, where {_broken(original)}",))
        self._refuse_broken(original)
        return Ground(original, box)

    def _on(self, server: str, without: tuple[str, ...] = ()) -> Ground:
        self.progress(f"replaying the history on {without_password(server)}")
        box = self._stack.enter_context(sandbox(server))
        original = self._original(box)
        self._refuse_broken(original, on_server=True)
        return Ground(original, box, server, without)

    def _original(self, box: Sandbox) -> Replay:
        made = replay(self.process, self.view, box, box.database("before"), watch=True)
        return looked_twice(made, box)

    def _refuse_broken(self, original: Replay, *, on_server: bool = False) -> None:
        if original.migrated.error:
            engine = original.snapshot.engine.split(" ")[0]
            raise ProjectError(
                f"{self.what} does not migrate on an empty {engine} database: {_broken(original)}",
                hint_for_error(original.migrated.error, on_server=on_server),
            )


def _broken(original: Replay) -> str:
    migrated = original.migrated
    line = f", line {migrated.line}," if migrated.line else ""
    return f"{migrated.failed}{line} raises {migrated.error}"

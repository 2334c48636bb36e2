"""One alias among several databases, for those who know of one database at a time.

Whatever happens to the database of an alias, the project's routers may send a step to another one.
So each database of that alias has those of the other aliases beside it, which no other job uses.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ....databases.sandboxes import Sandbox
from ....model.schema import Look, Snapshot
from ....project.process import ProjectProcess
from ....project.protocol import Fill, Filled, Migrate, Migrated, Unapplied, Unapply, Walk, Walked

DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Families:
    """The databases of one alias, each with those that it has beside it.

    Attributes:
        alias: of all that is asked for here.
        box: where all of them are.
        done: the databases of the aliases that are migrated before this one, as they are then.
        later: the other aliases, whose databases are empty then.
    """

    alias: str
    box: Sandbox
    done: Mapping[str, str]
    later: Sequence[str]
    known: dict[str, Mapping[str, str]] = field(default_factory=dict)

    def database(self, name: str) -> str:
        """See `Sandbox`."""
        done = {alias: self.box.copy(one, name) for alias, one in self.done.items()}
        return self._known(self.box.database(name), done | self._empty(self.later, name))

    def copy(self, source: str, name: str) -> str:
        """See `Sandbox`."""
        beside = self.known[source].items()
        copies = {alias: self.box.copy(one, name) for alias, one in beside}
        return self._known(self.box.copy(source, name), copies)

    def read(self, database: str) -> Snapshot:
        """See `Sandbox`."""
        return self.box.read(database)

    def look(self, database: str) -> Look:
        """See `Sandbox`."""
        return self.box.look(database)

    def _known(self, database: str, beside: Mapping[str, str]) -> str:
        missing = {DEFAULT} - {self.alias, *beside}
        self.known[database] = {**beside, **self._empty(sorted(missing), DEFAULT)}
        return database

    def _empty(self, aliases: Sequence[str], name: str) -> dict[str, str]:
        return {alias: self.box.database(name) for alias in aliases}


class AliasProcess(ProjectProcess):
    """Runs jobs on databases of one alias, with the project's own routers.

    Args:
        process: the project's own Django.
        families: of these databases.
    """

    def __init__(self, process: ProjectProcess, families: Families) -> None:
        super().__init__(process.root, process.settings, process.moved)
        self.families = families

    def migrate(
        self, request: Migrate, database: str | Path, others: Mapping[str, str] | None = None
    ) -> Migrated:
        """See `ProjectProcess`."""
        mine = replace(request, alias=self.families.alias)
        return super().migrate(mine, *self._all(str(database), others))

    def walk(self, request: Walk, database: str, others: Mapping[str, str] | None = None) -> Walked:
        """See `ProjectProcess`."""
        mine = replace(request, alias=self.families.alias)
        return super().walk(mine, *self._all(database, others))

    def fill(self, request: Fill, database: str, others: Mapping[str, str] | None = None) -> Filled:
        """See `ProjectProcess`."""
        mine = replace(request, alias=self.families.alias)
        return super().fill(mine, *self._all(database, others))

    def unapply(
        self, request: Unapply, database: str, others: Mapping[str, str] | None = None
    ) -> Unapplied:
        """See `ProjectProcess`."""
        mine = replace(request, alias=self.families.alias)
        return super().unapply(mine, *self._all(database, others))

    def _all(
        self, database: str, others: Mapping[str, str] | None
    ) -> tuple[str, Mapping[str, str]]:
        """The database of `default`, and those of all aliases."""
        found = {**self.families.known[database], **(others or {}), self.families.alias: database}
        return found[DEFAULT], found

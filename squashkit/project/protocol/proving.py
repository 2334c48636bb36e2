"""What is asked for a proof."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from ...model.keys import MigrationKey
from ...model.schema import Difference
from ...model.steps import Seen
from .views import View

ZERO = "zero"
"""Django's name for where an app begins."""
ROWS = 3
"""Up to how many rows are made up for a table."""


@dataclass(frozen=True, slots=True)
class CompareStates:
    """Asks for what differs between the models that two views end with."""

    before: View
    after: View


@dataclass(frozen=True, slots=True)
class StatesCompared:
    """The answer.

    Attributes:
        models: how many were compared.
        differences: between the two states, including what the autodetector finds.
        remarks: differences that do not matter, such as the order of fields.
    """

    models: int
    differences: tuple[Difference, ...] = ()
    remarks: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class NameTables:
    """Asks which models the tables belong to that these views end with."""

    views: tuple[View, ...]


@dataclass(frozen=True, slots=True)
class TablesNamed:
    """The answer.

    Attributes:
        names: table to `app.model`, and `table.column` to `app.model.field`.
    """

    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TrySituations:
    """Asks whether the graph loads for databases that have applied part of the original history.

    Attributes:
        order: the original migrations in the order in which `migrate` runs them.
    """

    view: View
    order: tuple[MigrationKey, ...]


@dataclass(frozen=True, slots=True)
class SituationsTried:
    """The answer: how many were tried, and what went wrong in which."""

    tried: int
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class Migrate:
    """Asks to run `migrate` on the environment's database.

    Attributes:
        target: where to stop, or None for everything.
        watch: whether to note what each data step does.
        alias: of the database that `migrate` is called with.
        shuffled: whether code that asks for no order gets rows in another one.
    """

    view: View
    target: MigrationKey | None = None
    watch: bool = False
    alias: str = "default"
    shuffled: bool = False


@dataclass(frozen=True, slots=True)
class Migrated:
    """The answer.

    Attributes:
        seconds: how long `migrate` took, imports and set-up left out.
        started, ended: as Django writes a time to SQLite, `YYYY-MM-DD HH:MM:SS.ffffff`.
        failed: the migration that raised, as text, or an empty string.
        error: what it raised.
        seen: what the data steps did, if that was asked for.
        line: of the migration that raised, from 1; 0 where no line of its file was running.
        ran: the migrations that ran, in order.
        zones: by how many minutes other clocks are ahead of that of `started` and `ended` which
            code may ask.
        statements: the latest of the migration that raised, the last one first.
    """

    seconds: float
    started: str
    ended: str
    failed: str = ""
    error: str = ""
    seen: tuple[Seen, ...] = ()
    line: int = 0
    ran: tuple[MigrationKey, ...] = ()
    zones: tuple[int, ...] = (0,)
    statements: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Limit:
    """How many rows a table may have when certain migrations run.

    Attributes:
        most: that; the others are made up when all of them have run.
        until: these migrations.
    """

    most: int
    until: tuple[MigrationKey, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """Which rows are made up.

    Attributes:
        apps: labels of those whose tables get rows, up to `ROWS` each.
        limits: by table that gets less at first, by the name it has when it gets rows.
        asked: names of fields or columns with values that data steps ask for; tables that have all
            their rows get more with these.
        packages: labels of installed apps whose tables get rows as well, when `Fill` is asked.
    """

    apps: tuple[str, ...] = ()
    limits: Mapping[str, Limit] = field(default_factory=dict)
    asked: tuple[tuple[str, bool | int | float | str], ...] = ()
    packages: tuple[str, ...] = ()

    def limited(self, limits: Mapping[str, Limit]) -> Rows:
        """Fewer, in these tables."""
        return replace(self, limits={**self.limits, **limits})

    def without(self, keys: Collection[MigrationKey]) -> Rows:
        """Those that there can be where some migrations never run."""
        limits = {
            table: replace(limit, until=tuple(key for key in limit.until if key not in keys))
            for table, limit in self.limits.items()
        }
        return replace(self, limits=limits)


@dataclass(frozen=True, slots=True)
class Walk:
    """Asks to take the environment's database through its migrations one at a time.

    Attributes:
        before: the migrations as they are.
        after: as they would be, or the same.
        order: what is to run, in this order.
        inside: those of `order` that a squash of `after` replaces, but for the first of each: they
            run as Django finds them with that squash there.
        rows: which are made up, in new tables after each migration of their app.
        missing: those of `order` that are not to run, nor what depends on them.
        to_the_end: whether `migrate` runs at last, as it would with nothing left to do.
        alias: of the database that goes this way.
        shuffled: whether code that asks for no order gets rows in another one.
        watch: whether to note what each data step does.
        lowering: whether a migration that raises runs once more, with fewer rows.
    """

    before: View
    after: View
    order: tuple[MigrationKey, ...]
    inside: tuple[MigrationKey, ...] = ()
    rows: Rows = field(default_factory=Rows)
    missing: tuple[MigrationKey, ...] = ()
    to_the_end: bool = True
    alias: str = "default"
    shuffled: bool = False
    watch: bool = False
    lowering: bool = False


@dataclass(frozen=True, slots=True)
class Fill:
    """Asks for rows in tables of a database.

    Attributes:
        view: the migrations as they are.
        rows: which; tables that have been asked about in the same database before get more of them.
        alias: of the database.
    """

    view: View
    rows: Rows
    alias: str = "default"


@dataclass(frozen=True, slots=True)
class Filled:
    """The answer.

    Attributes:
        made: how many rows there are more.
        bare: tables that took none.
        tables: those that took some, by each name that they have had; with the names by which they
            did, of which there are several where it is not known which was renamed.
        limits: those of `Rows`, by each name of a table.
    """

    made: int = 0
    bare: tuple[str, ...] = ()
    tables: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    limits: Mapping[str, Limit] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Lowered:
    """A migration that raised, and for which tables then had fewer rows.

    Attributes:
        failed: the migration, as text.
        error: what it raised.
        limits: of these tables, by the names by which they got rows.
    """

    failed: str
    error: str
    limits: Mapping[str, Limit]


@dataclass(frozen=True, slots=True)
class Walked:
    """The answer.

    Attributes:
        migrated: how it went.
        filled: which rows it has got on its way.
        lowered: where it went on with fewer.
    """

    migrated: Migrated
    filled: Filled = field(default_factory=Filled)
    lowered: tuple[Lowered, ...] = ()


@dataclass(frozen=True, slots=True)
class Unapply:
    """Asks to take the environment's database back.

    Attributes:
        points: to which migrations, one after the other; `zero` is the name of an app's beginning.
        alias: of the database that goes back.
    """

    view: View
    points: tuple[MigrationKey, ...]
    alias: str = "default"


@dataclass(frozen=True, slots=True)
class Refused:
    """A point to which a database could not be taken back.

    Attributes:
        reason: what is in the way.
        migration: where that is, if it is in one.
    """

    point: MigrationKey
    reason: str
    migration: MigrationKey | None = None


@dataclass(frozen=True, slots=True)
class Unapplied:
    """The answer.

    Attributes:
        reached: the points that it came to.
        refused: those that it was not tried to reach, as an operation on the way has no reverse.
        failed: the one where something raised; those after it were not tried.
        ended: as `Migrated.ended`.
        left: what is still recorded as applied; empty where something raised.
    """

    reached: tuple[MigrationKey, ...]
    refused: tuple[Refused, ...]
    failed: Refused | None
    ended: str
    left: tuple[MigrationKey, ...] = ()

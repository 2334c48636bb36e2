"""What is asked of the project as it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ...model.deployed import Recorded
from ...model.history import App
from ...model.keys import MigrationKey
from ...model.migrations import Dependency


@dataclass(frozen=True, slots=True)
class Inspect:
    """Asks which apps there are.

    Attributes:
        ours: labels that count as first-party wherever their files are, short of site-packages.
        root: the project's folder; settings may change the working directory on import.
    """

    ours: tuple[str, ...] = ()
    root: str = "."


@dataclass(frozen=True, slots=True)
class Inspection:
    """The project as Django sees it.

    Attributes:
        aliases: the names of its databases.
        migrated: those that `migrate` is called with: not those that mirror another one.
        routed: whether it has routers.
    """

    apps: tuple[App, ...]
    swappable: Mapping[str, str]
    django: str
    aliases: tuple[str, ...] = ("default",)
    migrated: tuple[str, ...] = ("default",)
    routed: bool = False


@dataclass(frozen=True, slots=True)
class Evaluate:
    """Asks what migrations depend on whose files do not say it without being run."""

    keys: tuple[MigrationKey, ...]


@dataclass(frozen=True, slots=True)
class Evaluated:
    """The answer for one migration, with this project's settings; in the order of its list."""

    key: MigrationKey
    dependencies: tuple[Dependency, ...]
    run_before: tuple[Dependency, ...]
    replaces: tuple[MigrationKey, ...] = ()


@dataclass(frozen=True, slots=True)
class Locate:
    """Asks where the database of an alias is.

    Attributes:
        others: what else could have been named.
    """

    alias: str
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Located:
    """The answer: the path of a SQLite file, or a URL, with the password if there is one."""

    named: str


@dataclass(frozen=True, slots=True)
class ReadApplied:
    """Asks what a real database of the project has recorded; reads one table, writes nothing.

    Attributes:
        tenants: a pattern: instead of the database itself, the schemas whose names match; on
            MariaDB the databases of the same server.
    """

    alias: str
    tenants: str = ""


@dataclass(frozen=True, slots=True)
class Applied:
    """The answer for one database.

    Attributes:
        name: the alias, or alias and tenant with a slash between them.
        engine: with its version.
        applied: what is recorded; nothing where the table does not exist yet.
    """

    name: str
    engine: str
    applied: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class WriteRows:
    """Asks to delete rows of `django_migrations` in a real database, or to put them back.

    Attributes:
        rows: which.
    """

    alias: str
    rows: tuple[Recorded, ...]


@dataclass(frozen=True, slots=True)
class RenameRows:
    """Asks to rename rows of `django_migrations` in a real database.

    Attributes:
        names: what is recorded, and what it is called now.
    """

    alias: str
    names: tuple[tuple[MigrationKey, MigrationKey], ...]

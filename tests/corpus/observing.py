"""What Django and SQLite say of a project, before and after; squashkit has no part in it."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from .commands import CommandError
from .projects import SETTINGS, Copy

Key: TypeAlias = tuple[str, str]
Tables: TypeAlias = Mapping[str, tuple[str, ...]]
INSIDE = Path(__file__).with_name("inside.py")
# System checks are not about migrations, and those of some packages talk to other services.
CHECK = ("manage.py", "makemigrations", "--check", "--dry-run", "--skip-checks")
MIGRATE = ("manage.py", "migrate", "--verbosity=0", "--no-input", "--skip-checks")
NOT_COMPARED = frozenset({"django_migrations", "sqlite_sequence"})
"""Tables that may differ: one names the migrations, the other counts rows that are gone."""
INTEGER = re.compile(r"^(\S+ )(?:integer|bigint|smallint) ", re.IGNORECASE)
"""A column's name and its type, where SQLite takes the type for an integer of any size."""


@dataclass(frozen=True)
class Count:
    """One app, counted.

    Attributes:
        files: migrations on disk.
        migrations: those that an empty database runs.
        operations: how many those have.
        bound: to how many migrations one could come at best.
    """

    files: int
    migrations: int
    operations: int
    bound: int


@dataclass(frozen=True)
class Observation:
    """A project at one moment.

    Attributes:
        counts: by label; only apps of the copy that have migrations.
        drift: what `makemigrations --check --dry-run` says, with its status.
        tables: columns of each table after `migrate` from zero, and how many rows it has.
        last: the last migration of each app that an empty database runs.
    """

    counts: Mapping[str, Count]
    drift: str
    tables: Tables
    last: Mapping[str, str] = field(default_factory=dict)


def observe(copy: Copy, name: str) -> Observation:
    """Look at a project, and migrate a new database from zero.

    Args:
        copy: the project.
        name: of the database file.

    Raises:
        CommandError: Django cannot load the project, or it does not migrate.
    """
    database = copy.folder / f"{name}.sqlite3"
    database.unlink(missing_ok=True)
    python, run = copy.bin / "python", copy.commands
    document = look_inside(copy)
    drift = run.run(python, *CHECK, cwd=copy.root, database=database)
    if not drift.output:
        raise CommandError(f"makemigrations --check ended with {drift.status}: {drift.tail}")
    run.demand(python, *MIGRATE, cwd=copy.root, database=database)
    said = f"status {drift.status}: {drift.output.strip()}"
    # Parents come first, so of each app the last one stays.
    last = dict(document["order"])
    return Observation(read_counts(document), said, read_tables(database), last)


def look_inside(copy: Copy) -> dict[str, Any]:
    """What inside.py tells of a project whose database is empty.

    Raises:
        CommandError: Django cannot load the project.
    """
    # Django connects to it and makes an empty file.
    database = copy.folder / f"{copy.name}-empty.sqlite3"
    python = copy.bin / "python"
    said = copy.commands.demand(python, INSIDE, SETTINGS, cwd=copy.root, database=database)
    return _last_line(said)


def upgrade(copy: Copy) -> tuple[str, ...]:
    """Take the database that the published migrations made on with the squashes.

    Returns:
        what that changed in it, which should be nothing.

    Raises:
        CommandError: it does not migrate.
    """
    old, new = copy.folder / "before.sqlite3", copy.folder / "upgraded.sqlite3"
    shutil.copyfile(old, new)
    copy.commands.demand(copy.bin / "python", *MIGRATE, cwd=copy.root, database=new)
    return tuple(f"upgraded: {one}" for one in _unlike(read_tables(old), read_tables(new)))


def _last_line(text: str) -> dict[str, Any]:
    """The JSON; a project may print while it is loaded."""
    try:
        found: dict[str, Any] = json.loads(text.strip().splitlines()[-1])
    except (ValueError, IndexError) as error:
        raise CommandError("the migrations could not be counted") from error
    return found


def read_counts(document: Mapping[str, Any]) -> dict[str, Count]:
    """The counts of each app of the copy."""
    order = [(app, name) for app, name in document["order"]]
    parents = {
        key: [(app, name) for app, name in found]
        for key, found in zip(order, document["parents"], strict=True)
    }
    ran = Counter(app for app, _ in order)
    return {
        app: Count(
            document["files"][app],
            ran[app],
            document["operations"].get(app, 0),
            fewest(app, order, parents),
        )
        for app in document["labels"]
        if document["files"].get(app)
    }


def fewest(app: str, order: list[Key], parents: Mapping[Key, list[Key]]) -> int:
    """How many migrations of one app there must be at least.

    One, and one more wherever a path leaves the app and comes back: what runs in between cannot
    run before the first nor after the second.

    Args:
        app: its label.
        order: all migrations, parents first.
        parents: the edges.
    """
    pieces, inside, outside = 0, set[Key](), set[Key]()
    for key in order:
        needed = parents[key]
        if key[0] != app:
            # Behind a member of the piece that is open, with something else in between.
            if any(parent in inside or parent in outside for parent in needed):
                outside.add(key)
        elif not pieces or any(parent in outside for parent in needed):
            pieces, inside, outside = pieces + 1, {key}, set()
        else:
            inside.add(key)
    return pieces


def read_tables(database: Path) -> dict[str, tuple[str, ...]]:
    """Each table's columns as SQLite tells them, sorted, and the number of its rows."""
    with closing(sqlite3.connect(database)) as connection:
        listed = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        names = sorted({name for (name,) in listed} - NOT_COMPARED)
        return {name: tuple(_described(connection, name)) for name in names}


def _described(connection: sqlite3.Connection, table: str) -> Iterator[str]:
    columns = 'SELECT name, type, "notnull", dflt_value, pk > 0 FROM pragma_table_info(?)'
    for column in sorted(connection.execute(columns, (table,)), key=str):
        yield " ".join(map(str, column))
    rows = connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]
    yield f"{rows} rows"


def disagreements(before: Observation, after: Observation) -> tuple[str, ...]:
    """What an independent look found to be different after the squash."""
    found = list(_unlike(_folded(before), _folded(after)))
    if before.drift != after.drift:
        found.append(f"makemigrations --check said {before.drift!r}, now {after.drift!r}")
    return tuple(found)


def remarks(before: Observation, after: Observation) -> tuple[str, ...]:
    """What is written differently and means the same to SQLite: names of integer types.

    When a key becomes a `BigAutoField`, Django alters those foreign keys to it that it knows of
    at that moment of the history; which they are depends on the order of the migrations.
    """
    said = _unlike(_folded(before), _folded(after))
    return tuple(one for one in _unlike(before.tables, after.tables) if one not in set(said))


def _folded(seen: Observation) -> Tables:
    return {
        table: tuple(INTEGER.sub(r"\1integer ", line) for line in lines)
        for table, lines in seen.tables.items()
    }


def _unlike(before: Tables, after: Tables) -> Iterator[str]:
    for name in sorted(before.keys() | after.keys()):
        old, new = before.get(name, ()), after.get(name, ())
        if old != new:
            yield f"table {name}: {_only(old, new)} became {_only(new, old)}"


def _only(lines: tuple[str, ...], others: tuple[str, ...]) -> str:
    """What one has of a table and the other has not."""
    return "; ".join(line for line in lines if line not in others) or "nothing"

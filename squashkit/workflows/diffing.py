"""`diff`: what two databases do not share."""

from __future__ import annotations

from collections.abc import Callable

from ..analysis.comparing import compare, failing, remarks, seen_twice
from ..databases.naming import is_url_or_file, without_password
from ..databases.opening import read_database
from ..errors import DatabaseError
from ..model.comparisons import Comparison

RECORD = "rows of django_migrations, of which squashkit state tells"
# How many of a version's numbers make a series: that is the engines' own use of the word.
SERIES = {"PostgreSQL": 1, "MariaDB": 2, "MySQL": 2, "SQLite": 1}


def compare_databases(before: str, after: str, locate: Callable[[str], str]) -> Comparison:
    """Read two databases and compare them, as a proof does with the ones that it makes.

    Args:
        before: a SQLite file, a URL, or the alias of a database of the project.
        after: another one of the same engine.
        locate: says where the database of an alias is.

    Raises:
        DatabaseError: one of them cannot be read, or they are of different engines.
    """
    old, new = (read_database(_found(named, locate)) for named in (before, after))
    if _series(old.engine) != _series(new.engine):
        raise DatabaseError(
            f"{without_password(before)} is {old.engine} and {without_password(after)} is "
            f"{new.engine}.",
            "Compare databases of one engine, in one series of versions.",
        )
    found = compare(old, new)
    return Comparison(
        before=without_password(before),
        after=without_password(after),
        engine=old.engine if old.engine == new.engine else f"{old.engine} and {new.engine}",
        parts=len(old.parts),
        rows=old.row_count,
        differences=failing(found),
        remarks=remarks(found),
        not_compared=tuple(sorted({*old.not_read, *new.not_read, RECORD})),
        second=seen_twice(old, new),
    )


def _found(named: str, locate: Callable[[str], str]) -> str:
    return named if is_url_or_file(named) else locate(named)


def _series(engine: str) -> str:
    """The engine and what of its version says how it writes things: `PostgreSQL 15`."""
    name, _, version = engine.partition(" ")
    return f"{name} {'.'.join(version.split('.')[: SERIES[name]])}"

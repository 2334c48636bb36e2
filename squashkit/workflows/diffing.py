"""`diff`: what two databases do not share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ..analysis.comparing import compare, failing
from ..databases.naming import without_password
from ..databases.opening import read_database
from ..errors import DatabaseError
from ..model.comparisons import Comparison
from ..model.schema import Snapshot


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
    if old.engine != new.engine:
        raise DatabaseError(
            f"{without_password(before)} is {old.engine} and {without_password(after)} is "
            f"{new.engine}.",
            "Compare databases of one engine in one version.",
        )
    found = compare(old, new)
    differences = failing(found)
    return Comparison(
        before=without_password(before),
        after=without_password(after),
        engine=old.engine,
        parts=len(old.parts),
        rows=_rows(old),
        differences=differences,
        remarks=tuple(one for one in found if one not in differences),
        not_compared=tuple(sorted({*old.unread, *new.unread})),
    )


def _found(named: str, locate: Callable[[str], str]) -> str:
    return named if "://" in named or Path(named).is_file() else locate(named)


def _rows(snapshot: Snapshot) -> int:
    return sum(len(table.rows) for table in snapshot.tables.values())

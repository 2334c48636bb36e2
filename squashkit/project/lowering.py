"""Which tables have fewer made-up rows where a migration raises with them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ..model.keys import MigrationKey
from .protocol import ROWS, Filled, Limit, Rows

FEWER = (ROWS, 1, 0)
"""How many rows a table has when a migration runs that raises with more."""


def lower(
    rows: Rows, key: MigrationKey, statements: Sequence[str], made: Filled
) -> Mapping[str, Limit]:
    """The limits of the tables that are to blame: the plain rows when it runs, one, or none.

    Args:
        rows: those that there were.
        key: the migration that raised.
        statements: its latest, the last one first.
        made: which tables had rows.
    """
    return {one: _lower(rows.limits.get(one), key) for one in sorted(blamed(statements, made))}


def _lower(limit: Limit | None, key: MigrationKey) -> Limit:
    if limit is None:
        return Limit(FEWER[0], (key,))
    if key in limit.until:
        return replace(limit, most=next(most for most in FEWER if most < limit.most or not most))
    return replace(limit, until=(*limit.until, key))


def blamed(statements: Sequence[str], made: Filled) -> frozenset[str]:
    """The tables with made-up rows that the first of these statements names which names any.

    Args:
        statements: the last one first.
        made: which tables have rows.
    """
    names = [
        (re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE), origins)
        for name, origins in made.tables.items()
    ]
    for statement in statements:
        found = (origins for name, origins in names if name.search(statement))
        if tables := frozenset[str]().union(*found):
            return tables
    return frozenset()

"""Names that nobody declared: what PostgreSQL and Django call constraints and indexes."""

from __future__ import annotations

import re

from ..naming import DJANGO_NAME

# PostgreSQL's own names: ChooseConstraintName in catalog/pg_constraint.c. Django leaves no index
# without a name.
OWN_NAME = re.compile(r"(.+)_(?:key|check|fkey|not_null)\d*", re.DOTALL)
GENERATED_NAME = re.compile(rf".+_pkey\d*|{DJANGO_NAME}", re.DOTALL)


def is_generated(name: str, table: str, definition: str) -> bool:
    """Whether nobody declared a name.

    Args:
        name: of a constraint or an index.
        table: to which it belongs.
        definition: in which its columns are named.
    """
    return GENERATED_NAME.fullmatch(name) is not None or _is_own(name, table, definition)


def is_likely(name: str) -> bool:
    """Whether PostgreSQL may have made it up of names that table and columns had once."""
    return OWN_NAME.fullmatch(name) is not None


def _is_own(name: str, table: str, definition: str) -> bool:
    """Whether PostgreSQL made the name up: of the table and a column, as they were called then."""
    found = OWN_NAME.fullmatch(name)
    if found is None:
        return False
    columns = set(re.findall(r"\w+", definition))
    return name.startswith(f"{table}_") or any(found[1].endswith(f"_{one}") for one in columns)

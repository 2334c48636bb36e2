"""Names that nobody declared: what MariaDB, MySQL and Django call constraints and indexes."""

from __future__ import annotations

import re

from ..naming import DJANGO_NAME

# MariaDB's own names (sql/table.cc, sql/sql_table.cc), InnoDB's, and that of an index of MySQL that
# has an expression.
GENERATED_NAME = re.compile(
    rf"CONSTRAINT_\d+|.+_(?:ibfk|chk)_\d+|functional_index(?:_\d+)?|{DJANGO_NAME}", re.DOTALL
)


def is_generated(name: str, column: str = "") -> bool:
    """Whether nobody declared the name: an index without one is called like its first column.

    Args:
        name: of a constraint or an index.
        column: the first one of an index.
    """
    own = column and re.fullmatch(rf"{re.escape(column)}(?:_\d+)?", name)
    return bool(own) or GENERATED_NAME.fullmatch(name) is not None

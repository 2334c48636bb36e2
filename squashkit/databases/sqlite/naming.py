"""What is called otherwise and means the same: names that nobody declared, and integer types."""

from __future__ import annotations

import re

from ..naming import DJANGO_NAME

GENERATED_NAME = re.compile(rf"sqlite_autoindex_.*|{DJANGO_NAME}", re.DOTALL)
# Names of one type to SQLite, all of integer affinity. Others of that affinity are left out where
# they mean more elsewhere: `int(11)`, or `point`, which has it because of the letters "int" in it.
INTEGERS = frozenset(
    {"bigint", "int", "int2", "int8", "integer", "mediumint", "smallint", "tinyint"}
)


def is_generated(name: str) -> bool:
    """Whether Django or SQLite made this name up; a constraint without a name was named by nobody.

    Args:
        name: of an index or a constraint, or an empty string.
    """
    return not name or GENERATED_NAME.fullmatch(name) is not None

"""What databases are called in messages, and how Django calls what nobody named."""

from __future__ import annotations

import re
from pathlib import Path

# django/db/backends/base/schema.py, `_create_index_name`: table, columns, `names_digest(length=8)`
# and one of the suffixes of its callers (after `_fk` come the other table and column). The names
# that Meta.indexes gives by itself have six digits: they are in the migrations, so declared. What
# looks like a date is one.
DJANGO_NAME = (
    r".+_(?!(?:19|20)\d\d[01]\d[0-3]\d)[0-9a-f]{8}(?:_(?:uniq|like|check|idx|pk|fk(?:_.*)?))?"
)
RECORDER = "django_migrations"
"""Django's record of migrations, which is never compared."""
POSTGRESQL = frozenset({"postgres", "postgresql"})
MARIADB = frozenset({"mariadb", "mysql"})
HIDDEN = r"\1..."
SECRET = re.compile(r"([?&](?:ssl)?password=)[^&]*", re.IGNORECASE)


def is_url_or_file(named: str) -> bool:
    """Whether this says where a database is by itself; else it is an alias.

    Args:
        named: what the user wrote.
    """
    return "://" in named or Path(named).is_file()


def scheme_of(named: str) -> str:
    """What stands before `://`, or an empty string."""
    return named.partition("://")[0] if "://" in named else ""


def with_name(url: str, name: str) -> str:
    """The URL of another database on the same server.

    Args:
        url: of the server, or of a database there.
        name: of the other; letters that need no escapes.
    """
    head, mark, query = url.partition("?")
    scheme, _, where = head.partition("://")
    return f"{scheme}://{where.partition('/')[0]}/{name}{mark}{query}"


def without_password(named: str) -> str:
    """What a database is called in messages.

    Args:
        named: a path or a URL, which need not be a right one.
    """
    scheme, mark, rest = named.partition("://")
    if not mark:
        return named
    # The last @, since a password may have one that nobody escaped.
    who, at, where = rest.rpartition("@")
    return f"{scheme}://{who.partition(':')[0]}{at}{SECRET.sub(HIDDEN, where)}"

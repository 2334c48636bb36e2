"""What databases are called in messages, and how Django calls what nobody named."""

from __future__ import annotations

from urllib.parse import urlsplit

# django/db/backends/base/schema.py, `_create_index_name`: table, columns, `names_digest(length=8)`
# and one of the suffixes of its callers (after `_fk` come the other table and column). The names
# that Meta.indexes gives by itself have six digits: they are in the migrations, so declared.
DJANGO_NAME = r".+_[0-9a-f]{8}(?:_(?:uniq|like|check|idx|pk|fk(?:_.*)?))?"


def without_password(named: str) -> str:
    """What a database is called in messages.

    Args:
        named: a path or a URL.
    """
    parts = urlsplit(named)
    user, at, host = parts.netloc.rpartition("@")
    return parts._replace(netloc=f"{user.partition(':')[0]}{at}{host}").geturl() if at else named

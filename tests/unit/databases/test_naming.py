import pytest

from squashkit.databases.naming import without_password


@pytest.mark.parametrize(
    ("named", "shown"),
    [
        ("db.sqlite3", "db.sqlite3"),
        ("a@b.sqlite3", "a@b.sqlite3"),
        ("sqlite:///x/db.sqlite3", "sqlite:///x/db.sqlite3"),
        ("postgresql://host/x", "postgresql://host/x"),
        ("postgresql://me@host:1/x", "postgresql://me@host:1/x"),
        ("postgresql://me:secret@host/x", "postgresql://me@host/x"),
        ("postgresql://me:se#c/r?e@t@host/x", "postgresql://me@host/x"),
        ("postgresql:///x?user=me&password=secret", "postgresql:///x?user=me&password=..."),
        ("postgresql:///x?sslpassword=secret&a=b", "postgresql:///x?sslpassword=...&a=b"),
    ],
)
def test_no_password_is_shown(named, shown):
    assert without_password(named) == shown

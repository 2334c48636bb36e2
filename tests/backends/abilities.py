"""What a server can do, found out by trying it: tests go by that and not by its name."""

# ruff: noqa: E501 - a probe a line

from __future__ import annotations

import uuid
from functools import cache

import pymysql

from squashkit.databases.naming import with_name
from tests.servers import run

PROBES = {
    "checks that go with a column": "CREATE TABLE a (x integer CHECK (x > 0)); ALTER TABLE a MODIFY x integer; INSERT INTO a VALUES (-1)",
    "checks that have names": "CREATE TABLE b (x integer CHECK (x > 0)); ALTER TABLE b DROP CONSTRAINT b_chk_1",
    "checks that are not enforced": "CREATE TABLE c (x integer CHECK (x > 0) NOT ENFORCED)",
    "comments of databases": "ALTER DATABASE COMMENT = 'x'",
    "encrypted databases": "ALTER DATABASE DEFAULT ENCRYPTION = 'Y'; ALTER DATABASE DEFAULT ENCRYPTION = 'N'",
    "ignored indexes": "CREATE TABLE d (x integer, INDEX (x) IGNORED)",
    "invisible indexes": "CREATE TABLE e (x integer, INDEX (x) INVISIBLE)",
    "indexes of expressions": "CREATE TABLE f (x integer, INDEX ((x + 1)))",
    "keys that nobody sees": "SET SESSION sql_generate_invisible_primary_key = 1",
    "libraries": "CREATE LIBRARY g LANGUAGE JAVASCRIPT AS 'x'",
    "duality views": "CREATE TABLE h (x integer PRIMARY KEY); CREATE JSON DUALITY VIEW i AS SELECT JSON_DUALITY_OBJECT('_id': x) FROM h",
    "sequences": "CREATE SEQUENCE j",
    "spatial reference systems": "CREATE TABLE k (x point NOT NULL SRID 4326)",
    "system versioning": "CREATE TABLE l (x integer) WITH SYSTEM VERSIONING",
    "vectors": "CREATE TABLE m (x vector(3))",
}  # fmt: skip


@cache
def abilities(server: str) -> frozenset[str]:
    """Those of PROBES that a server has."""
    name = f"squashkit_test_{uuid.uuid4().hex}"
    run(server, f"CREATE DATABASE {name}")
    try:
        return frozenset(one for one in PROBES if _works(with_name(server, name), PROBES[one]))
    finally:
        run(server, f"DROP DATABASE {name}")


def _works(database: str, sql: str) -> bool:
    try:
        run(database, sql)
    except pymysql.MySQLError:
        return False
    return True

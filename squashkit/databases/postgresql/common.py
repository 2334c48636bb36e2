"""What every query of PostgreSQL's catalogue begins with.

Definitions come from the server's own functions (pg_get_indexdef and others, see "System Catalog
Information Functions" in its manual), never from text that was put together elsewhere. Columns that
only some versions have are taken from the row as JSON.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import psycopg

WITH = """
WITH schema AS (
    SELECT oid, nspname,
        CASE nspname WHEN 'public' THEN '' ELSE quote_ident(nspname) || '.' END AS prefix
    FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
), member AS (
    SELECT classid, objid FROM pg_depend WHERE deptype = 'e'
), relation AS (
    SELECT c.*, s.prefix || c.relname AS called FROM pg_class c
    JOIN schema s ON s.oid = c.relnamespace
    WHERE c.relname <> 'django_migrations'
        AND NOT EXISTS (SELECT FROM member WHERE classid = 'pg_class'::regclass AND objid = c.oid)
), tables AS (
    SELECT * FROM relation WHERE relkind IN ('r', 'p', 'f')
), attribute AS (
    SELECT * FROM pg_attribute WHERE attnum > 0 AND NOT attisdropped
), owned AS (
    SELECT d.refobjid AS attrelid, d.refobjsubid AS attnum, d.deptype, min(d.objid) AS sequence
    FROM pg_depend d JOIN pg_sequence ON seqrelid = d.objid
    WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass
        AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
    GROUP BY 1, 2, 3
)
"""
"""Schemas, relations, tables and columns of the user's own; what extensions brought; and the
sequence by which each column is numbered, as `serial` (a) or as an identity (i)."""


def ask(connection: psycopg.Connection[Any], query: str) -> list[dict[str, Any]]:
    """The rows that a query gives, which may use all that WITH defines."""
    return list(connection.execute(f"{WITH}{query}"))

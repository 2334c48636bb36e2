"""Queries for what stands beside tables: views, functions, types and the rarer kinds."""

from __future__ import annotations

from . import structure

VIEWS = """
    SELECT c.called AS "table", c.relname AS name, concat_ws(' ',
        CASE c.relkind WHEN 'm' THEN 'MATERIALIZED' END,
        CASE WHEN NOT c.relispopulated THEN 'NOT POPULATED' END,
        'WITH (' || array_to_string(c.reloptions, ', ') || ')',
        pg_get_viewdef(c.oid)
    ) AS definition
    FROM relation c WHERE c.relkind IN ('v', 'm')
"""

FUNCTIONS = """
    SELECT s.prefix || f.proname AS "table", f.oid::regprocedure::text AS name,
        CASE f.prokind WHEN 'a' THEN (
            SELECT (to_jsonb(g) - 'aggfnoid')::text FROM pg_aggregate g WHERE g.aggfnoid = f.oid
        ) ELSE pg_get_functiondef(f.oid) END AS definition
    FROM pg_proc f JOIN schema s ON s.oid = f.pronamespace
    WHERE NOT EXISTS (SELECT FROM member WHERE classid = 'pg_proc'::regclass AND objid = f.oid)
"""

# Of a composite type the order of its attributes is part of what it is.
TYPES = """
    SELECT s.prefix || t.typname AS "table", t.typname AS name, CASE t.typtype
        WHEN 'e' THEN 'ENUM ' || (
            SELECT string_agg(quote_literal(enumlabel), ', ' ORDER BY enumsortorder)
            FROM pg_enum WHERE enumtypid = t.oid
        )
        WHEN 'd' THEN concat_ws(' ', 'DOMAIN', format_type(t.typbasetype, t.typtypmod),
            'COLLATE ' || nullif(t.typcollation, 0)::regcollation::text,
            CASE WHEN t.typnotnull THEN 'NOT NULL' END, 'DEFAULT ' || t.typdefault, (
                SELECT string_agg(
                    conname || ' ' || pg_get_constraintdef(oid), ', ' ORDER BY conname
                ) FROM pg_constraint WHERE contypid = t.oid AND contype <> 'n'
            ))
        WHEN 'c' THEN 'COMPOSITE ' || (
            SELECT string_agg(concat_ws(' ',
                quote_ident(attname), format_type(atttypid, atttypmod),
                'COLLATE ' || nullif(attcollation, 0)::regcollation::text
            ), ', ' ORDER BY attnum) FROM attribute WHERE attrelid = t.typrelid
        )
        ELSE concat_ws(' ', 'RANGE', (
            SELECT concat_ws(' ', format_type(rngsubtype, NULL), (
                SELECT opcname FROM pg_opclass WHERE oid = rngsubopc
            ), nullif(rngcollation, 0)::regcollation::text, rngcanonical::text, rngsubdiff::text)
            FROM pg_range WHERE rngtypid = t.oid
        ))
    END AS definition
    FROM pg_type t
    JOIN schema s ON s.oid = t.typnamespace
    LEFT JOIN pg_class c ON c.oid = t.typrelid
    WHERE (t.typtype IN ('e', 'd', 'r') OR c.relkind = 'c')
        AND NOT EXISTS (SELECT FROM member WHERE classid = 'pg_type'::regclass AND objid = t.oid)
"""

SCHEMAS = """
    SELECT s.nspname AS "table", s.nspname AS name, 'SCHEMA' AS definition
    FROM schema s WHERE s.nspname <> 'public' AND NOT EXISTS (
        SELECT FROM member WHERE classid = 'pg_namespace'::regclass AND objid = s.oid
    )
"""

EXTENSIONS = """
    SELECT extname AS "table", extname AS name,
        'SCHEMA ' || extnamespace::regnamespace::text AS definition
    FROM pg_extension
"""

COLLATIONS = """
    SELECT s.prefix || l.collname AS "table", l.collname AS name, (
        to_jsonb(l) - '{oid,collname,collnamespace,collowner,collversion}'::text[]
    )::text AS definition
    FROM pg_collation l JOIN schema s ON s.oid = l.collnamespace
    WHERE NOT EXISTS (SELECT FROM member WHERE classid = 'pg_collation'::regclass AND objid = l.oid)
"""

EVENT_TRIGGERS = """
    SELECT evtname AS "table", evtname AS name, concat_ws(' ',
        evtevent, evtfoid::regproc::text, evtenabled, array_to_string(evttags, ', ')
    ) AS definition
    FROM pg_event_trigger e
    WHERE NOT EXISTS (
        SELECT FROM member WHERE classid = 'pg_event_trigger'::regclass AND objid = e.oid
    )
"""

PUBLICATIONS = """
    SELECT p.pubname AS "table", p.pubname AS name, concat_ws(' ',
        (to_jsonb(p) - '{oid,pubname,pubowner}'::text[])::text, (
            SELECT string_agg(prrelid::regclass::text, ', ' ORDER BY prrelid::regclass::text)
            FROM pg_publication_rel r WHERE prpubid = p.oid
        )
    ) AS definition
    FROM pg_publication p
"""

VERSIONS = """
    SELECT extname AS "table", extname AS name, extversion AS definition FROM pg_extension
"""

DATABASE = """
    SELECT 'database' AS "table", 'database' AS name,
        concat_ws(' ', pg_encoding_to_char(encoding), datcollate, datctype) AS definition
    FROM pg_database WHERE datname = current_database()
"""

# What is there and not compared, or only in part.
UNREAD = """
    SELECT 'rows of materialized view ' || called AS unread FROM relation WHERE relkind = 'm'
    UNION ALL
    SELECT 'server and options of foreign table ' || called FROM relation WHERE relkind = 'f'
    UNION ALL
    SELECT 'position of sequence ' || called FROM relation JOIN pg_sequence ON seqrelid = oid
    WHERE seqcache > 1 AND oid NOT IN (SELECT sequence FROM owned)
    UNION ALL
    SELECT 'row filters and columns of publication ' || pubname
    FROM pg_publication p JOIN pg_publication_rel r ON r.prpubid = p.oid
    WHERE coalesce(to_jsonb(r) ->> 'prqual', to_jsonb(r) ->> 'prattrs') IS NOT NULL
    UNION ALL
    SELECT count(*) || ' security labels' FROM pg_seclabel HAVING count(*) > 0
    UNION ALL
    SELECT count(*) || ' settings of the database' FROM pg_db_role_setting s
    JOIN pg_database d ON d.oid = s.setdatabase WHERE d.datname = current_database()
    HAVING count(*) > 0
"""

PARTS = {
    "table": structure.TABLES,
    "column": structure.COLUMNS,
    "sequence": structure.SEQUENCES,
    "trigger": structure.TRIGGERS,
    "rule": structure.RULES,
    "policy": structure.POLICIES,
    "statistics": structure.STATISTICS,
    "comment": structure.COMMENTS,
    "storage": structure.STORAGE,
    "tablespace": structure.TABLESPACES,
    "owner": structure.OWNERS,
    "privileges": structure.PRIVILEGES,
    "view": VIEWS,
    "function": FUNCTIONS,
    "type": TYPES,
    "schema": SCHEMAS,
    "extension": EXTENSIONS,
    "collation": COLLATIONS,
    "event trigger": EVENT_TRIGGERS,
    "publication": PUBLICATIONS,
    "version": VERSIONS,
    "database": DATABASE,
}
"""Kind to query, of what can be taken as it comes; constraints and indexes cannot."""

# Every catalogue whose rows are objects of one database.
CATALOGUES = """
    SELECT c.relname, has_table_privilege(c.oid, 'SELECT') AS readable
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'oid'
    WHERE c.relnamespace = 'pg_catalog'::regnamespace AND c.relkind = 'r' AND NOT c.relisshared
    ORDER BY c.relname
"""
# Operators and functions of operator classes are counted with their families.
READ = frozenset(
    """
    pg_amop pg_amproc pg_attrdef pg_class pg_collation pg_constraint pg_default_acl pg_enum
    pg_event_trigger pg_extension pg_namespace pg_policy pg_proc pg_publication pg_publication_rel
    pg_rewrite pg_statistic_ext pg_trigger pg_type
    """.split()  # noqa: SIM905 - a line a word would hide the list
)
# Objects of a user are numbered from 16384 (FirstNormalObjectId in access/transam.h).
COUNT = """
    SELECT count(*) AS number FROM {catalogue} o WHERE o.oid >= 16384 AND NOT EXISTS (
        SELECT FROM member WHERE classid = '{catalogue}'::regclass AND objid = o.oid
    )
"""
BASE_TYPES = """
    SELECT count(*) AS number FROM pg_type t JOIN schema s ON s.oid = t.typnamespace
    WHERE t.typtype = 'b' AND t.typcategory <> 'A'
        AND NOT EXISTS (SELECT FROM member WHERE classid = 'pg_type'::regclass AND objid = t.oid)
"""

"""Every single change of a MariaDB or MySQL database is seen, and in its layer."""

# ruff: noqa: E501 - a change a line

from __future__ import annotations

import uuid
from dataclasses import replace
from functools import partial

import pytest

from squashkit.analysis.comparing import compare, failing
from squashkit.databases.mariadb import snapshot
from squashkit.databases.mariadb.dumps import CLIENTS, look
from squashkit.databases.mariadb.kinds import kind, of_program
from squashkit.databases.naming import with_name
from squashkit.databases.programs import installed
from squashkit.errors import DatabaseError
from squashkit.model.schema import Layer
from squashkit.workflows.diffing import RECORD, compare_databases
from tests.backends.abilities import PROBES, abilities
from tests.servers import DUMPS, FAMILY, answering, run, title

STRUCTURE, NAMES, GENERATED = Layer.STRUCTURE, Layer.NAMES, Layer.GENERATED
ORDER, PHYSICAL, ROWS, KEYS = Layer.ORDER, Layer.PHYSICAL, Layer.ROWS, Layer.KEYS

WIDE = f"CREATE PROCEDURE wide({', '.join(f'argument_{number} integer' for number in range(99))}) SELECT 1"

BASE = f"""
CREATE TABLE author (
    id bigint AUTO_INCREMENT PRIMARY KEY,
    name varchar(100) NOT NULL UNIQUE,
    code integer NOT NULL
) COMMENT 'who wrote it';
CREATE TABLE book (
    id bigint AUTO_INCREMENT PRIMARY KEY,
    title varchar(200) NOT NULL COMMENT 'what it is called',
    slug varchar(50) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
    pages integer unsigned NOT NULL,
    price decimal(6, 2) NOT NULL DEFAULT 10 CHECK (price >= 0),
    active bool NOT NULL,
    extra json NULL,
    twice integer GENERATED ALWAYS AS (code * 2) STORED,
    code integer NOT NULL,
    born datetime(6) NOT NULL DEFAULT current_timestamp(6) ON UPDATE current_timestamp(6),
    author_id bigint NOT NULL,
    CONSTRAINT cheap CHECK (price < 1000),
    CONSTRAINT title_and_pages UNIQUE (title, pages),
    CONSTRAINT book_author_id_12ab34cd_fk_author_id FOREIGN KEY (author_id) REFERENCES author (id),
    INDEX by_price (price DESC, title(10))
);
CREATE TABLE review (words varchar(200), FULLTEXT INDEX words (words)) ENGINE = MyISAM;
CREATE TABLE sale (day date NOT NULL, shop integer NOT NULL, PRIMARY KEY (day, shop));
CREATE TABLE page (id integer AUTO_INCREMENT, lang varchar(5), author_id bigint, size float, PRIMARY KEY (id, lang), FOREIGN KEY (author_id) REFERENCES author (id));
CREATE TABLE part (id integer PRIMARY KEY) PARTITION BY HASH (id) PARTITIONS 2;
CREATE TABLE shelf (id integer PRIMARY KEY, place integer NULL, high bool NULL, label varchar(20) DEFAULT (concat('a', 'b')));
CREATE VIEW cheap_books AS SELECT id, title FROM book WHERE price < 5;
CREATE TRIGGER touch BEFORE UPDATE ON book FOR EACH ROW SET NEW.code = OLD.code;
CREATE FUNCTION doubled(x integer) RETURNS integer DETERMINISTIC RETURN x * 2;
CREATE PROCEDURE nothing(IN x integer) SELECT x;
{WIDE};
CREATE EVENT yearly ON SCHEDULE EVERY 1 YEAR DISABLE DO DELETE FROM sale;
INSERT INTO author (name, code) VALUES ('Ada', 1), ('NULL', 2);
INSERT INTO page VALUES (1, 'en', 1, 1.2345678);
INSERT INTO sale VALUES ('2026-05-01', 1)
"""
# What only some servers can do, and what they have in a database of it.
MORE = {
    "duality views": "CREATE JSON DUALITY VIEW tags AS SELECT JSON_DUALITY_OBJECT('_id': id, 'place': place) FROM shelf",
    "indexes of expressions": "CREATE TABLE shout (words varchar(50), times integer, INDEX loud ((upper(words))), INDEX (times, (lower(words))))",
    "keys that nobody sees": "SET SESSION sql_generate_invisible_primary_key = 1; CREATE TABLE keyless (x integer); SET SESSION sql_generate_invisible_primary_key = 0",
    "libraries": "CREATE LIBRARY code LANGUAGE JAVASCRIPT AS 'export function one() { return 1 }'",
    "sequences": "CREATE SEQUENCE ticket START WITH 5 INCREMENT BY 2;CREATE SEQUENCE parcel NOCACHE",
    "spatial reference systems": "CREATE TABLE place (name varchar(9), at point NOT NULL SRID 4326, SPATIAL INDEX (at))",
    "vectors": "CREATE TABLE guess (id integer PRIMARY KEY, meaning vector(3) NOT NULL)",
}

# what, what is done to a database as above, the layers in which it must be seen
CHANGES = [
    ("type", "ALTER TABLE author MODIFY code bigint NOT NULL", {STRUCTURE}),
    ("length", "ALTER TABLE author MODIFY name varchar(120) NOT NULL", {STRUCTURE}),
    ("scale", "ALTER TABLE book MODIFY price decimal(7, 2) NOT NULL DEFAULT 10 CHECK (price >= 0)", {STRUCTURE}),
    ("signed", "ALTER TABLE book MODIFY pages integer NOT NULL", {STRUCTURE}),
    ("a number for a boolean", "ALTER TABLE book MODIFY active tinyint(4) NOT NULL", {STRUCTURE}),
    ("no microseconds", "ALTER TABLE book MODIFY born datetime NOT NULL DEFAULT current_timestamp ON UPDATE current_timestamp", {STRUCTURE}),
    ("text for json", "ALTER TABLE book MODIFY extra longtext NULL", {STRUCTURE}),
    ("null", "ALTER TABLE author MODIFY code integer NULL", {STRUCTURE}),
    ("not null", "ALTER TABLE shelf MODIFY place integer NOT NULL", {STRUCTURE}),
    ("collation", "ALTER TABLE book MODIFY slug varchar(50) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci NULL", {STRUCTURE}),
    ("character set", "ALTER TABLE book MODIFY slug varchar(50) CHARACTER SET latin1 NULL", {STRUCTURE}),
    ("collation of the table", "ALTER TABLE shelf COLLATE utf8mb4_bin", {STRUCTURE}),
    ("collation of the database", "ALTER DATABASE COLLATE utf8mb4_bin", {STRUCTURE}),
    ("engine", "ALTER TABLE shelf ENGINE = MyISAM", {STRUCTURE}),
    ("row format", "ALTER TABLE shelf ROW_FORMAT = COMPRESSED", {STRUCTURE}),
    ("default lost", "ALTER TABLE book ALTER price DROP DEFAULT", {STRUCTURE}),
    ("default changed", "ALTER TABLE book ALTER price SET DEFAULT 11", {STRUCTURE}),
    ("default by an expression", "ALTER TABLE shelf MODIFY label varchar(20) DEFAULT (concat('a', 'c'))", {STRUCTURE}),
    ("default gained", "ALTER TABLE author ALTER code SET DEFAULT 1", {STRUCTURE}),
    ("not on update", "ALTER TABLE book MODIFY born datetime(6) NOT NULL DEFAULT current_timestamp(6)", {STRUCTURE}),
    ("generated otherwise", "ALTER TABLE book MODIFY twice integer GENERATED ALWAYS AS (code * 3) STORED", {STRUCTURE}),
    ("generated on reading", "ALTER TABLE book DROP twice; ALTER TABLE book ADD twice integer GENERATED ALWAYS AS (code * 2) VIRTUAL", {STRUCTURE, ORDER}),
    ("invisible", "ALTER TABLE author MODIFY code integer NOT NULL DEFAULT 0 INVISIBLE", {STRUCTURE}),
    ("not numbered", "ALTER TABLE book MODIFY id bigint NOT NULL", {STRUCTURE}),
    ("column lost", "ALTER TABLE book DROP extra", {STRUCTURE}),
    ("column gained", "ALTER TABLE author ADD born date", {STRUCTURE}),
    ("column renamed", "ALTER TABLE author RENAME COLUMN code TO number", {STRUCTURE}),
    ("column comment", "ALTER TABLE book MODIFY title varchar(200) NOT NULL COMMENT 'the title'", {STRUCTURE}),
    ("table comment", "ALTER TABLE author COMMENT 'writers'", {STRUCTURE}),
    ("table lost", "DROP TABLE shelf", {STRUCTURE}),
    ("table gained", "CREATE TABLE other (id integer)", {STRUCTURE}),
    ("primary key lost", "ALTER TABLE shelf DROP PRIMARY KEY", {STRUCTURE}),
    ("order of a primary key", "ALTER TABLE sale DROP PRIMARY KEY, ADD PRIMARY KEY (shop, day)", {STRUCTURE}),
    ("unique lost", "ALTER TABLE author DROP INDEX name", {STRUCTURE}),
    ("index for unique", "ALTER TABLE author DROP INDEX name, ADD INDEX name (name)", {STRUCTURE}),
    ("unique renamed", "ALTER TABLE book RENAME INDEX title_and_pages TO both_of_them", {NAMES}),
    ("order of a unique constraint", "ALTER TABLE book DROP INDEX title_and_pages, ADD CONSTRAINT title_and_pages UNIQUE (pages, title)", {STRUCTURE}),
    ("check lost", "ALTER TABLE book DROP CONSTRAINT cheap", {STRUCTURE}),
    ("check changed", "ALTER TABLE book DROP CONSTRAINT cheap, ADD CONSTRAINT cheap CHECK (price < 999)", {STRUCTURE}),
    ("check renamed", "ALTER TABLE book DROP CONSTRAINT cheap, ADD CONSTRAINT affordable CHECK (price < 1000)", {NAMES}),
    ("foreign key lost", "ALTER TABLE book DROP FOREIGN KEY book_author_id_12ab34cd_fk_author_id", {STRUCTURE}),
    ("foreign key deletes", "ALTER TABLE book DROP FOREIGN KEY book_author_id_12ab34cd_fk_author_id; ALTER TABLE book ADD CONSTRAINT book_author_id_12ab34cd_fk_author_id FOREIGN KEY (author_id) REFERENCES author (id) ON DELETE CASCADE", {STRUCTURE}),
    ("index lost", "DROP INDEX by_price ON book", {STRUCTURE}),
    ("index upwards", "ALTER TABLE book DROP INDEX by_price, ADD INDEX by_price (price, title(10))", {STRUCTURE}),
    ("index of the whole text", "ALTER TABLE book DROP INDEX by_price, ADD INDEX by_price (price DESC, title)", {STRUCTURE}),
    ("index of words as a plain one", "ALTER TABLE review DROP INDEX words, ADD INDEX words (words)", {STRUCTURE}),
    ("index renamed", "ALTER TABLE book RENAME INDEX by_price TO by_cost", {NAMES}),
    ("index twice", "CREATE INDEX by_price2 ON book (price DESC, title(10))", {STRUCTURE}),
    ("partitions", "ALTER TABLE part ADD PARTITION PARTITIONS 1", {STRUCTURE}),
    ("view changed", "CREATE OR REPLACE VIEW cheap_books AS SELECT id, title FROM book WHERE price < 6", {STRUCTURE}),
    ("view lost", "DROP VIEW cheap_books", {STRUCTURE}),
    ("trigger lost", "DROP TRIGGER touch", {STRUCTURE}),
    ("trigger on another event", "DROP TRIGGER touch; CREATE TRIGGER touch BEFORE INSERT ON book FOR EACH ROW SET NEW.code = 1", {STRUCTURE}),
    ("function", "DROP FUNCTION doubled; CREATE FUNCTION doubled(x integer) RETURNS integer DETERMINISTIC RETURN x * 3", {STRUCTURE}),
    ("argument", "DROP PROCEDURE nothing; CREATE PROCEDURE nothing(IN x bigint) SELECT x", {STRUCTURE}),
    ("last of many arguments", f"DROP PROCEDURE wide; {WIDE.replace('98 integer', '98 bigint')}", {STRUCTURE}),
    ("event", "ALTER EVENT yearly ON SCHEDULE EVERY 2 YEAR", {STRUCTURE}),
    ("key of two columns", "UPDATE page SET lang = 'de'", {ROWS}),
    ("digits of a float", "UPDATE page SET size = 1.2345679", {ROWS}),
    ("row lost", "DELETE FROM author WHERE code = 2", {ROWS}),
    ("value", "UPDATE author SET code = 3 WHERE code = 2", {ROWS}),
]  # fmt: skip

CHANGES_OF_SOME = {
    "checks that go with a column": [
        ("check of a column lost", "ALTER TABLE book MODIFY price decimal(6, 2) NOT NULL DEFAULT 10", {STRUCTURE}),
        ("check of a column declared", "ALTER TABLE book MODIFY price decimal(6, 2) NOT NULL DEFAULT 10, ADD CONSTRAINT not_negative CHECK (price >= 0)", {NAMES}),
    ],
    "checks that have names": [
        ("check of a column lost", "ALTER TABLE book DROP CONSTRAINT book_chk_1", {STRUCTURE}),
        ("check of a column declared", "ALTER TABLE book DROP CONSTRAINT book_chk_1, ADD CONSTRAINT not_negative CHECK (price >= 0)", {NAMES}),
    ],
    "checks that are not enforced": [
        ("check not enforced", "ALTER TABLE book ALTER CHECK cheap NOT ENFORCED", {STRUCTURE}),
    ],
    "comments of databases": [("database comment", "ALTER DATABASE COMMENT = 'of books'", {STRUCTURE})],
    "duality views": [
        ("duality view", "CREATE OR REPLACE JSON DUALITY VIEW tags AS SELECT JSON_DUALITY_OBJECT('_id': id, 'high': high) FROM shelf", {STRUCTURE}),
    ],
    "encrypted databases": [("encryption", "ALTER DATABASE DEFAULT ENCRYPTION = 'Y'", {STRUCTURE})],
    "ignored indexes": [
        ("index ignored", "ALTER TABLE book ALTER INDEX by_price IGNORED", {STRUCTURE}),
    ],
    "invisible indexes": [("index invisible", "ALTER TABLE book ALTER INDEX by_price INVISIBLE", {STRUCTURE})],
    "indexes of expressions": [
        ("expression", "ALTER TABLE shout DROP INDEX loud, ADD INDEX loud ((lower(words)))", {STRUCTURE}),
        ("index of an expression lost", "DROP INDEX loud ON shout", {STRUCTURE}),
        ("index of an expression renamed", "ALTER TABLE shout RENAME INDEX loud TO quiet", {NAMES}),
        ("index of an expression unique", "ALTER TABLE shout DROP INDEX loud, ADD UNIQUE INDEX loud ((upper(words)))", {STRUCTURE}),
        ("index of an expression downwards", "ALTER TABLE shout DROP INDEX loud, ADD INDEX loud ((upper(words)) DESC)", {STRUCTURE}),
    ],
    "keys that nobody sees": [
        ("key seen", "ALTER TABLE keyless ALTER my_row_id SET VISIBLE", {STRUCTURE}),
        ("key of one's own", "DROP TABLE keyless; CREATE TABLE keyless (x integer PRIMARY KEY)", {STRUCTURE}),
    ],
    "libraries": [
        ("library", "DROP LIBRARY code; CREATE LIBRARY code LANGUAGE JAVASCRIPT AS 'export function one() { return 2 }'", {STRUCTURE}),
    ],
    "sequences": [
        ("sequence", "ALTER SEQUENCE ticket INCREMENT BY 3", {STRUCTURE}),
        ("position of a sequence", "SELECT NEXTVAL(parcel)", {ROWS}),
    ],
    "spatial reference systems": [
        ("reference system", "ALTER TABLE place DROP INDEX at; ALTER TABLE place MODIFY at point NOT NULL SRID 0; ALTER TABLE place ADD SPATIAL INDEX (at)", {STRUCTURE}),
        ("no reference system", "ALTER TABLE place DROP INDEX at; ALTER TABLE place MODIFY at point NOT NULL; ALTER TABLE place ADD SPATIAL INDEX (at)", {STRUCTURE}),
    ],
    "system versioning": [
        ("versioned", "ALTER TABLE shelf ADD SYSTEM VERSIONING", {STRUCTURE}),
    ],
    "vectors": [("length of a vector", "ALTER TABLE guess MODIFY meaning vector(4) NOT NULL", {STRUCTURE})],
}  # fmt: skip

# What changes nothing that matters, and where it shows.
NEUTRAL = [
    ("nothing", "", set()),
    ("width of a number", "ALTER TABLE author MODIFY code int(9) NOT NULL", set()),
    ("the next number", "ALTER TABLE author AUTO_INCREMENT = 77", {KEYS}),
    ("generated index renamed", "ALTER TABLE author RENAME INDEX name TO author_name_98fe76dc_uniq", {GENERATED}),
    ("column order", "ALTER TABLE shelf MODIFY place integer NULL AFTER high", {ORDER}),
    ("view of somebody else", "CREATE OR REPLACE DEFINER = nobody VIEW cheap_books AS SELECT id, title FROM book WHERE price < 5", {PHYSICAL}),
    ("function of somebody else", "DROP FUNCTION doubled; CREATE DEFINER = nobody FUNCTION doubled(x integer) RETURNS integer DETERMINISTIC RETURN x * 2", {PHYSICAL}),
    ("trigger of somebody else", "DROP TRIGGER touch; CREATE DEFINER = nobody TRIGGER touch BEFORE UPDATE ON book FOR EACH ROW SET NEW.code = OLD.code", {PHYSICAL}),
    ("event of somebody else", "ALTER DEFINER = nobody EVENT yearly ON SCHEDULE EVERY 1 YEAR DISABLE", {PHYSICAL}),
]  # fmt: skip
NEUTRAL_OF_SOME = {
    "checks that go with a column": [
        ("check of the table for one of a column", "ALTER TABLE book MODIFY price decimal(6, 2) NOT NULL DEFAULT 10, ADD CONSTRAINT book_price_12ab34cd_check CHECK (price >= 0)", {GENERATED}),
    ],
    "checks that have names": [
        ("check of another name that nobody declared", "ALTER TABLE book DROP CONSTRAINT book_chk_1, ADD CONSTRAINT book_price_12ab34cd_check CHECK (price >= 0)", {GENERATED}),
    ],
    "indexes of expressions": [
        ("index of an expression of another name that nobody declared", "ALTER TABLE shout RENAME INDEX functional_index TO shout_12ab34cd_idx", {GENERATED}),
    ],
}  # fmt: skip


@pytest.fixture(scope="module", params=FAMILY)
def server(request):
    return answering(request.param)


def base_of(server):
    """BASE, and what this server has besides."""
    return ";".join([BASE, *(MORE[one] for one in sorted(MORE.keys() & abilities(server)))])


def make(server, name, sql=""):
    """A database with BASE to which something is done."""
    run(server, f"CREATE DATABASE {name} CHARACTER SET utf8mb4")
    run(with_name(server, name), f"{base_of(server)};{sql}")
    return with_name(server, name)


def demand(server, ability):
    if ability not in {"", *abilities(server)}:
        pytest.skip(f"{title(server)} has no {ability}")
    if ability == "libraries" and not has_own_dump(server):
        pytest.skip("only mysqldump writes libraries")


def has_own_dump(server):
    """Whether the program of the server's kind is here; else the other kind's is asked."""
    own = title(server)
    return any(kind(of_program(path)) == own for path in installed(DUMPS[own], CLIENTS))


def cases(everywhere, of_some):
    """What each test is given: the ability that it needs, what is done, the layers."""
    found = [("", *one) for one in everywhere]
    found += [(ability, *one) for ability in of_some for one in of_some[ability]]
    return [pytest.param(one[0], *one[2:], id=one[1]) for one in found]


@pytest.fixture
def changed(server):
    """Do something to a database with BASE, and give its URL."""
    name = f"squashkit_test_{uuid.uuid4().hex}"
    yield partial(make, server, name)
    run(server, f"DROP DATABASE IF EXISTS {name}")


@pytest.fixture(scope="module")
def base(server):
    """What is in a database with BASE."""
    name = f"squashkit_test_{uuid.uuid4().hex}"
    yield twice(make(server, name))
    run(server, f"DROP DATABASE {name}")


def twice(url):
    return replace(snapshot(url), second=look(url))


def layers(differences):
    return {one.layer for one in differences}


@pytest.mark.parametrize(("ability", "sql", "expected"), cases(CHANGES, CHANGES_OF_SOME))
def test_every_change_is_seen_by_both_observers(server, base, changed, ability, sql, expected):
    demand(server, ability)
    found = compare(base, twice(changed(sql)))

    assert layers(found) - {GENERATED} == expected
    assert failing(found)


@pytest.mark.parametrize(("ability", "sql", "expected"), cases(NEUTRAL, NEUTRAL_OF_SOME))
def test_what_does_not_matter_does_not_fail(server, base, changed, ability, sql, expected):
    demand(server, ability)
    found = compare(base, twice(changed(sql)))

    assert layers(found) == expected
    assert not failing(found)


def test_every_ability_is_that_of_some_server():
    """A probe that fails for another reason would skip what it is for."""
    used = MORE.keys() | CHANGES_OF_SOME.keys() | NEUTRAL_OF_SOME.keys()
    there = frozenset().union(*(abilities(answering(engine)) for engine in FAMILY))

    assert used == PROBES.keys()
    assert PROBES.keys() - there <= {"duality views", "libraries", "vectors"}


def test_a_database_and_itself(server, changed):
    url = changed("")
    found = compare_databases(url, url, str)

    assert found.holds
    assert found.engine.startswith(f"{title(server)} ")
    assert not has_own_dump(server) or f" in {DUMPS[title(server)]} " in found.second
    sequences = ("position of sequence ticket",) if "sequences" in abilities(server) else ()
    assert found.not_compared == (*sequences, RECORD)


@pytest.mark.parametrize(
    ("url", "fact"),
    [
        ("mysql://root@127.0.0.1/", "mysql://root@127.0.0.1/ names no database."),
        ("mysql://me:a#b@h/x", "mysql://me@h/x is no URL that MariaDB or MySQL takes."),
        ("mysql://me:a[b@h/x", "mysql://me@h/x is no URL that MariaDB or MySQL takes."),
        ("mysql://me@h:abc/x", "mysql://me@h:abc/x is no URL that MariaDB or MySQL takes."),
    ],
)
def test_what_is_no_url(url, fact):
    with pytest.raises(DatabaseError) as raised:
        snapshot(url)

    assert raised.value.fact == fact


def test_a_server_that_does_not_answer():
    with pytest.raises(DatabaseError) as raised:
        snapshot("mysql://someone:secret@127.0.0.1:1/x")

    assert raised.value.fact.startswith("mysql://someone@127.0.0.1:1/x cannot be reached: ")
    assert "secret" not in raised.value.fact

"""The proof over a stand-in for Django: migrations are SQL, a squash is other SQL."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path

import pytest

from squashkit.databases.sqlite import sandboxes, snapshot
from squashkit.errors import ProjectError
from squashkit.model.keys import MigrationKey
from squashkit.model.schema import Look
from squashkit.project.process import ProjectProcess
from squashkit.project.protocol import (
    Migrated,
    SituationsTried,
    StatesCompared,
    TablesNamed,
    View,
)
from squashkit.workflows.proofs.claims import Claim
from squashkit.workflows.proofs.proving import Prover

KEYS = (MigrationKey("a", "1"), MigrationKey("a", "2"))
SQUASHED = View(hidden=(MigrationKey("a", "squashed"),))

TABLES = """
    CREATE TABLE kind (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, name text NOT NULL);
    CREATE TABLE t (
        id integer NOT NULL PRIMARY KEY AUTOINCREMENT, name text, token text,
        kind_id integer REFERENCES kind (id)
    );
"""
KINDS = "INSERT INTO kind (name) VALUES ('x'), ('y');"
RANDOM = "INSERT INTO t (name, token, kind_id) VALUES ('n', hex(randomblob(16)), {});"
ORIGINAL = (TABLES + KINDS, RANDOM.format(1))


class Process(ProjectProcess):
    """Two migrations, or one squash of them where none is applied."""

    def __init__(self, before: tuple[str, str], after: str) -> None:
        super().__init__(Path(), "settings")
        self.before = before
        self.after = after
        self.runs = 0

    def migrate(self, request, database, others=None) -> Migrated:
        self.runs += 1
        started, error = now(), ""
        with closing(sqlite3.connect(database)) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS django_migrations (name text)")
            count = "SELECT count(*) FROM django_migrations"
            (applied,) = connection.execute(count).fetchone()
            last = KEYS.index(request.target) + 1 if request.target else len(KEYS)
            try:
                if request.view == SQUASHED and not applied:
                    connection.executescript(self.after)
                else:
                    connection.executescript("".join(self.before[applied:last]))
            except sqlite3.Error as raised:
                error = str(raised)
            connection.executemany(
                "INSERT INTO django_migrations VALUES (?)", [(k.name,) for k in KEYS[applied:last]]
            )
            connection.commit()
        return Migrated(0.0, started, now(), "a.1" if error else "", error)

    def compare_states(self, request):
        return StatesCompared(1)

    def name_tables(self, request):
        return TablesNamed({})

    def try_situations(self, request):
        return SituationsTried(1)


def now() -> str:
    return datetime.now(timezone.utc).strftime("%Y-%m-%d %H:%M:%S.%f")


def prove(after: str, before: tuple[str, str] = ORIGINAL):
    process = Process(before, after)
    claim = Claim(("a.squashed",), View(), SQUASHED, KEYS, stops=KEYS[:1])
    return Prover(process).prove(claim), process


def check(proof, name):
    return next(one for one in proof.checks if one.name == name)


def said(found):
    return [str(one) for one in found]


def test_random_values_are_compared_as_far_as_they_agree_and_said():
    proof, _ = prove("".join(ORIGINAL))

    assert proof.holds
    assert (
        "values of t.token, but for whether rows share one: other in each run" in proof.not_compared
    )
    assert check(proof, "rows").remarks == ()


def test_the_original_runs_again_only_where_rows_differ():
    steady = (TABLES + KINDS, "INSERT INTO t (name) VALUES ('n');")
    # Both from zero, the squash on what is finished, the stop, and both on from there.
    assert prove("".join(steady), steady)[1].runs == 6
    assert prove("".join(ORIGINAL))[1].runs == 7


@pytest.mark.parametrize(("until_unequal", "runs"), [(True, 2), (False, 6)])
def test_what_differs_at_once_need_not_be_tried_further(until_unequal, runs):
    process = Process((TABLES, ""), TABLES.replace("name text NOT NULL", "name text"))
    claim = Claim(("a.squashed",), View(), SQUASHED, KEYS, stops=KEYS[:1])
    with Prover(process).baselines(View()) as originals:
        proof = Prover(process).prove_from(originals, claim, until_unequal=until_unequal)

    assert not proof.holds
    assert process.runs == runs
    rest = "all databases but an empty one, since that one differs"
    assert (rest in proof.not_compared) == until_unequal


@pytest.mark.parametrize(
    ("after", "text"),
    [
        (
            TABLES + KINDS + RANDOM.format(2),
            "(id=1, kind_id=1) became 1 of 1 row only here: (id=1, kind_id=2)",
        ),
        (
            TABLES + KINDS + "INSERT INTO t (name, kind_id) VALUES ('n', 1);",
            "token=NULL",
        ),
        (TABLES + KINDS, "rows of t: 1 of 1 row only here: (id=1"),
    ],
    ids=["reference", "null", "no row"],
)
def test_what_is_not_random_must_be_equal(after, text):
    proof, _ = prove(after)
    (found,) = check(proof, "rows").differences
    assert text in str(found)


def test_a_reference_follows_its_row_but_the_row_s_own_number_must_stay():
    proof, _ = prove(TABLES + "INSERT INTO kind (name) VALUES ('y'), ('x');" + RANDOM.format(2))

    assert said(check(proof, "rows").differences) == [
        "rows of kind: 2 rows became the same rows under other keys"
    ]
    assert said(check(proof, "rows").remarks) == [
        "rows of t: 1 row became the same rows under other keys"
    ]


SHUFFLED = "INSERT INTO kind (name) SELECT column1 FROM (VALUES ('x'), ('y')) ORDER BY random();"


def test_rows_that_the_original_numbers_in_any_order():
    """Of two rows half of the runs are alike: the original is asked more than once."""
    proofs = [prove(TABLES + SHUFFLED, (TABLES + SHUFFLED, ""))[0] for _ in range(8)]

    assert any("keys of kind: other in each run" in proof.not_compared for proof in proofs)
    assert sum(proof.holds for proof in proofs) > 4


def test_another_name_of_an_integer_is_a_remark():
    after = "".join(ORIGINAL).replace("kind_id integer", "kind_id bigint")
    proof, _ = prove(after)

    assert proof.holds
    assert said(check(proof, "schema").remarks) == [
        "column t.kind_id: kind_id integer became kind_id bigint"
    ]


def test_a_squash_that_fails():
    proof, _ = prove("CREATE TABLE;")

    assert not proof.holds
    assert said(check(proof, "schema").differences) == [
        'migration a.1: runs became near ";": syntax error'
    ]


def test_an_original_that_fails_proves_nothing():
    with pytest.raises(ProjectError, match=r"a\.1 raises near"):
        prove("", ("CREATE TABLE;", ""))


def test_an_original_that_fails_from_half_way_is_said():
    class Stubborn(Process):
        def migrate(self, request, database):
            if request.target:
                return Migrated(0.0, now(), now(), "a.1", "no such target")
            return super().migrate(request, database)

    claim = Claim(("a.squashed",), View(), SQUASHED, KEYS, stops=KEYS[:1])
    proof = Prover(Stubborn(ORIGINAL, "".join(ORIGINAL))).prove(claim)

    assert proof.holds
    assert (
        "database after a.1: there the original's a.1 raises no such target" in proof.not_compared
    )


def test_the_structure_is_looked_at_twice():
    proof, _ = prove("".join(ORIGINAL))

    assert check(proof, "schema").compared == "11 parts of the schema, 11 in sqlite_master"


def test_where_nobody_looks_twice_that_is_said(monkeypatch):
    missing = Look("pg_dump", missing="server version mismatch")
    monkeypatch.setattr(sandboxes, "look", lambda database: missing)
    proof, _ = prove("".join(ORIGINAL))

    assert proof.holds
    assert check(proof, "schema").compared == "11 parts of the schema"
    assert "the schema by pg_dump: server version mismatch" in proof.not_compared


def test_what_the_first_observer_is_blind_to_fails_the_proof(monkeypatch):
    def blind(database):
        found = snapshot(database)
        return replace(found, parts=tuple(one for one in found.parts if one.kind != "check"))

    monkeypatch.setattr(sandboxes, "snapshot", blind)
    after = "".join(ORIGINAL).replace("name text,", "name text CHECK (name <> ''),")
    proof, _ = prove(after)

    assert not proof.holds
    assert said(check(proof, "schema").differences) == [
        "constraint of t, only in sqlite_master: absent became check name != ''"
    ]

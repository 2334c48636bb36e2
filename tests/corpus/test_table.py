"""Fast tests of what needs neither the package index nor a database of a real package."""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from typing import Any

import pytest
from rich.console import Console

from squashkit.analysis.rules.squashing import NOT_PROVEN

from .commands import CommandError, Commands, Done
from .console import render, shortened
from .markdown import page
from .observing import (
    Count,
    Observation,
    disagreements,
    fewest,
    read_counts,
    read_tables,
    remarks,
)
from .packages import read_packages
from .rows import AppRow, Judged, PackageRow, ShippedRow, Steps, Tried, good, tally
from .run import as_json, from_json
from .table import (
    app_rows,
    miscounts,
    other_reasons,
    proof_holds,
    seconds,
    steps_of,
    strays,
    unread_rows,
)

CHAIN = Count(files=6, migrations=6, operations=20, bound=1)
SHORT = Count(files=2, migrations=2, operations=3, bound=1)


def test_rows_survive_as_json():
    row = AppRow("shop", CHAIN, CHAIN, 1, "proven", (("SQK101", "Alone."),), Tried("right", 4))
    shipped = ShippedRow("shop", "0001_squashed", 5, 3, 2, 1, "fewer")
    rows = (
        PackageRow("shop 1.0", (row,), (2.0, 1.0), steps=Steps(3, 2, 1, (("opens files", 1),))),
        PackageRow(
            "blog 2.0", shipped=(shipped,), commit="12ab34c", commits={"shipped": "56de78f"}
        ),
    )

    assert from_json(as_json(rows)) == rows
    assert [one.name for one in rows] == ["shop", "blog"]


def document(**changes: Any) -> dict[str, Any]:
    """What squashkit says of one app that was squashed and one that was not."""
    made: dict[str, Any] = {
        "plan": {
            "segments": [segment("shop", 6, 20, 4)],
            "left": [left("blog", "SQK101", "Alone.")],
        },
        "proof": {
            "checks": [{"name": "state", "differences": []}],
            "runs": [{"engine": "SQLite", "seconds_before": 2.0, "seconds_after": 0.5}],
        },
        "files": ["/w/shop/migrations/0001_squashed_0006_end.py"],
        "written": True,
    }
    return made | changes


def segment(app: str, files: int, before: int, after: int, *ends: dict[str, str]) -> dict[str, Any]:
    gain = {"files": files, "operations_before": before, "operations_after": after}
    return {"key": {"app": app, "name": "0001_squashed"}, "gain": gain, "ends": list(ends)}


def left(app: str, rule: str, fact: str) -> dict[str, Any]:
    return {"app": app, "reason": {"rule": rule, "fact": fact, "hint": ""}}


def rows(said: dict[str, Any], after: Count | None = None) -> tuple[AppRow, ...]:
    done = after or Count(files=7, migrations=1, operations=4, bound=1)
    return app_rows({"shop": CHAIN, "blog": SHORT}, {"shop": done, "blog": SHORT}, said)


def test_a_squashed_app_is_proven_and_at_its_bound() -> None:
    blog, shop = rows(document())
    assert (shop.verdict, shop.long, shop.at_bound, shop.reasons) == ("proven", True, True, ())
    assert (blog.verdict, blog.long, blog.at_bound) == ("left", False, False)
    assert blog.reasons == (("SQK101", "Alone."),)


def test_why_a_segment_ends_is_a_reason_and_is_told_once() -> None:
    end = {"rule": "SQK107", "fact": "Woven.", "hint": ""}
    plan = {
        "segments": [segment("shop", 3, 10, 2, end), segment("shop", 3, 10, 2, end)],
        "left": [left("shop", "SQK107", "Woven.")],
    }
    _, shop = rows(document(plan=plan), Count(8, 2, 4, 1))
    assert shop.reasons == (("SQK107", "Woven."),)
    assert shop.verdict == "proven"
    assert not shop.at_bound


def test_what_is_left_for_the_sake_of_a_server_is_told_beside_what_is_left_anyway() -> None:
    end = {"rule": "SQK102", "fact": "Other indexes.", "hint": ""}
    plan = {
        "segments": [segment("shop", 6, 20, 4, end)],
        "left": [left("blog", "SQK101", "Alone.")],
    }
    assert other_reasons(document(), document(plan=plan)) == (("SQK102", "Other indexes."),)
    assert other_reasons(document(), document()) == ()


@pytest.mark.parametrize(
    "changes",
    [
        {"written": False},
        {"proof": None},
        {"proof": {"checks": []}},
        {"proof": {"checks": [{"name": "rows", "differences": [{"subject": "rows of shop"}]}]}},
    ],
)
def test_nothing_counts_without_a_proof_that_holds_and_files_that_are_written(
    changes: dict[str, Any],
) -> None:
    assert [row.verdict for row in rows(document(**changes))] == ["left", "not proven"]


def test_an_app_that_was_left_out_of_the_proof_is_not_proven() -> None:
    plan = {"segments": [], "left": [left("shop", NOT_PROVEN.id, "rows of shop: 1 became 2")]}
    assert [row.verdict for row in rows(document(plan=plan))] == ["left", "not proven"]


def test_the_seconds_are_those_of_the_proof() -> None:
    assert seconds(document()) == (2.0, 0.5)
    assert seconds(document(proof=None)) is None
    assert proof_holds(document())
    assert not proof_holds(document(proof=None))


def test_numbers_that_django_does_not_count_are_a_problem() -> None:
    said = document()
    assert miscounts(rows(said), said) == ()
    (problem,) = miscounts(rows(said, Count(7, 1, 5, 1)), said)
    assert problem == (
        "shop: 1 migrations with 4 operations by squashkit's report, "
        "1 migrations with 5 operations by Django's plan"
    )


def test_files_that_were_not_reported_and_those_that_are_missing_are_problems() -> None:
    new = "?? shop/migrations/0001_squashed_0006_end.py"
    assert strays([new], document(), "/w") == ()
    assert strays([new, " M shop/models.py"], document(), "/w") == (
        "changed, but not reported:  M shop/models.py",
    )
    assert strays([], document(), "/w") == (f"reported, but not there: {new}",)
    assert strays([], document(written=False), "/w") == ()


def test_apps_of_a_package_that_could_not_be_run_count_as_not_squashed() -> None:
    failed = PackageRow("shop 1.0", unread_rows({"shop": CHAIN}), error="squashkit ended with 2")
    assert tally([failed]).long == 1
    assert not good([failed])


def test_half_of_the_long_apps_is_enough() -> None:
    done = PackageRow("one 1.0", rows(document()))
    undone = PackageRow("two 1.0", rows(document(written=False)))
    assert good([done, undone])
    assert not good([done, undone, undone])
    assert not good([PackageRow("one 1.0", done.apps, problems=("table x: ...",))])
    assert str(tally([done, undone])).startswith("1 of 2 apps with 5 or more migrations")


def test_reasons_of_one_rule_share_a_line() -> None:
    text = shortened([("SQK108", "b"), ("SQK101", "x"), ("SQK108", "c"), ("SQK112", "long " * 90)])
    first, second, third = text.splitlines()
    assert (first, second) == ("SQK101: x", "SQK108: b (and 1 more)")
    assert third.startswith("SQK112: long")
    assert third.endswith(" ...")
    assert len(third) == len("SQK112: ") + 140


def test_the_table_has_a_row_an_app_a_sum_and_the_share() -> None:
    package = PackageRow("shop 1.0", rows(document()), seconds(document()), ("table x: gone",))
    console = Console(width=200, highlight=False)
    with console.capture() as captured:
        console.print(render([package]))
    lines = [" ".join(line.split()) for line in captured.get().splitlines()]
    assert "blog 2 2 -> 2 1 3 -> 3 left SQK101: Alone." in lines
    assert "shop 6 6 -> 1 1 20 -> 4 proven" in lines
    assert "shop 1.0 8 8 -> 3 2 23 -> 7 2.0 -> 0.5 (0.25) 1 of 1" in lines
    assert "shop 1.0, OTHER: table x: gone" in lines
    assert lines[-1].startswith("All together: 1 of 1 apps")


@pytest.mark.parametrize(
    ("edges", "pieces"),
    [
        ("a1 a2<a1 a3<a2", 1),
        ("a1 b1<a1 a2<a1,b1", 2),
        ("a1 b1<a1 c1<b1 a2<a1,c1 a3<a2", 2),
        ("b1 a1<b1 a2<a1 b2<b1", 1),
        ("a1 b1<a1 a2<a1 b2<b1 a3<a2", 1),
        ("a1 b1<a1 a2<a1,b1 b2<a2,b1 a3<a2,b2", 3),
        # Back into the piece that is open only by way of the one before: no second cut.
        ("a1 b1<a1 a2<b1 a3<a2 c1<a1 a4<a3,c1", 2),
    ],
)
def test_the_bound_counts_paths_that_leave_the_app_and_come_back(edges: str, pieces: int) -> None:
    parents = {}
    for word in edges.split():
        name, _, needed = word.partition("<")
        parents[name[0], name] = [(one[0], one) for one in needed.split(",") if one]
    assert fewest("a", list(parents), parents) == pieces


def test_only_apps_of_the_copy_are_counted() -> None:
    counted = read_counts(
        {
            "files": {"shop": 3, "auth": 12},
            "operations": {"shop": 4, "auth": 20},
            "order": [["auth", "0001"], ["shop", "0001"], ["shop", "0002"]],
            "parents": [[], [["auth", "0001"]], [["shop", "0001"]]],
            "labels": ["menus", "shop"],
        }
    )
    assert counted == {"shop": Count(files=3, migrations=2, operations=4, bound=1)}


def test_another_schema_other_rows_and_another_drift_are_seen(tmp_path: Any) -> None:
    before = _observed(tmp_path / "before.sqlite3", "b varchar(5), a integer", 1, "status 0: ")
    swapped = _observed(tmp_path / "swapped.sqlite3", "a integer, b varchar(5)", 1, "status 0: ")
    after = _observed(tmp_path / "after.sqlite3", "b varchar(9), a integer", 2, "status 1: shop")
    assert disagreements(before, swapped) == ()
    assert disagreements(before, after) == (
        "table t: b varchar(5) 0 None 0; 1 rows became b varchar(9) 0 None 0; 2 rows",
        "makemigrations --check said 'status 0: ', now 'status 1: shop'",
    )


def test_another_name_of_the_same_type_is_a_remark(tmp_path: Any) -> None:
    before = _observed(tmp_path / "before.sqlite3", "a integer, bigint text", 1, "")
    after = _observed(tmp_path / "after.sqlite3", "a bigint, bigint text", 1, "")
    assert disagreements(before, after) == ()
    (remark,) = remarks(before, after)
    assert remark.lower() == "table t: a integer 0 none 0 became a bigint 0 none 0"


def _observed(path: Any, columns: str, rows: int, drift: str) -> Observation:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"CREATE TABLE t ({columns})")
        connection.execute("CREATE TABLE django_migrations (app text)")
        connection.executemany("INSERT INTO t (a) VALUES (?)", [(row,) for row in range(rows)])
    return Observation({}, drift, read_tables(path))


def test_every_package_is_pinned() -> None:
    packages = read_packages()
    assert {"wagtail", "oscar", "cms", "evennia", "allianceauth"} <= packages.keys()
    for package in packages.values():
        assert any(pin.startswith("Django==") for pin in package.pins)
        compile(package.settings, package.name, "exec")


def test_a_loose_pin_is_refused(tmp_path: Any) -> None:
    (tmp_path / "pins").mkdir()
    (tmp_path / "pins" / "shop.txt").write_text("shop>=1\n")
    text = 'head = ""\ntail = ""\n[packages.shop]\ndistribution = "shop"\n'
    (tmp_path / "packages.toml").write_text(text)
    with pytest.raises(ValueError, match="not an exact version: shop>=1"):
        read_packages(tmp_path)


def test_a_command_that_fails_or_hangs_is_an_error_that_says_so(tmp_path: Any) -> None:
    commands = Commands(tmp_path / "log.txt", limit=60)
    with pytest.raises(CommandError, match=r"ended with 1: .*ZeroDivisionError"):
        commands.demand(sys.executable, "-c", "1/0", cwd=tmp_path)
    assert "ZeroDivisionError" in (tmp_path / "log.txt").read_text()
    with pytest.raises(CommandError, match="was stopped: more than 0 s"):
        Commands(tmp_path / "log.txt", limit=0.2).run(
            sys.executable, "-c", "import time; time.sleep(60)", cwd=tmp_path
        )


def test_the_last_line_is_what_an_exception_says() -> None:
    done = Done(1, "printed", "Traceback\n  File\n  line\nCommandError: no\n")
    assert (done.last, done.tail) == ("CommandError: no", "File / line / CommandError: no")
    assert Done(0, "", "").last == ""


def test_the_page_of_the_documentation_says_the_same() -> None:
    done = AppRow("shop", CHAIN, Count(7, 1, 4, 1), 1, "proven")
    rest = AppRow("blog", SHORT, SHORT, 0, "left", (("SQK101", "Alone | at last."),))
    text = page([PackageRow("site 1.0", (done, rest), (2.0, 0.5), remarks=("a type name",))])

    assert "| shop | 6 → 1 | 1 | 20 → 4 | proven |  |  |" in text
    assert "| blog | 2 → 2 | 1 | 3 → 3 | left |  | SQK101 |" in text
    assert "- blog, SQK101: Alone \\| at last." in text
    assert "`migrate` from zero: 2.0 s before, 0.5 s after, 0.25 of it." in text
    assert "**1 of 1 apps with 5 or more migrations came out squashed" in text
    assert "- a type name" in text


def test_the_page_names_the_commit_of_what_was_asked_later() -> None:
    parts = {"published": "56de78f", "shipped": "12ab34c", "engines": "9ab01cd"}
    row = PackageRow("blog 2.0", commit="12ab34c", commits=parts, published=Judged(1, ()))

    text = page([row])

    assert "Run with squashkit at 12ab34c; published squashes judged at 56de78f.\n" in text


def test_steps_are_counted_with_what_stood_in_their_way() -> None:
    def step(kind: str, why: str, *, gone: bool, idle: bool = True) -> dict[str, Any]:
        said = {"operation": "RunPython", "kind": kind, "why": why}
        return {**said, "left_out": gone, "observed": idle}

    steps = [
        step("transform", "it only meets its own tables", gone=True),
        step("external", "shop/x.py, line 3: it calls open", gone=False),
        step("external", "it meets shop.a, shop.b, which the squash has not made", gone=False),
        step("seed", "it makes rows", gone=False, idle=False),
        {**step("schema", "", gone=False), "operation": "RunSQL"},
    ]
    plan = {"segments": [{**segment("shop", 3, 10, 2), "steps": steps}], "left": []}

    found = steps_of(document(plan=plan))
    assert found == Steps(4, 3, 1, (("calls open", 1), ("meets tables of others", 1)))


def test_files_that_changed_or_went_are_reported_as_such() -> None:
    said = document(files=[], rewritten=["/w/shop/0002_x.py"], deleted=["/w/shop/0001_s.py"])

    assert strays([" M shop/0002_x.py", " D shop/0001_s.py"], said, "/w") == ()
    assert strays([], said, "/w") == (
        "reported, but not there:  D shop/0001_s.py",
        "reported, but not there:  M shop/0002_x.py",
    )

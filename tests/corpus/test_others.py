"""Fast tests of what is set beside squashkit's work: Django's own command, published squashes."""

from __future__ import annotations

from typing import Any

import pytest
from rich.console import Console

from .console import render
from .markdown import page
from .observing import Count
from .rows import AppRow, PackageRow, ShippedRow, Steps, Tried, django_tally
from .shipped import (
    OnDisk,
    Shipped,
    Told,
    batches,
    compare,
    find_shipped,
    gone,
    read_disk,
    read_told,
    redirected,
)
from .squashmigrations import count_operations, unparsable
from .table import with_tries

LONG = Count(files=6, migrations=6, operations=20, bound=1)
SHORT = Count(files=2, migrations=2, operations=3, bound=1)
ROWS = (AppRow("blog", SHORT, SHORT, 0, "left"), AppRow("shop", LONG, LONG, 0, "left"))
SHIPPED = ShippedRow("shop", "0001_all", 4, 9, 3, 1, "fewer")
HEAD = "import django.db.migrations\n\nclass Migration(migrations.Migration):\n"


def disk(text: str) -> dict[tuple[str, str], OnDisk]:
    """Files of one app from words such as `b<a` (needs a) and `s=ab` (replaces both)."""
    made = {}
    for word in text.split():
        name, replaced = (*word.split("="), "")[:2]
        name, needed = (*name.split("<"), "")[:2]
        keys = [tuple(("shop", one) for one in names) for names in (needed, replaced)]
        made["shop", name] = OnDisk(f"{name}.py", 2, keys[0], keys[1])
    return made


def squash(key: str, members: str) -> Shipped:
    originals = tuple(("shop", one) for one in members)
    return Shipped(("shop", key), originals, originals[-1])


def test_a_file_that_names_a_migration_as_a_module_is_not_python_and_is_counted() -> None:
    text = (
        HEAD + "    operations = [migrations.RunPython(code=shop.migrations.0002_data.fill), 2]\n"
    )
    assert unparsable(text).startswith("line 4: ")
    assert count_operations(text) == 2


@pytest.mark.parametrize(
    ("body", "number"), [("operations = []", 0), ("operations = made()", None), ("?", None)]
)
def test_only_a_list_is_counted(body: str, number: int | None) -> None:
    assert count_operations(f"{HEAD}    {body}\n") == number
    assert bool(unparsable(f"{HEAD}    {body}\n")) is (body == "?")


def test_what_django_made_stands_beside_each_app_and_is_counted_for_the_long_ones() -> None:
    tries = {"blog": Tried("right", 1), "shop": Tried("unparsable", 12, "line 4: no")}
    rows = with_tries(ROWS, tries)
    assert [str(row.django) for row in rows] == ["right, 1", "unparsable, 12"]
    assert django_tally([PackageRow("shop 1.0", rows)]) == "1 unparsable"
    assert django_tally([PackageRow("shop 1.0", ROWS)]) == ""
    assert with_tries(ROWS, {}) == ROWS


def test_squashes_of_which_all_originals_are_there_can_be_compared() -> None:
    files = disk("a b<a c<b s=ab t=sc r=x")
    assert find_shipped(files) == (squash("s", "ab"), squash("t", "abc"))
    assert gone(files) == (("shop", "r"),)


def test_the_last_original_is_the_one_that_no_other_needs() -> None:
    (shipped,) = find_shipped(disk("a b<a s=ba"))
    assert shipped.last == ("shop", "b")


def test_dependents_name_the_last_original() -> None:
    text = "[('shop', 'v5'), (\"shop\", \"v5\"), ('blog', 'v5'), ('shop', 'v5_more')]"
    said = "[('shop', '0004_x'), (\"shop\", \"0004_x\"), ('blog', 'v5'), ('shop', 'v5_more')]"
    assert redirected(text, ("shop", "v5"), ("shop", "0004_x")) == said


def test_squashes_that_follow_each_other_are_not_squashed_in_one_run() -> None:
    files = disk("a b<a c<s d<c e<d f<e s=ab t=cd")
    first, second, third = squash("s", "ab"), squash("t", "cd"), squash("u", "f")
    assert batches([first, second, third], files) == [[first, third], [second]]


@pytest.mark.parametrize(
    ("files", "ours", "migrations", "verdict"),
    [
        ("a b c o=abc", 2, 1, "fewer"),
        ("a b c o=ab", 4, 2, "same"),
        ("a b c d o=ab p=cd", None, 0, "more members"),
        ("a b c", None, 0, "not squashed"),
    ],
)
def test_ours_are_the_squashes_of_the_same_originals_and_what_was_left(
    files: str, ours: int | None, migrations: int, verdict: str
) -> None:
    row = compare(squash("s", "abc"), OnDisk("s.py", 4), disk(files), {})
    assert (row.ours, row.migrations, row.verdict) == (ours, migrations, verdict)
    assert (row.app, row.name, row.members, row.theirs) == ("shop", "s", 3, 4)


@pytest.mark.parametrize(
    ("their_steps", "loud", "verdict"),
    [
        (2, 2, "more"),
        (1, 2, "more: theirs dropped steps that make rows"),
        (0, 1, "more: theirs dropped steps that make rows"),
        (1, 1, "more: theirs dropped steps that make none"),
        (1, 0, "more: theirs dropped steps that make none"),
    ],
)
def test_theirs_may_have_fewer_since_they_dropped_steps(
    their_steps: int, loud: int, verdict: str
) -> None:
    ours = {("shop", "o"): OnDisk("o.py", 3, replaces=(("shop", "a"),), steps=2)}
    told = {("shop", "o"): Told(loud, ("SQK107",)), ("shop", "z"): Told(9, ())}
    row = compare(squash("s", "a"), OnDisk("s.py", 2, steps=their_steps), ours, told)
    assert (row.verdict, row.their_steps, row.our_steps) == (verdict, their_steps, 2)
    assert row.loud == loud


def test_theirs_may_have_fewer_since_ours_are_cut() -> None:
    told = {("shop", "o"): Told(0, ("SQK107",)), ("shop", "p"): Told(0, ())}
    row = compare(squash("s", "abcd"), OnDisk("s.py", 2), disk("o=ab p=cd"), told)
    assert row.verdict == "more: SQK107 has ours in 2 files"


def test_what_squashkit_says_is_read() -> None:
    steps = [{"left_out": gone, "observed": quiet} for gone in (True, False) for quiet in (0, 1)]
    key = {"app": "shop", "name": "o"}
    segments = [{"key": key, "steps": steps, "ends": [{"rule": "SQK107"}]}]
    found = read_told({"plan": {"segments": segments}})
    assert found == {("shop", "o"): Told(1, ("SQK107",))}


def test_files_are_read_as_they_are_told() -> None:
    told: dict[str, Any] = {
        "key": ["shop", "b"],
        "path": "b.py",
        "operations": 2,
        "dependencies": [["shop", "a"]],
        "replaces": [],
        "steps": 0,
    }
    assert read_disk({"disk": [told]}) == disk("b<a")


def test_all_of_it_is_shown_where_there_is_any() -> None:
    rows = with_tries(ROWS, {"shop": Tried("wrong", 12, "table t: a | b")})
    full = PackageRow("shop 1.0", rows, (2.0, 0.5), steps=Steps(9, 8, 7), shipped=(SHIPPED,))
    console = Console(width=250, highlight=False)
    with console.capture() as captured:
        console.print(render([full]))
    shown, text = captured.get(), page([full])

    line = "shop 0001_all: 4 members, theirs 9, ours 3 in 1: fewer"
    assert f"shop 1.0, shipped: {line}" in shown
    assert "Django's squashmigrations on the same apps: 1 wrong." in shown
    assert "| shop | 0001_all | 4 | 9 | 0 | 3 in 1 | 0 | 0 | fewer |" in text
    assert "- squashmigrations shop: wrong, table t: a \\| b" in text
    assert "of which 8 write nothing on an empty database and 7 are proven" in text
    assert "published with" not in page([PackageRow("shop 1.0", ROWS)])

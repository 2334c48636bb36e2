"""`--elide`: which data steps the user wants left out."""

import json

import pytest

from tests.commands import squashkit

CODE = """
import os

def transform(apps, schema_editor):
    apps.get_model("shop", "Item").objects.update(name="x")

def unread(apps, schema_editor):
    name = os.environ.get("NAME", "")
    apps.get_model("shop", "Item").objects.filter(name=name).update(price=1)

def seed(apps, schema_editor):
    apps.get_model("shop", "Item").objects.create(price=1, name="seed")
"""
STEPS = "\n".join(
    f"migrations.RunPython({one})," for one in ("migrations.RunPython.noop", "transform", "unread")
)
NOOP, TRANSFORM, UNREAD, SEED = range(4)
PROVEN, OBSERVED, NONE = {NOOP, TRANSFORM}, {NOOP, TRANSFORM, UNREAD}, {NOOP}


@pytest.fixture
def stepped(site):
    """The shop with a step of each kind."""
    site.migration("shop.0004_steps", STEPS, "shop.0003_name", before=CODE)
    site.migration("shop.0005_seed", "migrations.RunPython(seed),", "shop.0004_steps", before=CODE)
    site.commit()
    return site


def left_out(site, *options):
    """Which of the steps are left out, with a proof that holds."""
    done = squashkit(site.root, "squash", "--dry-run", "--format", "json", *options)
    assert done.status == 0, done.err
    [segment] = json.loads(done.out)["plan"]["segments"]
    return {place for place, step in enumerate(segment["steps"]) if step["left_out"]}


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ([], PROVEN),
        (["--elide", "observed"], OBSERVED),
        (["--elide", "none"], NONE),
    ],
)
def test_the_choice(stepped, options, expected):
    assert left_out(stepped, *options) == expected


def test_the_choice_of_the_project(stepped):
    stepped.write("pyproject.toml", '[tool.squashkit]\nelide = "observed"\n')

    assert left_out(stepped) == OBSERVED
    assert left_out(stepped, "--elide", "none") == NONE


def test_a_plan_that_is_carried_out_later(stepped):
    squashkit(stepped.root, "plan", "--format", "json", "--output", "plan.json")
    stepped.commit()

    assert left_out(stepped, "--plan", "plan.json") == PROVEN
    assert left_out(stepped, "--plan", "plan.json", "--elide", "observed") == OBSERVED


def test_the_file_says_why(stepped):
    done = squashkit(stepped.root, "squash", "--elide", "observed")
    [path] = (stepped.root / "shop/migrations").glob("*squashed*")
    head = path.read_text().partition("\n\n")[0].splitlines()

    assert done.status == 0
    assert head[1:] == [
        "# 7 operations became 2.",
        "# Left out, as they have no effect where this file runs:",
        "#   RunPython(noop) of 0004_steps (it does nothing)",
        "#   RunPython(transform) of 0004_steps "
        "(it only meets tables that are made here, and writes no row)",
        "#   RunPython(unread) of 0004_steps (it was seen to write nothing on an empty database)",
        "# Kept in their place:",
        "#   RunPython(seed) of 0005_seed (it makes rows)",
    ]


def test_the_report_says_why_the_others_stay(stepped):
    lines = squashkit(stepped.root, "squash", "--dry-run").out.splitlines()
    start = lines.index("2 data steps without effect left out, 2 stay.")

    assert [" ".join(line.split()) for line in lines[start + 2 : start + 4]] == [
        "shop.0004_steps: RunPython(unread) external "
        "shop/migrations/0004_steps.py, line 11: it reads the environment",
        "shop.0005_seed: RunPython(seed) seed "
        "it meets shop.item, where an earlier step may have put anything",
    ]


def test_what_does_not_exist(stepped):
    done = squashkit(stepped.root, "squash", "--elide", "all")

    assert (done.status, done.out) == (2, "")
    assert "invalid choice: 'all'" in done.err

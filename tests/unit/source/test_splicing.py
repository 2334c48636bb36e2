from textwrap import dedent

import pytest

from squashkit.source.splicing import depend_on, remove_replaces, retarget
from tests.builders import key

TARGETS = {key("shop.0001_a"): key("shop.0001_s"), key("shop.0002_b"): key("shop.0001_s")}


def migration(body):
    return f"# é\nclass Migration(migrations.Migration):\n{body}\n    operations = []\n"


ONLY = "class Migration(migrations.Migration):\n    operations = []\n"


def retargeted(dependencies):
    before = migration(f"    dependencies = {dependencies}\n")
    after = retarget(before, TARGETS)
    return after.partition("dependencies = ")[2].partition("\n\n")[0]


@pytest.mark.parametrize(
    "same",
    [
        "[]",
        '[("shop", "0009_z")]',
        '[("é", "0001_a"),  ("shop", "0009_z")]  # why',
        "[migrations.swappable_dependency(settings.AUTH_USER_MODEL)]",
        "find()",
    ],
)
def test_leaves_everything_else_as_it_is(same):
    text = migration(f"    dependencies = {same}\n")

    assert retarget(text, TARGETS) == text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('[("shop", "0001_a")]', '[("shop", "0001_s")]'),
        ("[('shop', '0001_a')]  # why", "[('shop', '0001_s')]  # why"),
        ("[(u'shop', '0001_a')]", "[(u'shop', '0001_s')]"),
        ('[("é", "x"),("shop", "0001_a")]', '[("é", "x"),("shop", "0001_s")]'),
        ('(("shop", "0002_b"),)', '(("shop", "0001_s"),)'),
    ],
)
def test_moves_a_dependency_to_the_squash(before, after):
    assert retargeted(before) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('[("shop", "0001_a"), ("shop", "0002_b")]', '[("shop", "0001_s")]'),
        (
            '[("shop", "0001_s"), ("shop", "0002_b"), ("x", "y")]',
            '[("shop", "0001_s"), ("x", "y")]',
        ),
        ('[("shop", "0002_b"), ("shop", "0001_s")]', '[("shop", "0001_s")]'),
        ('(("shop", "0001_a"), ("shop", "0002_b"))', '(("shop", "0001_s"),)'),
        ('(("shop", "0001_a"), ("shop", "0002_b"),)', '(("shop", "0001_s"),)'),
        (
            '[("x", "y"),\n        ("shop", "0001_s"),\n        ("shop", "0002_b"),\n'
            '        ("shop", "0001_a")]',
            '[("x", "y"),\n        ("shop", "0001_s")]',
        ),
    ],
)
def test_names_the_squash_once(before, after):
    assert retargeted(before) == after


def test_an_entry_with_a_line_to_itself_takes_the_line_with_it():
    before = """[
        ("shop", "0001_a"),
        ("x", "y"),  # why
        ("shop", "0002_b"),  # later
    ]"""
    after = """[
        ("shop", "0001_s"),
        ("x", "y"),  # why
    ]"""

    assert retargeted(before) == after


def test_removes_replaces_and_its_blank_line():
    before = dedent(
        """\
        class Migration(migrations.Migration):
            initial = True

            replaces = [
                ("shop", "0001_a"),
            ]

            dependencies = []
        """
    )
    after = dedent(
        """\
        class Migration(migrations.Migration):
            initial = True

            dependencies = []
        """
    )

    assert remove_replaces(before) == after
    assert remove_replaces(after) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("    dependencies = []\n", '    dependencies = [("a", "1")]\n'),
        ("    dependencies = ()\n", '    dependencies = (("a", "1"),)\n'),
        (
            "    dependencies = [('b', '2')]  # why\n",
            "    dependencies = [(\"a\", \"1\"), ('b', '2')]  # why\n",
        ),
        (
            "    dependencies = [\n        ('b', '2'),\n    ]\n",
            "    dependencies = [\n        (\"a\", \"1\"),\n        ('b', '2'),\n    ]\n",
        ),
        ("", '    dependencies = [("a", "1")]\n\n'),
        ("    initial = True\n", '    dependencies = [("a", "1")]\n\n    initial = True\n'),
    ],
)
def test_one_more_dependency(before, after):
    assert depend_on(migration(before.rstrip("\n")) if before else ONLY, key("a.1")) == (
        migration(after.rstrip("\n"))
        if before
        else ONLY.replace("    operations", after + "    operations")
    )

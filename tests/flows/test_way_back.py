"""Databases that go back from a squash."""

import pytest

from squashkit.model.proofs import Check
from tests.byhand import FIELD, project, squash_by_hand, unequal
from tests.projects import ID


def reverse(proof):
    return next(one for one in proof.checks if one.name == "reverse")


def test_a_squash_by_hand_without_a_way_back_is_found_out(steps):
    squash_by_hand(steps, "migrations.RunPython(lambda *_: None),")

    assert unequal(steps) == [
        ("reverse", "unapplying to app.0001_a: works became RunPython of app.s has no reverse")
    ]


def test_a_way_back_that_raises_is_found_out(steps):
    squash_by_hand(steps, "migrations.RunPython(lambda *_: None, lambda *_: 1 / 0),")

    assert unequal(steps) == [
        (
            "reverse",
            "unapplying to app.0001_a: works became ZeroDivisionError: division by zero",
        )
    ]


def test_a_way_back_that_leaves_the_process_is_found_out(steps):
    squash_by_hand(steps, "migrations.RunPython(lambda *_: None, lambda *_: exit(3)),")

    assert unequal(steps) == [("reverse", "unapplying to app.0001_a: works became SystemExit: 3")]


def test_where_there_was_no_way_back_there_need_not_be_one(empty_site):
    site = empty_site("app")
    site.migration("app.0001_a", f"migrations.CreateModel('A', [{ID}]),")
    site.migration("app.0002_b", "migrations.RunPython(lambda *_: None),", "app.0001_a")
    proof = project(site).squash().proof

    assert proof.holds
    assert reverse(proof).compared == "0 squashes unapplied, the last one first"
    assert (
        "unapplying to app.zero, which the original cannot either: "
        "RunPython of app.0002_b has no reverse" in proof.not_compared
    )


def test_what_the_original_leaves_behind_is_told(empty_site):
    site = empty_site("app")
    site.migration("app.0001_a", f"migrations.CreateModel('A', [{ID}]),")
    sql = "migrations.RunSQL('CREATE TABLE spare (n integer)', {}),"
    site.migration("app.0002_b", sql.format("migrations.RunSQL.noop"), "app.0001_a")
    site.migration("app.0003_c", "", "app.0002_b")
    squash_by_hand(site, sql.format("'DROP TABLE spare'"))
    found = reverse(project(site).validate().proof)

    assert found.holds
    assert [str(one) for one in found.remarks] == [
        "database taken back to app.0001_a: table spare: 1 column, 0 rows became absent"
    ]


def test_several_squashes_go_back_one_by_one(empty_site):
    """The tables that are left are compared when the later one of an app is gone."""
    site = empty_site("app", "other")
    site.migration("app.0001_a", f"migrations.CreateModel('A', [{ID}]),")
    site.migration("app.0002_b", FIELD.format("AddField", 1), "app.0001_a")
    to_a = "('a', models.ForeignKey('app.A', models.CASCADE))"
    site.migration("other.0001_a", f"migrations.CreateModel('B', [{ID}, {to_a}]),", "app.0002_b")
    site.migration("other.0002_b", "migrations.AlterModelOptions('B', {}),", "other.0001_a")
    site.migration("app.0003_c", "migrations.RunSQL('', ''),", "app.0002_b other.0002_b")
    site.migration("app.0004_d", FIELD.format("AlterField", 2), "app.0003_c")
    squash = project(site).squash()

    assert [file.segment.key.name for file in squash.files] == [
        *("0001_squashed_0002_b", "0001_squashed_0002_b", "0003_squashed_0004_d"),
    ]
    assert squash.proof.holds
    assert reverse(squash.proof).compared == (
        "3 squashes unapplied, the last one first, 3 of them with made-up rows too"
    )
    assert reverse(squash.proof).remarks == ()


def test_a_way_back_that_takes_another_app_s_squash_along_is_told(empty_site):
    """Of that app the original takes back only what needs the point."""
    site = empty_site("app", "other")
    site.migration("app.0001_a", f"migrations.CreateModel('A', [{ID}]),")
    site.migration("app.0002_b", "", "app.0001_a")
    site.migration(
        "other.0001_a",
        f"migrations.CreateModel('B', [{ID}]),\nmigrations.RunPython(lambda apps, _: "
        "apps.get_model('other', 'B').objects.create()),",
    )
    site.migration("other.0002_b", "", "other.0001_a app.0002_b")
    proof = project(site).squash().proof

    assert proof.holds
    assert [str(one) for one in reverse(proof).remarks] == [
        "unapplying to app.zero: works became "
        "RunPython of other.0001_squashed_0002_b has no reverse"
    ]


MOVING = """
def there(apps, _):
    for row in apps.get_model("app", "A").objects.order_by("pk"):
        apps.get_model("app", "B").objects.create(n=row.n)
        row.delete()

def back(apps, _):
    for row in apps.get_model("app", "B").objects.order_by("pk"):
        apps.get_model("app", "A").objects.create(n=row.n)
"""
NUMBERED = "migrations.CreateModel('{}', [" + ID + ", ('n', models.IntegerField())]),"


def move_rows(site, step):
    """Rows move from one table into another, and back; a squash by hand has a step of its own."""
    site.migration("app.0001_a", NUMBERED.format("A"))
    site.migration("app.0002_b", NUMBERED.format("B"), "app.0001_a")
    run = "migrations.RunPython(there, back),"
    site.migration("app.0003_c", run, "app.0002_b", before=MOVING)
    squash_by_hand(site, f"{NUMBERED.format('B')}\n{step}", MOVING)


def test_rows_that_only_the_original_brings_back_are_lost(empty_site):
    """Without rows in the tables nobody can see it."""
    site = empty_site("app")
    move_rows(site, "migrations.RunPython(there, migrations.RunPython.noop),")

    # The four of A, and four that were made up in B.
    assert unequal(site) == [
        (
            "reverse",
            "database with made-up rows taken back to app.0001_a: "
            "rows of app_a: 8 rows became 0 rows",
        )
    ]


def test_a_squash_that_brings_rows_back_is_equal(empty_site):
    site = empty_site("app")
    move_rows(site, "migrations.RunPython(there, back),")
    proof = project(site).validate().proof

    assert proof.holds
    assert reverse(proof) == Check(
        "reverse",
        "1 squash unapplied, the last one first, 1 of them with made-up rows too",
        engine=reverse(proof).engine,
    )


STEP = """
from django.db.models import F

def {}(apps, _):
    apps.get_model("app", "A").objects.update(n={})

"""
TIMES = STEP.format("times", "F('n') * 3") + STEP.format("part", "F('n') / 3")
PLUS = STEP.format("plus", "F('n') + 1") + STEP.format("minus", "F('n') - 1")


def test_a_squash_that_goes_back_in_another_order_is_found_out(empty_site):
    site = empty_site("app")
    site.migration("app.0001_a", NUMBERED.format("A"))
    run = "migrations.RunPython({}),"
    site.migration("app.0002_b", run.format("times, part"), "app.0001_a", before=TIMES)
    site.migration("app.0003_c", run.format("plus, minus"), "app.0002_b", before=PLUS)
    steps = [run.format("times, minus"), run.format("plus, part")]
    squash_by_hand(site, "\n".join(steps), TIMES + PLUS)

    assert unequal(site) == [
        (
            "reverse",
            "database with made-up rows taken back to app.0001_a: rows of app_a: "
            "3 of 4 rows only here: (id=1, n=1); (id=3, n=3); ... became "
            "3 of 4 rows only here: (id=2, n=-1); (id=3, n=2); ...",
        )
    ]


def test_rows_of_another_app_are_looked_at_before_it_goes(empty_site):
    """Both squashes go back to where their apps begin, and in the end there is no table left."""
    site = empty_site("app", "other")
    site.migration("app.0001_a", NUMBERED.format("A"))
    site.migration("app.0002_b", "", "app.0001_a")
    site.migration("other.0001_a", "", "app.0002_b")
    run = "migrations.RunPython({}),"
    site.migration("other.0002_b", run.format("plus, minus"), "other.0001_a", before=PLUS)
    names = [("other", "0001_a"), ("other", "0002_b")]
    site.migration(
        "other.s",
        run.format("plus, migrations.RunPython.noop"),
        "app.0002_b",
        before=PLUS,
        body=f"replaces = {names}",
    )
    replaced = [("app", "0001_a"), ("app", "0002_b")]
    site.migration("app.s", NUMBERED.format("A"), body=f"replaces = {replaced}\ninitial = True")

    assert unequal(site) == [
        (
            "reverse",
            "database with made-up rows taken back to other.zero: rows of app_a: "
            "3 of 4 rows only here: (id=2, n=0); (id=3, n=3); ... became "
            "3 of 4 rows only here: (id=1, n=2); (id=3, n=4); ...",
        )
    ]


def test_rows_that_a_squash_leaves_behind_and_the_original_does_not(empty_site):
    site = empty_site("app")
    seed = "def seed(apps, _):\n    apps.get_model('app', 'A').objects.create(n=500)\n\n"
    clean = "def clean(apps, _):\n    apps.get_model('app', 'A').objects.filter(n=500).delete()"
    site.migration("app.0001_a", NUMBERED.format("A"))
    run = "migrations.RunPython({}),"
    site.migration("app.0002_b", run.format("seed, clean"), "app.0001_a", before=seed + clean)
    site.migration("app.0003_c", "", "app.0002_b")
    squash_by_hand(site, run.format("seed, migrations.RunPython.noop"), seed)
    found = [said for check, said in unequal(site) if check == "reverse"]

    assert found == [
        "database taken back to app.0001_a: rows of app_a: "
        "no row became 1 of 1 row only here: (id=1, n=500)",
        "database with made-up rows taken back to app.0001_a: rows of app_a: "
        "none of 4 rows only here became 1 of 5 rows only here: (id=5, n=500)",
    ]


def test_rows_that_came_late_are_lost_as_others_are(empty_site):
    """The original cannot take rows in its step, and lets them be on its way back."""
    site = empty_site("app")
    code = """
def none(apps, _):
    assert not apps.get_model("app", "A").objects.exists()

def wipe(apps, _):
    apps.get_model("app", "A").objects.all().delete()
"""
    step = "migrations.RunPython(none, {}),"
    site.migration("app.0001_a", f"migrations.CreateModel('A', [{ID}]),")
    noop = step.format("migrations.RunPython.noop")
    site.migration("app.0002_b", noop, "app.0001_a", before=code)
    site.migration("app.0003_c", "", "app.0002_b")
    squash_by_hand(site, step.format("wipe"), code)
    [(check, said)] = unequal(site)

    assert check == "reverse"
    assert said.startswith("database with made-up rows taken back to app.0001_a: rows of app_a: 3")


@pytest.mark.parametrize(
    ("statement", "raised"),
    [
        ("assert not apps.get_model('app', 'A').objects.exists()", "AssertionError"),
        # After an error of the database the connection is of no more use.
        (
            "apps.get_model('app', 'A').objects.create(pk=1)",
            "IntegrityError: UNIQUE constraint failed: app_a.id",
        ),
    ],
)
def test_rows_with_which_the_original_cannot_go_back_are_left_out_and_said(
    empty_site, statement, raised
):
    site = empty_site("app")
    strict = f"def back(apps, _):\n    {statement}"
    site.migration("app.0001_a", f"migrations.CreateModel('A', [{ID}]),")
    run = "migrations.RunPython(lambda *_: None, back),"
    site.migration("app.0002_b", run, "app.0001_a", before=strict)
    squash_by_hand(site, run, strict)
    proof = project(site).validate().proof

    assert proof.holds
    assert reverse(proof).compared == "1 squash unapplied, the last one first"
    said = "unapplying with made-up rows to app.0001_a, which the original cannot either"
    assert f"{said}: {raised}" in proof.not_compared


def not_inside(proof):
    return [one for one in proof.not_compared if "within squashes" in one]


def test_how_many_points_are_no_longer_reached_is_said(steps):
    proof = project(steps).squash().proof

    assert not_inside(proof) == [
        "unapplying to 2 points within squashes: for that the replaced files have to be there"
    ]


def test_of_these_only_those_count_that_were_reached_before(steps):
    """From the fourth migration to the third, and not across it."""
    step = "migrations.RunPython(lambda *_: None),"
    steps.migration("app.0004_d", step, "app.0003_c")
    steps.migration("app.0005_e", "", "app.0004_d")
    proof = project(steps).squash().proof

    assert not_inside(proof) == [
        "unapplying to 1 point within squashes: for that the replaced files have to be there"
    ]


def test_a_cleanup_says_how_many_points_go(steps):
    steps.commit()
    project(steps).squash().write()
    steps.commit()
    steps.manage("migrate")

    assert not_inside(project(steps).cleanup().proof) == [
        "unapplying to 2 points within squashes, whose files go"
    ]


def test_with_the_replaced_files_a_database_still_goes_back_to_a_point_within(steps):
    steps.commit()
    project(steps).squash().write()
    steps.manage("migrate")
    steps.manage("migrate", "app", "0002_b")

    assert "[X] 0002_b" in steps.manage("showmigrations", "app")
    assert "[ ] 0003_c" in steps.manage("showmigrations", "app")


def test_a_squash_of_another_app_that_goes_along_is_no_loss(empty_site):
    """The original takes back its last migration alone."""
    site = empty_site("app", "other")
    site.migration("app.0001_a", f"migrations.CreateModel('A', [{ID}]),")
    site.migration("app.0002_b", "", "app.0001_a")
    site.migration("app.0003_c", "", "app.0002_b")
    site.migration("other.0001_a", f"migrations.CreateModel('B', [{ID}]),")
    noop = "migrations.RunPython(migrations.RunPython.noop),"
    site.migration("other.0002_b", noop, "other.0001_a")
    site.migration("other.0003_c", "", "other.0002_b app.0003_c")
    squash_by_hand(site, "")
    names = [
        ("other", f"000{number}_{letter}") for number, letter in ((1, "a"), (2, "b"), (3, "c"))
    ]
    site.migration(
        "other.s",
        f"migrations.CreateModel('B', [{ID}]),",
        "app.0003_c",
        body=f"replaces = {names}\ninitial = True",
    )
    proof = project(site).validate().proof

    assert proof.holds
    assert [str(one) for one in reverse(proof).remarks] == [
        "database taken back to app.0001_a: table other_b: 1 column, 0 rows became absent",
        "database with made-up rows taken back to app.0001_a: "
        "table other_b: 1 column, 3 rows became absent",
    ]

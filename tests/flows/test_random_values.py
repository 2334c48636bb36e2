"""Values that the original makes anew on each database, and squashes that do not."""

import pytest

from tests.byhand import squash_by_hand, unequal
from tests.projects import ID

TOKENS = """
import uuid

def give(apps, _):
    for one in apps.get_model("app", "A").objects.all():
        one.token = uuid.uuid4()
        one.save()
"""


@pytest.mark.parametrize(
    ("operations", "after"),
    [
        ("", "3 of 3 rows only here: (id=1, token=''); (id=2, token=''); ..."),
        (
            "migrations.RunPython(lambda apps, _: apps.get_model('app', 'A').objects.update("
            "token='one-for-all-and-as-long-as-each-of-them.'), migrations.RunPython.noop),",
            "3 of 3 rows only here: ",
        ),
    ],
)
def test_a_squash_by_hand_without_its_random_tokens_is_found_out(empty_site, operations, after):
    """Each run gives others, so that no two databases have the same."""
    site = empty_site("app")
    site.migration("app.0001_a", f"migrations.CreateModel('A', [{ID}]),")
    token = "migrations.AddField('A', 'token', models.CharField(max_length=40, default='')),"
    site.migration("app.0002_b", token, "app.0001_a")
    step = "migrations.RunPython(give, migrations.RunPython.noop),"
    site.migration("app.0003_c", step, "app.0002_b", before=TOKENS)
    squash_by_hand(site, f"{token}\n{operations}")
    [(check, difference)] = unequal(site)

    assert check == "upgrade"
    assert difference.startswith("database with rows before app.s: rows of app_a: 3 of 3 rows ")
    assert after in difference


SEED = """
import uuid

def seed(apps, _):
    apps.get_model("app", "A").objects.create(token={!r})

def give(apps, _):
    for one in apps.get_model("app", "A").objects.filter(token=""):
        one.token = uuid.uuid4()
        one.save()
"""


def test_what_is_random_in_made_up_rows_is_not_so_in_an_empty_database(empty_site):
    """There no row has an empty token, so that each value is a constant."""
    site = empty_site("app")
    table = f"migrations.CreateModel('A', [{ID}, ('token', models.TextField(blank=True))]),"
    site.migration("app.0001_a", table)
    runs = [
        f"migrations.RunPython({name}, migrations.RunPython.noop)," for name in ("seed", "give")
    ]
    site.migration("app.0002_b", runs[0], "app.0001_a", before=SEED.format("ADMIN"))
    site.migration("app.0003_c", runs[1], "app.0002_b", before=SEED.format(""))
    squash_by_hand(site, "\n".join(runs), before=SEED.format("WRONG"))

    assert (
        "rows",
        "rows of app_a: 1 of 1 row only here: (id=1, token='ADMIN') became "
        "1 of 1 row only here: (id=1, token='WRONG')",
    ) in unequal(site)


SECRET = """
import uuid

def give(apps, _):
    apps.get_model("app", "A").objects.create(token=uuid.uuid4())
"""
FROZEN = "0b1f6c9e-5c6d-4b0b-8a51-6f1fbb7d4c11"


def with_a_secret(site, code):
    """A row that gets a random token on every database, and a squash of it by hand."""
    token = "models.CharField(max_length=40)"
    table = f"migrations.CreateModel('A', [{ID}, ('token', {token})]),"
    step = "migrations.RunPython(give, migrations.RunPython.noop),"
    site.migration("app.0001_a", table)
    site.migration("app.0002_b", step, "app.0001_a", before=SECRET)
    squash_by_hand(site, step, before=code)


def test_a_random_token_that_a_squash_by_hand_has_as_a_text_is_found_out(empty_site):
    """It is as long as others, and one alone is never there twice: but every database has it."""
    site = empty_site("app")
    with_a_secret(site, SECRET.replace("uuid.uuid4()", repr(FROZEN)))

    assert unequal(site) == [
        (
            "upgrade",
            f"{database}: values of app_a.token: other in each run became '{FROZEN}' in each run",
        )
        for database in ("database after a cleanup", "database with rows before app.s")
    ]


def test_a_random_token_that_a_squash_makes_anew_is_fine(empty_site):
    site = empty_site("app")
    with_a_secret(site, SECRET)
    assert unequal(site) == []


HASHES = TOKENS.replace("uuid.uuid4()", "uuid.uuid5(uuid.NAMESPACE_DNS, str(one.pk))")


def test_a_token_of_each_row_that_is_the_same_on_every_database_is_found_out(empty_site):
    """Where there are no rows at first nobody can see it."""
    site = empty_site("app")
    token = "('token', models.CharField(max_length=40, default=''))"
    site.migration("app.0001_a", f"migrations.CreateModel('A', [{ID}, {token}]),")
    step = "migrations.RunPython(give, migrations.RunPython.noop),"
    site.migration("app.0002_b", step, "app.0001_a", before=TOKENS)
    squash_by_hand(site, step, before=HASHES)
    [(check, difference)] = unequal(site)

    said = "database with rows before app.s: values of app_a.token: other in each run became '"
    assert (check, difference.startswith(said)) == ("upgrade", True)

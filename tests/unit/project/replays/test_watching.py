"""What is noted of data steps while a history runs."""

import pytest

from squashkit.model.steps import Seen
from squashkit.project.process import ProjectProcess
from squashkit.project.protocol import Migrate, View
from squashkit.project.replays.watching import NUMBERS
from tests.builders import key

LAST = key("shop.0003_name")


@pytest.fixture
def seen(site, tmp_path):
    """Put operations into the last migration of the shop, and run all of it."""

    def watch(operations, before="", *, watched=True):
        site.migration("shop.0003_name", operations, "shop.0002_price", before=before)
        process = ProjectProcess(site.root, "settings")
        done = process.migrate(Migrate(View(), watch=watched), tmp_path / "x.sqlite3")
        assert done.error == ""
        return [(one.index, one.rows, one.schema) for one in done.seen]

    return watch


def python(body):
    """A migration's operation, and the function that it runs."""
    return "migrations.RunPython(step),", f"def step(apps, schema_editor):\n    {body}"


def test_nothing_is_noted_unless_it_is_asked_for(seen):
    assert seen("migrations.RunSQL('SELECT 1'),", watched=False) == []


def test_changes_of_models_are_no_steps(seen):
    assert seen("migrations.AddField('Item', 'x', models.IntegerField(null=True)),") == []


def test_each_step_has_its_place(seen):
    steps = "migrations.RunSQL('SELECT 1'),\nmigrations.RunSQL(''),\n"
    assert seen(f"migrations.AlterModelOptions('Item', {{}}),\n{steps}") == [
        (1, 0, False),
        (2, 0, False),
    ]


@pytest.mark.parametrize(
    ("body", "rows"),
    [
        ("pass", 0),
        ("list(apps.get_model('shop', 'Item').objects.all())", 0),
        ("apps.get_model('shop', 'Item').objects.update(price=1)", 0),
        ("apps.get_model('shop', 'Item').objects.all().delete()", 0),
        ("apps.get_model('shop', 'Item').objects.create(price=1)", 1),
        ("apps.get_model('shop', 'Item').objects.get_or_create(price=1)", 1),
        ("o = apps.get_model('shop', 'Item').objects; o.bulk_create([o.model(price=1)] * 3)", 3),
    ],
)
def test_rows_of_code(seen, body, rows):
    [(_, found, schema)] = seen(*python(body))

    assert (bool(found), schema) == (bool(rows), False)


@pytest.mark.parametrize(
    ("statement", "rows", "schema"),
    [
        ("SELECT * FROM shop_item", 0, False),
        ("UPDATE shop_item SET price = 2", 0, False),
        ("INSERT INTO shop_item (price) VALUES (1)", 1, False),
        ("INSERT INTO shop_item (price) SELECT price FROM shop_item", 1, False),
        ("INSERT INTO shop_item (price) VALUES (1); UPDATE shop_item SET price = 2", 2, False),
        ("INSERT INTO shop_item (price) VALUES (1); DELETE FROM shop_item", 2, False),
        ("insert\\ninto shop_item (price) values (1)", 1, False),
        ("-- one more\\nINSERT INTO shop_item (price) VALUES (1)", 1, False),
        ("/* one */ INSERT INTO shop_item (price) VALUES (1)", 1, False),
        ("CREATE INDEX i ON shop_item (price)", 0, True),
        ("create\\nview v as select 1", 0, True),
        ("-- a view\\nCREATE VIEW v AS SELECT 1", 0, True),
    ],
)
def test_sql(seen, statement, rows, schema):
    listed = statement.replace("; ", "', '")  # a text would lose its comments
    assert seen(f"migrations.RunSQL(['{listed}']),") == [(0, rows, schema)]


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT setval('author_id_seq', 1)",
        "ALTER SEQUENCE author_id_seq RESTART 5",
        "alter table author alter column id restart\n  with 5",
        "TRUNCATE author RESTART IDENTITY",
        "ALTER TABLE author AUTO_INCREMENT = 77",
        "CREATE TABLE author (id integer AUTO_INCREMENT PRIMARY KEY) auto_increment 77",
        "UPDATE sqlite_sequence SET seq = 7",
    ],
)
def test_a_number_that_a_table_goes_on_with(statement):
    assert NUMBERS.search(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT nextval('author_id_seq')",
        "CREATE TABLE author (id integer AUTO_INCREMENT PRIMARY KEY)",
        "UPDATE job SET restart = 1",
        "INSERT INTO job VALUES ('restart')",
    ],
)
def test_no_such_number(statement):
    assert not NUMBERS.search(statement)


def test_one_object_in_two_migrations(site, tmp_path):
    site.write(
        "shop/steps.py",
        """\
        from django.db import migrations
        SQL = migrations.RunSQL("UPDATE shop_item SET price = 1")
    """,
    )
    for number, after in ((4, "0003_name"), (5, "0004_sql")):
        site.migration(
            f"shop.000{number}_sql",
            "SQL, SQL,",
            f"shop.{after}",
            before="from shop.steps import SQL",
        )
    found = ProjectProcess(site.root, "settings").migrate(
        Migrate(View(), watch=True), str(tmp_path / "x.sqlite3")
    )
    places = [(str(one.key), one.index, one.rows) for one in found.seen]

    assert found.error == ""
    assert places == [
        ("shop.0004_sql", 0, 0),
        ("shop.0004_sql", 1, 0),
        ("shop.0005_sql", 0, 0),
        ("shop.0005_sql", 1, 0),
    ]


def test_a_step_within_another_operation(seen):
    inner = "migrations.RunSQL('INSERT INTO shop_item (price) VALUES (1)')"

    assert seen(f"migrations.SeparateDatabaseAndState([{inner}]),") == [(0, 1, False)]


def test_code_that_raises_ends_it(site, tmp_path):
    operation, before = python("1 / 0")
    site.migration("shop.0003_name", operation, "shop.0002_price", before=before)
    process = ProjectProcess(site.root, "settings")
    done = process.migrate(Migrate(View(), watch=True), tmp_path / "x.sqlite3")

    assert (done.failed, done.seen) == (str(LAST), ())


def test_the_whole_of_what_is_noted(site, tmp_path):
    sql = "UPDATE sqlite_sequence SET seq = 7 WHERE name = 'shop_item'"
    site.migration("shop.0003_name", f'migrations.RunSQL("{sql}"),', "shop.0002_price")
    process = ProjectProcess(site.root, "settings")
    done = process.migrate(Migrate(View(), watch=True), tmp_path / "x.sqlite3")

    assert done.seen == (Seen(LAST, 0, "RunSQL", 1, rows=1, schema=False, numbers=True),)

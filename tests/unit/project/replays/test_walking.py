"""A database that goes through its migrations one at a time, and what is put into its tables."""

import sqlite3
from contextlib import closing

import pytest
from django.db import models

from squashkit.model.keys import MigrationKey
from squashkit.project.process import ProjectProcess
from squashkit.project.protocol import Fill, Filled, Limit, Rows, View, Walk
from tests.builders import keys
from tests.projects import ID

ORDER = keys("shop.0001_initial shop.0002_price shop.0003_name")
NOW = View()
NEVER = MigrationKey("app", "9999_z")
ONE = Rows(("app",), {"app_a": Limit(1, (NEVER,))})


@pytest.fixture
def process(site):
    return ProjectProcess(site.root, "settings")


def rows(database, table):
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(f"SELECT * FROM {table}").fetchall()


def walked(site, order, database, **parts):
    process = ProjectProcess(site.root, "settings")
    return process.walk(Walk(NOW, NOW, keys(order), **parts), str(database))


def test_a_row_meets_what_comes_after_it(process, tmp_path):
    database = str(tmp_path / "x.sqlite3")
    one = {"shop_item": Limit(1, (NEVER,))}
    found = process.walk(Walk(NOW, NOW, ORDER, rows=Rows(("shop",), one)), database)

    assert (found.migrated.error, found.migrated.statements) == ("", ())
    assert found.filled == Filled(1, (), {"shop_item": ("shop_item",)}, one)
    # The fields came later, with their defaults.
    assert rows(database, "shop_item") == [(1, 3, "")]


def test_another_row_has_as_little_as_its_fields_allow(empty_site, tmp_path):
    site = empty_site("app")
    fields = "('n', models.IntegerField(null=True)), ('t', models.TextField(blank=True)), "
    fields += "('b', models.BooleanField()), ('u', models.CharField(max_length=9, unique=True))"
    site.migration("app.0001_a", f"migrations.CreateModel('A', [{ID}, {fields}]),")
    walked(site, "app.0001_a", tmp_path / "x", rows=Rows(("app",)))

    assert rows(tmp_path / "x", "app_a")[:3] == [
        (1, 1, "2", 1, "4"),
        (2, None, "", 0, "5"),
        (3, 3, "4", 1, "6"),
    ]


def test_more_rows_are_like_the_first_or_have_several_words(empty_site, tmp_path):
    """And those after the plain ones belong to each other, as trees do."""
    site = empty_site("app")
    text, up = "models.CharField(max_length=9", "('up', models.ForeignKey('self', models.CASCADE"
    fields = f"('t', {text})), ('u', {text}, unique=True)), {up}, null=True))"
    site.migration("app.0001_a", f"migrations.CreateModel('A', [{ID}, {fields}]),")
    walked(site, "app.0001_a", tmp_path / "x", rows=Rows(("app",), asked=(("t", "x"),)))

    assert rows(tmp_path / "x", "app_a")[2:] == [
        (3, "3", "4", None),
        (4, "1", "14", 3),
        (5, "Ab c-0", "Ab c-1", 4),
        (6, "x", "16", 5),
    ]


def test_another_row_belongs_to_what_the_first_one_belongs_to(empty_site, tmp_path):
    """Also where no two may be alike, as in the table of a many-to-many relation."""
    site = empty_site("app")
    many = "('many', models.ManyToManyField('app.B'))"
    models = f"migrations.CreateModel('B', [{ID}]), migrations.CreateModel('A', [{ID}, {many}]),"
    site.migration("app.0001_a", models)
    walked(site, "app.0001_a", tmp_path / "x", rows=Rows(("app",)))

    pairs = [pair for _, *pair in rows(tmp_path / "x", "app_a_many")]
    assert pairs == [[1, 1], [2, 2], [3, 3], [1, 3]]


def test_no_more_than_plain_rows_of_what_has_nothing_but_a_key(empty_site, tmp_path):
    site = empty_site("app")
    site.migration("app.0001_a", f"migrations.CreateModel('A', [{ID}]),")
    found = walked(site, "app.0001_a", tmp_path / "x", rows=Rows(("app",), asked=(("t", "x"),)))

    assert (found.filled.made, rows(tmp_path / "x", "app_a")) == (3, [(1,), (2,), (3,)])


@pytest.mark.parametrize(
    ("asked", "more"),
    [
        ([("n", 7), ("t", "x")], [(5, 7, "x", 3)]),
        ([("N", 7), ("other_id", 99)], [(5, 7, "15", 3)]),
        ([("n", "none"), ("t", "too long"), ("t", "x"), ("z", "x")], [(5, 14, "x", 3)]),
        ([("n", 7), ("t", "2")], [(5, 7, "15", 3)]),  # one has that text already
    ],
    ids=["together", "keys", "impossible", "apart"],
)
def test_rows_with_values_that_steps_ask_for(empty_site, tmp_path, asked, more):
    site = empty_site("app")
    other = "('other', models.ForeignKey('app.B', models.CASCADE, null=True))"
    fields = "('n', models.IntegerField()), ('t', models.CharField(max_length=5, unique=True))"
    site.migration(
        "app.0001_a",
        f"migrations.CreateModel('B', [{ID}]),"
        f"migrations.CreateModel('A', [{ID}, {fields}, {other}]),",
    )
    database = tmp_path / "x"
    walked(site, "app.0001_a", database, rows=Rows(("app",), asked=tuple(asked)))

    assert rows(database, "app_a")[4:] == more


@pytest.mark.parametrize("utc", [True, False])
def test_moments_that_steps_ask_for(empty_site, tmp_path, utc):
    site = empty_site("app", settings=f"USE_TZ = {utc}")
    site.migration(
        "app.0001_a", f"migrations.CreateModel('A', [{ID}, ('on', models.DateTimeField())]),"
    )
    asked = (("on", "2020-01-02"), ("on", "2020-01-02T03:00:00"))
    walked(site, "app.0001_a", tmp_path / "x", rows=Rows(("app",), asked=asked))

    assert [on for _, on in rows(tmp_path / "x", "app_a")][-2:] == [
        "2020-01-02 00:00:00",
        "2020-01-02 03:00:00",
    ]


def test_rows_with_each_choice(empty_site, tmp_path):
    """What steps do by a table of their own, as `MAP[one.kind]`, is done with all of them."""
    site = empty_site("app")
    choices = [("More", [("b", "B"), ("c", "C")]), ("d", "D")]
    kind = f"('kind', models.CharField(max_length=1, choices={[('a', 'A'), *choices]}))"
    site.migration("app.0001_a", f"migrations.CreateModel('A', [{ID}, {kind}]),")
    walked(site, "app.0001_a", tmp_path / "x", rows=Rows(("app",), asked=(("kind", "c"),)))

    assert [kind for _, kind in rows(tmp_path / "x", "app_a")] == list("adaabc")


OTHER = "('other', models.ForeignKey('other.B', models.CASCADE, null=True))"


@pytest.mark.parametrize(
    ("apps", "limits", "made"),
    [
        (("app", "other"), {}, [(1, "1"), (2, "2"), (3, "3"), (4, "Ab c-0"), (5, "staff")]),
        (("app",), {}, [(1, "1"), (2, "2"), (3, "3")]),
        (("app", "other"), {"other_b": Limit(3, (NEVER,))}, [(1, "1"), (2, "2"), (3, "3")]),
        (("app", "other"), {"other_b": Limit(1, (NEVER,))}, [(1, "1")]),
        (("app", "other"), {"other_b": Limit(0, (NEVER,))}, []),
    ],
    ids=["all", "of others", "plain", "one", "none"],
)
def test_only_tables_of_these_apps_that_have_all_rows_have_some_that_steps_ask_for(
    empty_site, tmp_path, apps, limits, made
):
    """A step may make the one that it asks for itself."""
    site = empty_site("app", "other")
    name = "('name', models.CharField(max_length=9, unique=True))"
    site.migration("other.0001_a", f"migrations.CreateModel('B', [{ID}, {name}]),")
    site.migration("app.0001_a", f"migrations.CreateModel('A', [{ID}, {OTHER}]),", "other.0001_a")
    order, database = "other.0001_a app.0001_a", tmp_path / "x"
    walked(site, order, database, rows=Rows(apps, limits, (("name", "staff"),)))

    assert rows(database, "other_b") == made
    assert len(rows(database, "app_a")) == 4


@pytest.fixture
def renamed(empty_site):
    """A table that gets another name, and then a field."""
    site = empty_site("app")
    site.migration("app.0001_a", f"migrations.CreateModel('A', [{ID}]),")
    site.migration("app.0002_b", "migrations.RenameModel('A', 'B'),", "app.0001_a")
    field = "migrations.AddField('B', 't', models.TextField(default='-')),"
    site.migration("app.0003_c", field, "app.0002_b")
    return site


RENAMED = "app.0001_a app.0002_b app.0003_c"


def test_a_renamed_table_is_known_by_the_name_it_had_when_it_got_rows(renamed, tmp_path):
    found = walked(renamed, RENAMED, tmp_path / "x", rows=Rows(("app",)))

    assert found.filled == Filled(3, (), {"app_a": ("app_a",), "app_b": ("app_a",)})


@pytest.mark.parametrize("most", [0, 1])
@pytest.mark.parametrize(
    ("until", "waits"),
    [("app.0001_a", 0), ("app.0002_b", 1), ("app.0003_c", 2), ("app.0001_a app.0003_c", 2)],
)
def test_a_table_has_so_many_rows_until_migrations_have_run_and_the_others_later(
    renamed, tmp_path, most, until, waits
):
    limit, order = Limit(most, keys(until)), keys(RENAMED)
    asked = Rows(("app",), {"app_a": limit})
    process = ProjectProcess(renamed.root, "settings")

    def made(ran):
        way = Walk(NOW, NOW, order[:ran], rows=asked, to_the_end=False)
        return process.walk(way, str(tmp_path / str(ran))).filled

    found = [made(ran) for ran in (1, 2, 3)]
    # The last one adds a field, so that more rows than the plain ones make a difference.
    every = 5 if "app.0003_c" in until else 3
    assert [one.made for one in found] == [most] * waits + [every] * (3 - waits)
    assert found[-1].limits == {"app_a": limit, "app_b": limit}


def test_what_never_runs_limits_nothing(renamed, tmp_path):
    asked = Rows(("app",), {"app_a": Limit(0, keys("app.0002_b app.0003_c"))})
    missing = keys("app.0003_c")
    parts = {"rows": asked.without(missing), "missing": missing, "to_the_end": False}

    assert walked(renamed, RENAMED, tmp_path / "x", **parts).filled.made == 3


RAISES = """
def step(apps, _):
    assert apps.get_model("app", "{}").objects.count() < {}

"""


@pytest.fixture
def raising(empty_site):
    """Tables `a` and, with a key of it, `b`; a second migration that raises with rows in one."""

    def made(most, table="A", deletes="CASCADE"):
        site = empty_site("app")
        up = f"('up', models.ForeignKey('app.A', models.{deletes}))"
        tables = f"migrations.CreateModel('A', [{ID}]), migrations.CreateModel('B', [{ID}, {up}]),"
        site.migration("app.0001_a", tables)
        add = "migrations.AddField('A', 'n', models.IntegerField(default=1)),"
        run = f"{add} migrations.RunPython(step),"
        site.migration("app.0002_b", run, "app.0001_a", before=RAISES.format(table, most))
        return site

    return made


ORDER_OF_RAISING = "app.0001_a app.0002_b"


@pytest.mark.parametrize(("table", "left"), [("B", (3, 4)), ("A", (4, 2))])
def test_a_migration_that_raises_goes_on_with_fewer_rows(raising, tmp_path, table, left):
    """And the others come when it has run, but for those that were deleted with the rows."""
    asked = {"rows": Rows(("app",)), "lowering": True}
    found = walked(raising(2, table), ORDER_OF_RAISING, tmp_path / "x", **asked)

    limits = [one.limits[f"app_{table.lower()}"] for one in found.lowered]
    assert (found.migrated.error, limits[-1]) == ("", Limit(1, keys("app.0002_b")))
    assert tuple(len(rows(tmp_path / "x", name)) for name in ("app_a", "app_b")) == left


def test_a_migration_that_raises_with_no_row_as_well(raising, tmp_path):
    asked = {"rows": Rows(("app",)), "lowering": True}
    found = walked(raising(0), ORDER_OF_RAISING, tmp_path / "x", **asked)

    assert (found.migrated.failed, len(found.lowered)) == ("app.0002_b", 2)


@pytest.mark.parametrize(("deletes", "asked"), [("PROTECT", {"lowering": True}), ("CASCADE", {})])
def test_where_rows_cannot_or_are_not_to_go_it_raises(raising, tmp_path, deletes, asked):
    site = raising(2, deletes=deletes)
    found = walked(site, ORDER_OF_RAISING, tmp_path / "x", rows=Rows(("app",)), **asked)

    assert (found.migrated.failed, found.lowered) == ("app.0002_b", ())


def test_a_new_table_is_no_renamed_one(renamed, tmp_path):
    """Where one has come with the rows of that which is gone, another one is new."""
    model = f"migrations.CreateModel('N', [{ID}]),"
    renamed.migration("app.0002_b", f"migrations.RenameModel('A', 'B'), {model}", "app.0001_a")
    one = Limit(1, (NEVER,))
    found = walked(renamed, RENAMED, tmp_path / "x", rows=Rows(("app",), {"app_a": one}))

    assert found.filled.limits == {"app_a": one, "app_b": one}
    assert len(rows(tmp_path / "x", "app_n")) == 3


def test_a_table_that_is_not_managed_is_no_renamed_one(empty_site, tmp_path):
    site = empty_site("app")
    site.migration("app.0001_a", f"migrations.CreateModel('A', [{ID}]),")
    view = f"migrations.CreateModel('V', [{ID}], options={{'managed': False}}),"
    site.migration("app.0002_b", f"migrations.DeleteModel('A'), {view}", "app.0001_a")
    found = walked(site, "app.0001_a app.0002_b", tmp_path / "x", rows=Rows(("app",)))

    assert (found.migrated.error, found.filled.bare) == ("", ("app_v",))


def test_rows_wait_for_a_migration_of_another_app_and_others_for_them(empty_site, tmp_path):
    site = empty_site("app", "other")
    up = "('up', models.ForeignKey('app.A', models.CASCADE))"
    models = f"migrations.CreateModel('A', [{ID}]), migrations.CreateModel('C', [{ID}, {up}]),"
    site.migration("app.0001_a", models)
    site.migration("other.0001_a", f"migrations.CreateModel('B', [{ID}]),", "app.0001_a")
    limits = {"app_a": Limit(0, keys("other.0001_a"))}
    order, database = "app.0001_a other.0001_a", tmp_path / "x"
    found = walked(site, order, database, rows=Rows(("app",), limits))

    assert len(rows(database, "app_a")) == 3
    assert rows(database, "app_c") == [(1, 1), (2, 2), (3, 3), (4, 1)]
    assert found.filled.bare == ()


def test_rows_stay_where_one_that_refers_to_them_cannot_be_made(empty_site, tmp_path):
    site = empty_site("app")
    up = "('up', models.ForeignKey('app.{}', models.CASCADE))"
    other = up.format("B").replace("up", "other")
    site.migration(
        "app.0001_a",
        f"migrations.CreateModel('B', [{ID}]), "
        f"migrations.CreateModel('A', [{ID}, {up.format('A')}, {other}]),",
    )
    found = walked(site, "app.0001_a", tmp_path / "x", rows=Rows(("app",)))

    assert (found.filled.made, found.filled.bare) == (3, ("app_a",))
    assert len(rows(tmp_path / "x", "app_b")) == 3


def test_rows_are_the_same_in_each_process(empty_site, tmp_path, monkeypatch):
    """Also of tables that refer to each other, of which one has to come first."""
    site = empty_site("app")
    names = "ABCDEF"
    models = "".join(f"migrations.CreateModel('{name}', [{ID}])," for name in names)
    field = (
        "migrations.AddField('{}', 'up', models.ForeignKey('app.{}', models.CASCADE, null=True)),"
    )
    ring = "".join(map(field.format, names, names[1:] + names[0]))
    site.migration("app.0001_a", models + ring)

    def made(seed):
        monkeypatch.setenv("PYTHONHASHSEED", seed)
        walked(site, "app.0001_a", tmp_path / seed, rows=Rows(("app",)))
        return [rows(tmp_path / seed, f"app_{name}") for name in names.lower()]

    assert made("1") == made("2") == made("3")


def test_a_table_that_was_gone_gets_rows_again(empty_site, tmp_path):
    site = empty_site("app")
    site.migration("app.0001_a", f"migrations.CreateModel('A', [{ID}]),")
    site.migration("app.0002_b", "migrations.DeleteModel('A'),", "app.0001_a")
    site.migration("app.0003_c", f"migrations.CreateModel('A', [{ID}]),", "app.0002_b")
    found = walked(site, RENAMED, tmp_path / "x", rows=Rows(("app",)))

    assert (found.filled.made, len(rows(tmp_path / "x", "app_a"))) == (6, 3)


def test_a_limit_counts_the_rows_that_are_there(renamed, tmp_path):
    process, database = ProjectProcess(renamed.root, "settings"), str(tmp_path / "x")
    process.walk(Walk(NOW, NOW, keys(RENAMED)), database)
    limit = Limit(1, (NEVER,))

    asked = Fill(NOW, Rows(("app",), {"app_b": limit}))
    assert [process.fill(asked, database).made for _ in range(2)] == [1, 0]
    asked = Fill(NOW, Rows(("app",), {"app_b": Limit(1, keys("app.0003_c"))}))
    assert process.fill(asked, database).made == 5


def test_the_statements_of_what_raises_are_known_the_last_one_first(empty_site, tmp_path):
    site = empty_site("app")
    site.migration("app.0001_a", f"migrations.CreateModel('A', [{ID}]),")
    step = """
from django.db.transaction import atomic

def step(apps, editor):
    for one in (1, 2, 1):
        editor.execute(f"SELECT {one}")
    for _ in range(200):
        with atomic():
            editor.execute("SELECT 1")
    raise ValueError
"""
    site.migration("app.0002_b", "migrations.RunPython(step),", "app.0001_a", before=step)
    found = walked(site, "app.0001_a app.0002_b", tmp_path / "x").migrated

    selects = [one for one in found.statements if one.startswith("SELECT")]
    assert selects == ["SELECT 1", "SELECT 2"]


def test_what_broke_a_transaction_is_named_and_not_that_it_is_broken(empty_site, tmp_path):
    """On SQLite keys are checked at the end, although an exception is on its way."""
    site = empty_site("app")
    name = "('name', models.CharField(max_length=9, unique=True))"
    site.migration("app.0001_a", f"migrations.CreateModel('A', [{ID}, {name}]),")
    twice = """
def twice(apps, _):
    for _ in range(2):
        apps.get_model("app", "A").objects.create(name="staff")
"""
    site.migration("app.0002_b", "migrations.RunPython(twice),", "app.0001_a", before=twice)
    found = walked(site, "app.0001_a app.0002_b", tmp_path / "x").migrated

    assert (found.failed, found.line) == ("app.0002_b", 7)
    assert found.error == "IntegrityError: UNIQUE constraint failed: app_a.name"


def test_statements_of_a_migration_that_has_run_are_none_of_what_raises_later(empty_site, tmp_path):
    signal = """
from django.db.models.signals import post_migrate

class Config(AppConfig):
    name = 'app'

    def ready(self):
        post_migrate.connect(lambda **_: 1 / 0, weak=False)
"""
    site = empty_site("app")
    site.write("app/apps.py", f"from django.apps import AppConfig\n{signal}")
    site.migration("app.0001_a", f"migrations.CreateModel('A', [{ID}]),")
    found = walked(site, "app.0001_a", tmp_path / "x").migrated

    assert (found.failed, found.statements) == ("migrate", ())


def test_nothing_is_made_up_where_nobody_asks(process, tmp_path):
    database = str(tmp_path / "x.sqlite3")

    assert process.walk(Walk(NOW, NOW, ORDER), database).filled == Filled()
    assert rows(database, "shop_item") == []


def test_what_is_missing_is_left_out_with_what_needs_it(process, tmp_path):
    database = str(tmp_path / "x.sqlite3")
    process.walk(Walk(NOW, NOW, ORDER, missing=ORDER[1:2], to_the_end=False), database)

    assert [name for _, _, name, _ in rows(database, "django_migrations")] == ["0001_initial"]


def test_what_raises_is_named_with_its_line(empty_site, tmp_path):
    site = empty_site("app")
    site.migration("app.0001_a", f"migrations.CreateModel('A', [{ID}]),")
    site.migration("app.0002_b", "migrations.RunPython(lambda *_: 1 / 0),", "app.0001_a")
    found = walked(site, "app.0001_a app.0002_b", tmp_path / "x").migrated

    assert (found.failed, found.line) == ("app.0002_b", 10)
    assert found.error == "ZeroDivisionError: division by zero"


def test_what_django_would_not_run_by_itself_is_no_step(empty_site, tmp_path):
    """With nothing applied the squash runs as a whole."""
    site = empty_site("app")
    site.migration("app.0001_a", f"migrations.CreateModel('A', [{ID}]),")
    site.migration(
        "app.0001_s",
        f"migrations.CreateModel('A', [{ID}]),",
        body="replaces = [('app', '0001_a')]",
    )
    found = walked(site, "app.0001_a", tmp_path / "x", inside=keys("app.0001_a")).migrated

    assert found.error == "migrate would run app.0001_s here"


FIELDS = {
    "flag": "models.BooleanField()",
    "kind": "models.CharField(max_length=1, choices=[('a', 'A')])",
    "short": "models.SlugField(max_length=3)",
    "price": "models.DecimalField(max_digits=2, decimal_places=2)",
    "day": "models.DateField()",
    "moment": "models.DateTimeField()",
    "many": "models.JSONField()",
    "key": "models.UUIDField()",
    "own": "Percent()",
    "up": "models.ForeignKey('self', models.CASCADE, null=True)",
    "user": "models.OneToOneField('auth.User', models.CASCADE)",
    "spare": "models.GenericIPAddressField(null=True)",
}
PERCENT = "class Percent(models.PositiveIntegerField):\n    pass"
AUTH = "INSTALLED_APPS += ['django.contrib.auth', 'django.contrib.contenttypes']"


def test_values_follow_the_kind_of_the_field(empty_site, tmp_path):
    site = empty_site("app", settings=AUTH)
    fields = ", ".join(f"('{name}', {field})" for name, field in FIELDS.items())
    create = f"migrations.CreateModel('A', [{ID}, {fields}]),"
    site.migration(
        "app.0001_a", create, "auth.0012_alter_user_first_name_max_length", before=PERCENT
    )
    done = walked(site, f"{_auth(site)} app.0001_a", tmp_path / "x", rows=ONE)

    assert (done.migrated.error, done.filled.made) == ("", 4)  # users as well
    [(_, *values)] = rows(tmp_path / "x", "app_a")
    assert values == [
        *(1, "a", "3", 0.04, "2001-02-05", "2001-02-03 04:05:06", '{"number": 7}'),
        *("00000000000000000000000000000008", 9, None, 1, "192.0.2.3"),
    ]


LIST = """
class List(models.TextField):
    def get_prep_value(self, value):
        if not isinstance(value, list):
            raise TypeError("no list")
        return ";".join(value)
"""


def test_a_field_that_takes_no_such_value_has_its_default(empty_site, tmp_path):
    site = empty_site("app")
    field = "('many', List(default=['a', 'b']))"
    site.migration("app.0001_a", f"migrations.CreateModel('A', [{ID}, {field}]),", before=LIST)
    walked(site, "app.0001_a", tmp_path / "x", rows=ONE)

    assert rows(tmp_path / "x", "app_a") == [(1, "a;b")]


def _auth(site):
    plan = site.manage("showmigrations", "--plan")
    return " ".join(line.split()[-1] for line in plan.splitlines() if "app.0001" not in line)


def test_a_table_that_takes_no_row_is_named(empty_site, tmp_path):
    site = empty_site("app")
    first = "('up', models.ForeignKey('self', models.CASCADE))"
    site.migration("app.0001_a", f"migrations.CreateModel('A', [{ID}, {first}]),")
    found = walked(site, "app.0001_a", tmp_path / "x", rows=ONE)

    assert (found.migrated.error, found.filled) == ("", Filled(bare=("app_a",), limits=ONE.limits))


def test_a_table_with_a_key_of_several_columns_gets_rows(empty_site, tmp_path):
    if not hasattr(models, "CompositePrimaryKey"):
        pytest.skip("this Django has no such keys")
    site = empty_site("app")
    fields = "('t', models.IntegerField()), ('n', models.IntegerField())"
    site.migration(
        "app.0001_a",
        f"migrations.CreateModel('A', [('pk', models.CompositePrimaryKey('t', 'n')), {fields}]),",
    )
    found = walked(site, "app.0001_a", tmp_path / "x", rows=Rows(("app",)))

    assert (found.migrated.error, found.filled.bare) == ("", ())
    assert rows(tmp_path / "x", "app_a")[:3] == [(1, 2), (0, 0), (3, 4)]


def test_a_field_of_which_no_value_can_be_made_up_ends_nothing(empty_site, tmp_path):
    """As one that refers to a table which the project does not make."""
    site = empty_site("app")
    unmanaged = f"migrations.CreateModel('V', [{ID}], options={{'managed': False}}),"
    up = "('up', models.ForeignKey('app.V', models.CASCADE, db_constraint=False))"
    site.migration("app.0001_a", f"{unmanaged} migrations.CreateModel('A', [{ID}, {up}]),")
    found = walked(site, "app.0001_a", tmp_path / "x", rows=Rows(("app",)))

    assert (found.migrated.error, found.filled.bare) == ("", ("app_a", "app_v"))


@pytest.mark.parametrize(("there", "made"), [(197, 4), (198, 3)])
def test_a_table_of_plenty_rows_gets_only_the_plain_ones(empty_site, tmp_path, there, made):
    site = empty_site("app")
    number = "('n', models.IntegerField(default=1))"
    steps = f"migrations.CreateModel('A', [{ID}, {number}]), migrations.RunPython(seed),"
    seed = f"""
def seed(apps, _):
    model = apps.get_model("app", "A")
    model.objects.bulk_create(model() for _ in range({there}))

"""
    site.migration("app.0001_a", steps, before=seed)
    assert walked(site, "app.0001_a", tmp_path / "x", rows=Rows(("app",))).filled.made == made

"""`--on`: the same proof on the servers that a project runs on."""

from __future__ import annotations

import json
import re
import uuid

import pytest

from tests.commands import squashkit
from tests.projects import ID
from tests.servers import DUMPS, answering, databases, run, title

ENGINES = ("mariadb", "mysql", "postgresql")


@pytest.fixture(params=ENGINES)
def server(request):
    return answering(request.param)


def checks(out):
    """The lines of the proof without the numbers of versions."""
    # What is wider than a pipe goes on in the next line.
    words = [line.split() for line in re.sub(r"\n(?=\(|[\d.]+\)\n)", " ", out).splitlines()]
    found = [line for line in words if line and line[0] in {"equal", "UNEQUAL"}]
    return [
        (line[0], line[1], line[-2].strip("(") if "(" in " ".join(line) else "") for line in found
    ]


def test_a_squash_is_proven_on_the_server_too(site, server, made):
    done = squashkit(site.root, "squash", "--on", server)

    assert (done.status, done.err.count("cannot")) == (0, 0)
    engine = title(server)
    assert checks(done.out) == [
        ("equal", "graph", ""),
        ("equal", "state", ""),
        *(("equal", name, "SQLite") for name in ("schema", "rows", "upgrade", "reverse")),
        *(("equal", name, engine) for name in ("schema", "rows", "upgrade", "reverse")),
    ]
    assert f"Not compared: engines other than SQLite and {engine}" in done.out
    assert made
    assert not made & databases(server)


def test_what_does_not_run_on_one_engine_is_tried_on_the_others(site, server):
    assert squashkit(site.root, "squash", "--no-git").status == 0
    [path] = site.root.glob("shop/migrations/*squashed*")
    step = (
        "        migrations.RunPython("
        "lambda apps, editor: 1 / (editor.connection.vendor == 'sqlite'),"
        " migrations.RunPython.noop),\n"
    )
    path.write_text(path.read_text().removesuffix("    ]\n") + step + "    ]\n")
    done = squashkit(site.root, "validate", "--on", server)
    engine = title(server)

    assert checks(done.out) == [
        ("equal", "graph", ""),
        ("equal", "state", ""),
        *(("equal", name, "SQLite") for name in ("schema", "rows", "upgrade", "reverse")),
        ("UNEQUAL", "schema", engine),
    ]
    said = " ".join(done.out.split())
    assert f"{engine}: all databases but an empty one, since that one differs" in said
    assert "SQLite: all databases" not in said


def test_what_only_the_server_sees(site, server):
    """A squash by hand that does something else where it is not SQLite."""
    site.migration(
        "shop.0004_slow",
        "migrations.RunPython(slow, atomic=False),",
        "shop.0003_name",
        before="def slow(apps, editor):\n"
        "    if editor.connection.vendor != 'sqlite':\n"
        "        editor.execute('CREATE TABLE slow (id integer)')\n",
    )
    assert squashkit(site.root, "squash", "--no-git").status == 0
    [path] = site.root.glob("shop/migrations/*squashed*")
    text = path.read_text().replace("CREATE TABLE slow", "CREATE TABLE fast")
    path.write_text(text)
    alone = squashkit(site.root, "validate")
    done = squashkit(site.root, "validate", "--on", server)

    assert (alone.status, done.status) == (0, 1)
    assert [line[1:] for line in checks(done.out) if line[0] == "UNEQUAL"] == [
        ("schema", title(server))
    ]
    assert "table fast" in done.out


# Names of constraints, indexes and sequences stay behind when tables and columns are renamed.
MADE = f"""\
migrations.CreateModel('Writer', [
    ('id', models.AutoField(primary_key=True)),
    ('called', models.CharField(max_length=9, null=True)),
    ('code', models.IntegerField(default=1, db_index=True)),
    ('gone', models.TextField(default='x')),
]),
migrations.CreateModel('Volume', [
    {ID},
    ('heading', models.CharField(max_length=9, db_index=True)),
    ('pages', models.IntegerField()),
    ('slug', models.SlugField(unique=True)),
    ('by', models.ForeignKey('shop.Writer', models.CASCADE)),
    ('read_by', models.ManyToManyField('shop.Writer', related_name='+')),
], {{'unique_together': {{('heading', 'by')}}}}),
"""
CHANGED = """\
migrations.RenameModel('Writer', 'Author'),
migrations.RenameModel('Volume', 'Book'),
migrations.RenameField('Book', 'heading', 'title'),
migrations.RenameField('Book', 'by', 'author'),
migrations.RemoveField('Author', 'gone'),
migrations.AddField('Author', 'gone', models.IntegerField(null=True, unique=True)),
migrations.AlterField('Author', 'id', models.BigAutoField(primary_key=True)),
migrations.AlterField('Author', 'called', models.CharField(max_length=20, unique=True)),
migrations.AlterField('Author', 'code', models.PositiveIntegerField(default=1)),
migrations.AlterField('Book', 'pages', models.PositiveIntegerField(db_index=True, null=True)),
migrations.AlterField('Book', 'slug', models.CharField(max_length=70, db_index=True)),
migrations.AlterUniqueTogether('Book', {('title', 'pages')}),
migrations.RemoveField('Book', 'author'),
migrations.AddField(
    'Book', 'author', models.OneToOneField('shop.Author', models.CASCADE, null=True)),
migrations.AddConstraint('Book', models.UniqueConstraint(
    fields=['title'], condition=models.Q(pages__gt=3), name='long_ones')),
migrations.AddIndex('Book', models.Index(fields=['-pages', 'title'], name='by_pages')),
migrations.AlterModelTable('Book', 'books'),
"""


def test_both_observers_agree_about_tables_that_were_changed(empty_site, server):
    site = empty_site("shop")
    site.migration("shop.0001_a", MADE)
    site.migration("shop.0002_b", CHANGED, "shop.0001_a")
    done = squashkit(site.root, "squash", "--dry-run", "--no-git", "--on", server)

    assert done.status == 0, done.out
    assert "in sqlite_master (SQLite" in done.out
    program = DUMPS[title(server)]
    assert re.search(rf"in {program} .*\n +\d+ differences .*: generated names", done.out)


FILL = """\
def fill(apps, editor):
    Tag = apps.get_model("shop", "Tag")
    Tag.objects.bulk_create([Tag(name="x"), Tag(name="x")], ignore_conflicts=True)
"""


def test_indexes_that_a_step_relies_on_are_made_before_it(empty_site, server):
    """MariaDB has no transactions for its schema, and Django refuses to change it in one."""
    site = empty_site("shop")
    name = "('name', models.CharField(max_length=9)), ('size', models.IntegerField(default=1))"
    unique = "{'unique_together': {('name', 'size')}}"
    site.migration("shop.0001_a", f"migrations.CreateModel('Tag', [{ID}, {name}], {unique}),")
    site.migration("shop.0002_b", "migrations.RunPython(fill),", "shop.0001_a", before=FILL)
    done = squashkit(site.root, "squash", "--no-git", "--on", server)

    assert (done.status, done.err.count("cannot")) == (0, 0), done.out
    [path] = site.root.glob("shop/migrations/*squashed*")
    assert "finish_tables" in path.read_text()


SLUGS = """\
def fill(apps, editor):
    for tag in apps.get_model("shop", "Tag").objects.filter(slug=None):
        tag.slug = tag.name
        tag.save()
"""


def test_an_index_that_the_original_makes_too_late_to_drop_it(empty_site):
    """As Django's documentation writes unique fields, in one migration: the index stays.

    On PostgreSQL that raises, with the original as well.
    """
    site = empty_site("shop")
    up = "('up', models.ForeignKey('self', models.CASCADE))"
    fields = f"[{ID}, ('name', models.CharField(max_length=9)), {up}]"
    site.migration("shop.0001_a", f"migrations.CreateModel('Tag', {fields}),")
    slug = "migrations.{}('Tag', 'slug', models.SlugField({}=True)),"
    site.migration(
        "shop.0002_b",
        f"{slug.format('AddField', 'null')}\nmigrations.RunPython(fill, fill),\n"
        f"{slug.format('AlterField', 'unique')}",
        "shop.0001_a",
        before=SLUGS,
    )
    done = squashkit(site.root, "squash", "--no-git", "--on", answering("mariadb"))
    raises = squashkit(site.root, "validate", "--on", answering("postgresql"))

    assert (done.status, done.err.count("cannot")) == (0, 0), done.out
    assert "2 files can become 1" in done.out
    assert raises.status == 2
    assert raises.err.endswith(
        'shop_tag_slug_b8e185a1_like" already exists\n  Nothing can be proven before `python '
        "manage.py migrate` works on an empty database there. If nobody runs the project on this "
        "engine, leave out its --on.\n"
    )


def test_a_check_that_the_original_loses(empty_site):
    """MariaDB drops it when a column is defined anew without it, as Django does there."""
    site = empty_site("shop")
    size = "models.PositiveIntegerField({})"
    site.migration(
        "shop.0001_a", f"migrations.CreateModel('Tag', [{ID}, ('size', {size.format('')})]),"
    )
    altered = f"migrations.AlterField('Tag', 'size', {size.format('null=True')}),"
    site.migration("shop.0002_b", altered, "shop.0001_a")
    done = squashkit(site.root, "squash", "--no-git", "--on", answering("mariadb"))

    assert done.status == 0, done.out
    assert "2 files can become 1" in done.out
    [path] = site.root.glob("shop/migrations/*squashed*")
    assert "AlterField" in path.read_text()


def test_a_history_for_postgresql_alone(empty_site):
    """Nothing can be proven on SQLite, and nobody needs it there."""
    server = answering("postgresql")
    site = empty_site("shop")
    site.migration(
        "shop.0001_initial", f"migrations.CreateModel('A', [{ID}]),", body="initial = True"
    )
    sql = "CREATE TABLE log (at timestamptz DEFAULT now(), tags text[])"
    site.migration("shop.0002_log", f"migrations.RunSQL('{sql}'),", "shop.0001_initial")
    site.write("shop/models.py", "from django.db import models\nclass A(models.Model): pass\n")
    alone = squashkit(site.root, "squash", "--no-git")
    done = squashkit(site.root, "squash", "--no-git", "--on", server)

    assert alone.status == 2
    assert "shop.0002_log raises " in alone.err
    assert "--on" in alone.err
    assert done.status == 0
    assert "Not compared: SQLite, where shop.0002_log" in " ".join(done.out.split())
    assert [line[:2] for line in checks(done.out)] == [
        ("equal", name) for name in ("graph", "state", "schema", "rows", "upgrade", "reverse")
    ]


def test_the_server_of_an_alias(site, server, made):
    """Its database is the project's own, and stays as it is."""
    with (site.root / "settings.py").open("a") as file:
        file.write(
            "import dj_database_url\n"
            f"at = dj_database_url.parse({server!r})\n"
            "told = {name.upper(): one for name, one in at.get('OPTIONS', {}).items()}\n"
            "told['HOST'] = told.pop('UNIX_SOCKET', told.get('HOST', at['HOST']))\n"
            "DATABASES['other'] = {**at, **told, 'NAME': 'no_such', 'OPTIONS': {}}\n"
        )
    with_default = squashkit(site.root, "squash", "--dry-run", "--on", "default")
    done = squashkit(site.root, "squash", "--dry-run", "--on", "other", "--no-git")

    assert with_default.status == 0
    assert not_compared(with_default).startswith(
        "Not compared: engines other than SQLite; another engine for default, which is SQLite"
    )
    # The database of the alias need not be there: only its server is used.
    assert "no_such" not in databases(server)
    # With two checks of each alias among them.
    assert (done.status, " ".join(done.out.split()).count(f"({title(server)} ")) == (0, 10)
    assert not made & databases(server)


def test_an_engine_is_named_once_where_two_servers_have_it(site):
    server = answering("postgresql")
    other = f"{server}{'&' if '?' in server else '?'}connect_timeout=9"
    done = squashkit(site.root, "squash", "--dry-run", "--on", server, "--on", other)

    assert done.status == 0, done.err
    assert not_compared(done).startswith("Not compared: engines other than SQLite and PostgreSQL;")


def not_compared(done):
    [line] = (line for line in done.out.splitlines() if line.startswith("Not compared: "))
    return line


def test_a_server_that_does_not_answer(site):
    done = squashkit(site.root, "squash", "--on", "postgresql://me:secret@127.0.0.1:1/x")

    assert done.status == 2
    assert "postgresql://me@127.0.0.1:1/x cannot be reached: " in done.err
    assert "secret" not in done.err
    assert not list(site.root.glob("shop/migrations/*squashed*"))


def test_a_proof_of_one_server_says_nothing_of_another(site, server):
    """And one of more engines than are asked for is as good."""
    engine = title(server)
    squashkit(site.root, "squash", "--dry-run", "--proof", "proof.json")
    without = squashkit(site.root, "squash", "--dry-run", "--proof", "proof.json", "--on", server)
    there = squashkit(site.root, "squash", "--dry-run", "--proof", "proof.json", "--on", server)
    less = squashkit(site.root, "squash", "--proof", "proof.json")

    assert without.out.count(f"proof.json does not match: it is not of {engine}.") == 1
    accepted = "The proof in proof.json still matches: it was not made again."
    assert (there.status, there.out.count(accepted)) == (0, 1)
    assert (less.status, less.out.count(accepted)) == (0, 1)
    assert "Wrote 1 file:" in less.out


PREFIX = f"squashkit_test_{uuid.uuid4().hex[:8]}_"
TENANTS = (f"{PREFIX}1", f"{PREFIX}2", f"{PREFIX}%")


@pytest.fixture
def tenants(empty_site, server):
    """A database with a schema for each tenant; on MariaDB each is a database of its own."""
    site = empty_site("shop", settings=OF_A_SERVER.format(url=server))
    is_postgres = title(server) == "PostgreSQL"
    kind, cascade = ("SCHEMA", "CASCADE") if is_postgres else ("DATABASE", "")
    quote = '"' if is_postgres else "`"
    for number, name in enumerate(TENANTS):
        table = f"{quote}{name}{quote}.django_migrations"
        run(server, f"CREATE {kind} {quote}{name}{quote}")
        run(server, f"CREATE TABLE {table} (app varchar(9), name varchar(9), applied timestamp)")
        run(
            server,
            f"INSERT INTO {table} VALUES ('shop', '0001_{number % 2}', '2026-01-02 03:04:05')",
        )
    yield site
    for name in TENANTS:
        run(server, f"DROP {kind} {quote}{name}{quote} {cascade}")


OF_A_SERVER = """
import dj_database_url, pymysql
pymysql.install_as_MySQLdb()
at = dj_database_url.parse("{url}")
told = {{name.upper(): one for name, one in at.get("OPTIONS", {{}}).items()}}
DATABASES["default"] = {{**at, **told, "OPTIONS": {{}}}}
"""


def test_all_tenants_at_once(tenants):
    done = squashkit(tenants.root, "state", f"default/{PREFIX}*", "--format", "json")
    assert done.status == 0, done.err
    states = json.loads(done.out)["states"]

    assert [state["name"] for state in states] == [f"default/{name}" for name in sorted(TENANTS)]
    times = {time[:19] for state in states for time in state["applied"]["shop"].values()}
    assert times == {"2026-01-02T03:04:05"}
    assert [list(state["applied"]["shop"]) for state in states if "%" not in state["name"]] == [
        ["0001_0"],
        ["0001_1"],
    ]


def test_a_tenant_that_is_nowhere(tenants):
    done = squashkit(tenants.root, "state", "default/nobody*")

    assert (done.status, done.out) == (2, "")
    assert "No schema of database default matches 'nobody*'." in done.err

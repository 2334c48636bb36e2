"""Tables as Django really makes them: at once, and by many migrations that rebuild them."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest

from squashkit.analysis.comparing import compare, failing
from squashkit.databases.sqlite import snapshot
from squashkit.databases.sqlite.texts import look
from squashkit.model.schema import Layer

# In a process of its own: django.conf.settings can be configured only once.
SCRIPT = """
import sys
import django
from django.conf import settings
settings.configure(
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": sys.argv[1]}},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    INSTALLED_APPS=[],
    USE_TZ=True,
)
django.setup()
from django.db import connection, migrations, models
from django.db.migrations.state import ProjectState
from django.db.models import F, Q
from django.db.models.functions import Lower

def check(condition, name):
    word = "condition" if django.VERSION >= (5, 1) else "check"
    return models.CheckConstraint(name=name, **{word: condition})

def id():
    return ("id", models.BigAutoField(primary_key=True, serialize=False))

def key(to, **options):
    return models.ForeignKey(to, models.CASCADE, **options)

NAME = models.CharField(max_length=100, unique=True)
AUTHOR = migrations.CreateModel("Author", [id(), ("name", NAME)])
AT_ONCE = [
    AUTHOR,
    migrations.CreateModel(
        "Book",
        [
            id(),
            ("title", models.CharField(max_length=200)),
            ("pages", models.PositiveIntegerField(default=0)),
            ("slug", models.SlugField(unique=True)),
            ("data", models.JSONField(default=dict)),
            ("author", key("app.author")),
            ("editor", key("app.author", null=True, related_name="+")),
            ("tags", models.ManyToManyField("app.author", related_name="+")),
        ],
        options={
            "unique_together": {("title", "author")},
            "indexes": [
                models.Index(fields=["-pages", "title"], name="pages_idx"),
                models.Index(Lower("title"), name="lower_idx"),
            ],
            "constraints": [
                models.UniqueConstraint(fields=["title", "pages"], name="title_pages"),
                models.UniqueConstraint(
                    fields=["title"], condition=Q(pages__gt=3, slug="Open"), name="partial"
                ),
                check(Q(pages__lt=1000) | Q(pages=F("id")), "few_pages"),
            ],
        },
    ),
]
STEP_BY_STEP = [
    AUTHOR,
    migrations.CreateModel("Volume", [id(), ("heading", models.TextField(null=True))]),
    migrations.AddField("Volume", "slug", models.SlugField(default="")),
    migrations.AddField("Volume", "writer", key("app.author", null=True)),
    migrations.AddField("Volume", "gone", models.TextField(default="x")),
    migrations.AddField("Volume", "pages", models.IntegerField(null=True, db_index=True)),
    migrations.AddConstraint("Volume", check(Q(pages__lt=1000) | Q(pages=F("id")), "few_pages")),
    migrations.AddIndex("Volume", models.Index(fields=["pages"], name="pages_idx")),
    migrations.RemoveIndex("Volume", "pages_idx"),
    migrations.RenameModel("Volume", "Book"),
    migrations.RenameField("Book", "heading", "title"),
    migrations.RenameField("Book", "writer", "author"),
    migrations.AddIndex("Book", models.Index(fields=["-pages", "title"], name="pages_idx")),
    migrations.AlterField("Book", "title", models.CharField(max_length=200)),
    migrations.AddField("Book", "tags", models.ManyToManyField("app.author", related_name="+")),
    migrations.AlterField("Book", "author", key("app.author")),
    migrations.AlterField("Book", "pages", models.PositiveIntegerField(default=0)),
    migrations.AddField("Book", "editor", key("app.author", null=True, related_name="+")),
    migrations.AlterUniqueTogether("Book", {("title", "author")}),
    migrations.AddIndex("Book", models.Index(Lower("title"), name="lower_idx")),
    migrations.AddConstraint(
        "Book", models.UniqueConstraint(fields=["title", "pages"], name="title_pages")
    ),
    migrations.AddConstraint(
        "Book",
        models.UniqueConstraint(
            fields=["title"], condition=Q(pages__gt=3, slug="Open"), name="partial"
        ),
    ),
    migrations.AddField("Book", "data", models.JSONField(default=dict)),
    migrations.RemoveField("Book", "gone"),
    migrations.AlterField("Book", "slug", models.SlugField(unique=True)),
]
ONE = models.OneToOneField("app.author", models.CASCADE)
LOOSE = key("app.author", db_constraint=False)
ENDS = {
    "equal": [],
    "nullable": [migrations.AlterField("Book", "pages", models.PositiveIntegerField(null=True))],
    "signed": [migrations.AlterField("Book", "pages", models.IntegerField(default=0))],
    "not_unique": [migrations.AlterField("Book", "slug", models.SlugField())],
    "one_to_one": [migrations.AlterField("Book", "author", ONE)],
    "no_constraint": [migrations.AlterField("Book", "author", LOOSE)],
    "no_index": [migrations.RemoveIndex("Book", "pages_idx")],
    "not_together": [migrations.AlterUniqueTogether("Book", set())],
    "index_name": [migrations.RenameIndex("Book", "other_idx", old_name="pages_idx")],
}
operations = {"at_once": AT_ONCE}
operations.update({name: STEP_BY_STEP + end for name, end in ENDS.items()})
state = ProjectState()
for operation in operations[sys.argv[2]]:
    with connection.schema_editor() as editor:
        after = state.clone()
        operation.state_forwards("app", after)
        operation.database_forwards("app", editor, state, after)
        state = after
with connection.cursor() as cursor:
    cursor.execute("INSERT INTO app_author (name) VALUES ('Ada')")
"""


@pytest.fixture(scope="module")
def build(tmp_path_factory):
    directory = tmp_path_factory.mktemp("tables")

    def built(name: str):
        path = directory / f"{name}.sqlite3"
        if not path.exists():
            command = [sys.executable, "-c", SCRIPT, str(path), name]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stderr
        return replace(snapshot(path), second=look(path))

    return built


def test_rebuilt_tables_equal_those_made_at_once(build):
    before, after = build("equal"), build("at_once")
    differences = compare(before, after)
    assert failing(differences) == ()
    assert before.unread == after.unread == ()
    assert {found.layer for found in differences} <= {Layer.GENERATED, Layer.ORDER}
    assert any(found.layer is Layer.ORDER for found in differences)


@pytest.mark.parametrize(
    ("name", "subject"),
    [
        ("nullable", "column app_book.pages"),
        ("signed", "column app_book.pages"),
        ("not_unique", "unique app_book(slug)"),
        ("one_to_one", "unique app_book(author_id)"),
        ("no_constraint", "foreign key app_book(author_id)"),
        ("no_index", "index app_book(pages DESC, title)"),
        ("not_together", "index app_book(title, author_id)"),
        ("index_name", "name of index app_book(pages DESC, title)"),
    ],
)
def test_one_operation_more_is_seen(build, name, subject):
    found = failing(compare(build("at_once"), build(name)))
    assert subject in [difference.subject for difference in found]

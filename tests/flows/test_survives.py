"""What Django's squashes lose: base classes, `atomic`, settings that differ from place to place."""

import pytest

from squashkit import Project
from tests.projects import ID, Site

INT = "IntegerField(null=True)"
CHAR = "CharField(max_length=9, default=settings.SECRET_KEY)"
CREATE = f"migrations.CreateModel('A', [{ID}]),"


def text_of(site, **options):
    """The text of the only squash; its proof must hold."""
    squash = Project(site.root, "settings").squash(**options)
    assert squash.holds, [one for one in squash.proof.checks if not one.holds]
    [file] = squash.files
    return file.text


@pytest.fixture
def app(tmp_path) -> Site:
    site = Site(tmp_path, "app")
    site.migration("app.0001_a", CREATE)
    return site


def test_a_base_class_of_the_project_s_own(app):
    app.write("app/base.py", "from django.db.migrations import Migration as Careful\n")
    for name in ("0001_a", "0002_x"):
        app.migration(
            f"app.{name}",
            CREATE if name == "0001_a" else "migrations.RunPython(migrations.RunPython.noop),",
            "" if name == "0001_a" else "app.0001_a",
            before="from ..base import Careful",
        )
        path = app.root / "app/migrations" / f"{name}.py"
        path.write_text(path.read_text().replace("(migrations.Migration)", "(Careful)"))
    text = text_of(app)

    assert "from app.base import Careful" in text
    assert "class Migration(Careful):" in text


def test_steps_without_a_transaction_keep_theirs(app):
    body = "atomic = False"
    step = "migrations.RunPython(seed),"
    before = "def seed(apps, editor): apps.get_model('app', 'A').objects.create()"
    app.migration("app.0002_x", step, "app.0001_a", body=body, before=before)
    app.migration("app.0003_y", step, "app.0002_x", body=body, before=before)

    assert "    atomic = False\n" in text_of(app)


def test_what_only_postgresql_does_is_tried_plainly_elsewhere(app):
    """Concurrent indexes raise on SQLite, and so nothing could be proven there."""
    index = "models.Index(fields=['id'], name='i')"
    check = "models.CheckConstraint(**{CHECK: models.Q(id__gt=0)}, name='c')"
    steps = [
        f"AddIndexConcurrently('A', {index}),",
        "RemoveIndexConcurrently('A', 'i'),",
        f"migrations.SeparateDatabaseAndState([AddIndexConcurrently('A', {index})], "
        f"[migrations.AddIndex('A', {index})]),",
        f"AddConstraintNotValid('A', {check}),",
        "ValidateConstraint('A', 'c'),",
    ]
    for number, step in enumerate(steps, 2):
        app.migration(
            f"app.000{number}_x",
            step,
            "app.000{}_{}".format(number - 1, "a" if number == 2 else "x"),
            before="import django\nfrom django.contrib.postgres.operations import *\n"
            "CHECK = 'check' if django.VERSION < (5, 1) else 'condition'",
            body="atomic = False" if number < 5 else "",
        )
    squash = Project(app.root, "settings").squash()
    assert squash.holds
    [run] = squash.proof.runs
    assert run.engine.startswith("SQLite")


def test_settings_stay_settings(app):
    app.migration(
        "app.0002_x",
        f"migrations.AddField('A', 'x', models.{CHAR}),",
        "app.0001_a",
        before="from django.conf import settings",
    )
    app.migration(
        "app.0003_y", "migrations.AddField('A', 'y', models.IntegerField(null=True)),", "app.0002_x"
    )
    app.models(
        "app",
        "from django.conf import settings\n"
        "class A(models.Model):\n"
        f"    x = models.{CHAR}\n"
        "    y = models.IntegerField(null=True)\n",
    )
    text = text_of(app)

    assert "default=settings.SECRET_KEY" in text
    assert text.count("migrations.AddField") == 1


def test_the_file_that_names_the_last_migration_is_kept_right(app):
    app.migration("app.0002_x", f"migrations.AddField('A', 'x', models.{INT}),", "app.0001_a")
    named = app.write("app/migrations/max_migration.txt", "0002_x\n")
    Project(app.root, "settings").squash().write(require_git=False)

    assert named.read_text() == "0001_squashed_0002_x\n"


@pytest.mark.parametrize(
    ("value", "head"),
    [
        ("os.environ.get('SHOP', 'zz')", "import os"),
        ("settings.OWN_MODEL", "from django.conf import settings"),
    ],
)
def test_what_differs_from_place_to_place_stays_as_it_is_written(app, value, head):
    settings = app.root / "settings.py"
    settings.write_text(f"{settings.read_text()}\nOWN_MODEL = 'here'\n")
    field = f"models.CharField(max_length=9, default={value})"
    app.migration(
        "app.0002_x", f"migrations.AddField('A', 'x', {field}),", "app.0001_a", before=head
    )
    assert value in text_of(app).replace('"', "'")


def test_a_static_method_of_the_migration_is_a_step(app):
    body = "@staticmethod\ndef go(apps, editor):\n    apps.get_model('app', 'A').objects.create()\n"
    app.migration("app.0002_x", "migrations.RunPython(go),", "app.0001_a", body=body)

    assert "objects.create()" in text_of(app)


def test_a_method_of_a_migration_s_class_in_a_field(app):
    before = (
        "class Up:\n    @staticmethod\n    def to(item, name): return name\n\n"
        "def fill(apps, editor): apps.get_model('app', 'A').objects.create()\n"
    )
    app.migration(
        "app.0002_x",
        "migrations.AddField('A', 'x', models.FileField(upload_to=Up.to, default='')),\n"
        "migrations.RunPython(fill),",
        "app.0001_a",
        before=before,
    )
    app.migration(
        "app.0003_x", "migrations.AlterField('A', 'x', models.FileField()),", "app.0002_x"
    )
    assert "upload_to=Up.to" in text_of(app)

"""Each mistake: one message with object, fact and next step, status 2, nothing written."""

import json
import sys

import pytest

from squashkit.source.parsing import NOT_VALID
from tests.commands import run, squashkit
from tests.projects import ID


@pytest.fixture(params=["plan", "squash"])
def refused(request, site):
    """Run a verb that must refuse; returns its message."""

    def check(*options, folder=None, verb=request.param):
        before = site.files()
        done = squashkit(folder or site.root, verb, *options)

        assert done.status == 2
        assert done.out == ""
        assert "Traceback" not in done.err
        assert site.files() == before
        lines = [line for line in done.err.splitlines() if not is_progress(line)]
        return "\n".join(lines)

    return check


def is_progress(line):
    return line.startswith(("squashkit: reading", "squashkit: planning"))


def test_no_manage_py(refused, tmp_path):
    (tmp_path / "empty").mkdir()

    assert refused(folder=tmp_path / "empty") == (
        f"squashkit: There is no manage.py in {tmp_path}/empty or above it.\n"
        "  Name the project's folder with --project, or the settings with --settings; "
        "history and plan can also read files alone: --static"
    )


def test_a_manage_py_without_settings(refused, site):
    site.write("manage.py", "print('no')\n")

    assert refused() == (
        f"squashkit: {site.root}/manage.py does not name a settings module.\n"
        "  Name it with --settings."
    )


def test_settings_that_do_not_import(refused):
    assert refused("--settings", "no.such") == (
        "squashkit: Settings module no.such cannot be loaded: "
        "ModuleNotFoundError: No module named 'no'\n"
        "  Run `python manage.py check` in the same environment, or name another module with "
        "--settings. If manage.py changes sys.path, call `python manage.py squashkit`, or set "
        "PYTHONPATH."
    )


def test_a_syntax_error(refused, site):
    path = site.write("shop/migrations/0004_bad.py", "class Migration(:\n")

    assert refused() == (
        f"squashkit: {path}, line 1: {NOT_VALID} (invalid syntax).\n"
        "  Mend the file and run this again."
    )


def test_a_dangling_dependency(refused, site):
    site.migration("shop.0004_lost", "", "shop.0003_gone")

    assert refused() == (
        f"squashkit: {site.root}/shop/migrations/0004_lost.py: shop.0004_lost depends on "
        "shop.0003_gone, which does not exist.\n"
        "  Correct the dependency in that file."
    )


def test_a_circle(refused, site):
    site.migration(
        "shop.0001_initial", f'migrations.CreateModel("Item", [{ID}]),', "shop.0003_name"
    )

    assert refused() == (
        "squashkit: The migrations depend on each other in a circle: "
        "shop.0001_initial -> shop.0003_name -> shop.0002_price -> shop.0001_initial.\n"
        "  Take one of these dependencies out; `manage.py migrate` fails on them too."
    )


def test_an_app_that_does_not_exist(refused):
    assert refused("shoop") == (
        "squashkit: There is no app shoop with migrations.\n  Apps with migrations here: shop."
    )


def test_an_installed_app_is_never_squashed(refused, site):
    with (site.root / "settings.py").open("a") as file:
        file.write("INSTALLED_APPS += ['django.contrib.contenttypes']\n")

    assert "App contenttypes is not first-party" in refused("contenttypes")
    assert "App contenttypes is not first-party" in refused(
        "contenttypes", "--first-party", "contenttypes"
    )


@pytest.mark.parametrize("parent", ["shop.0003_name", "shop.0001_initial", ""])
def test_an_existing_file_of_the_same_name(refused, site, parent):
    body = "def apply(self, *arguments): return super().apply(*arguments)"
    site.migration("shop.0001_squashed_0003_name", "", parent, body=body)

    assert refused() == (
        f"squashkit: {site.root}/shop/migrations/0001_squashed_0003_name.py exists already; "
        "it has the name of the squash that shop would get.\n"
        "  Rename that migration, or leave its app alone: --exclude shop"
    )


def test_an_app_to_exclude_or_to_count_in_that_does_not_exist(refused):
    assert "There is no app shoop to exclude." in refused("--exclude", "shoop")
    assert "There is no app shoop with migrations to count" in refused("--first-party", "shoop")


def test_a_report_that_cannot_be_kept(site):
    before = site.files()
    done = squashkit(site.root, "squash", "--output", "no/such/folder/x.txt")

    assert done.status == 2
    assert done.err.startswith("squashkit: no/such/folder/x.txt cannot be written.")
    assert site.files() == before


def test_a_folder_that_does_not_exist(refused, tmp_path):
    assert f"squashkit: {tmp_path}/no is not a folder." in refused("--project", f"{tmp_path}/no")


def test_configuration_with_unknown_keys(refused, site):
    site.write("pyproject.toml", "[tool.squashkit]\ncolour = 'red'\n")

    assert f"{site.root}/pyproject.toml, [tool.squashkit]: colour is not known." in refused()


IN_THE_WAY = {
    "exec": ("def f(apps, editor):\n    exec('')\n", "migrations.RunPython(f),", ""),
    "import": (
        "import importlib\ndef f(apps, editor):\n    importlib.import_module('shop.' + 'models')\n",
        "migrations.RunPython(f),",
        "",
    ),
    "atomic": (
        "def f(apps, editor):\n    pass\n",
        "migrations.RunPython(f),",
        "atomic = False",
    ),
    "object": (
        "class Empty(str): pass\n",
        "migrations.AddField('Item', 'name', models.TextField(default=Empty())),",
        "",
    ),
    "lambda": (
        "",
        "migrations.AddField('Item', 'name', models.TextField(default=lambda: '')),",
        "",
    ),
    "computed": ("", "*[migrations.RunSQL('SELECT 1')][:1],", ""),
}


WHAT = (
    ("kind", "fact", "hint"),
    [
        (
            "exec",
            "shop.0003_name, line 5, uses `exec`, which may read any name.",
            "Write the code without it, or keep this migration out of the squash.",
        ),
        (
            "import",
            "shop.0003_name, line 6, imports a module by a name that is computed.",
            "Write the name as one text, or keep this migration out of the squash.",
        ),
        (
            "atomic",
            "shop.0003_name sets atomic = False, shop.0002_price does not.",
            "If all of it may run in one transaction, take atomic = False out of "
            "{root}/shop/migrations/0003_name.py.",
        ),
        (
            "object",
            "shop.0003_name, line 4, defines `Empty`, which field name of shop.item has to "
            "the end.",
            "Let a later migration use one from a module that stays.",
        ),
        (
            "lambda",
            "shop.0003_name, line 10, defines `lambda`, which field name of shop.item has to the "
            "end.",
            "Let a later migration use one from a module that stays.",
        ),
        (
            "computed",
            "shop.0003_name, line 10: `operations` is computed when the file is imported.",
            "Write it as a literal.",
        ),
    ],
)


class TestRanges:
    """A range becomes one squash, or is refused with what is in the way."""

    @pytest.mark.parametrize(*WHAT)
    def test_what_is_in_the_way_of_a_plan(self, site, kind, fact, hint):
        """It says so, and goes around it where no range was named."""
        before, operation, body = IN_THE_WAY[kind]
        site.migration("shop.0003_name", operation, "shop.0002_price", before=before, body=body)
        done = squashkit(site.root, "plan", "shop.0001..0003")
        around = squashkit(site.root, "plan")

        assert done.err.startswith(f"squashkit: shop.0001..0003 cannot become one squash: {fact}")
        assert "0001_squashed_0002_price" in around.out
        assert "2 -> 1" in around.out

    @pytest.mark.parametrize(*WHAT)
    def test_what_is_in_the_way(self, site, kind, fact, hint):
        before, operation, body = IN_THE_WAY[kind]
        site.migration("shop.0003_name", operation, "shop.0002_price", before=before, body=body)
        site.commit()
        files = site.files()

        done = squashkit(site.root, "squash", "shop.0001..0003")

        assert done.status == 2
        assert done.err.splitlines()[-2:] == [
            f"squashkit: shop.0001..0003 cannot become one squash: {fact}",
            f"  {hint.format(root=site.root)}",
        ]
        assert site.files() == files

    @pytest.mark.parametrize(
        ("named", "fact", "hint"),
        [
            (
                "shop.0002..0009",
                "shop.0002..0009: shop has no migration 0009.",
                "Name it in full; those that can be squashed are 0001_initial to 0003_name.",
            ),
            (
                "shop.0003..0001",
                "shop.0003..0001 is no range: shop.0001_initial runs before shop.0003_name.",
                "Turn it round: shop.0001..0003",
            ),
            (
                "shop.0002",
                "shop.0002 is neither the label of an app nor a range of its migrations.",
                "Name the app, or a range such as shop.0002..0007",
            ),
            (
                "shop:0002..0003",
                "shop:0002..0003 is neither the label of an app nor a range of its migrations.",
                "Name the app, or a range such as shop.0002..0007",
            ),
        ],
    )
    def test_what_is_no_range(self, refused, named, fact, hint):
        assert refused(named) == f"squashkit: {fact}\n  {hint}"


class TestWriting:
    """Mistakes that only a verb that writes can meet."""

    @pytest.fixture(params=["squash"])
    def refused(self, request, site):
        def check(*options):
            before = site.files()
            done = squashkit(site.root, "squash", *options)

            assert done.status == 2
            assert "Traceback" not in done.err
            assert site.files() == before
            return done.err.splitlines()[-2:]

        return check

    def test_not_a_git_repository(self, refused, site):
        import shutil

        shutil.rmtree(site.root / ".git")

        assert refused() == [
            f"squashkit: {site.root} is not in a git repository, so what is written could not be "
            "undone.",
            "  Run `git init` and commit first, or write without git: --no-git",
        ]

    def test_changes_that_are_not_committed(self, refused, site):
        site.write("shop/migrations/_helpers.py", "")

        assert refused() == [
            "squashkit: There are changes that are not committed: shop/migrations/_helpers.py.",
            "  Commit or stash them, so that one `git restore` can undo it; or write "
            "without this check: --no-git",
        ]

    def test_a_read_only_folder(self, refused, site):
        folder = site.root / "shop" / "migrations"
        folder.chmod(0o555)

        assert refused() == [
            f"squashkit: {folder} cannot be written: Permission denied.",
            "  Nothing was changed. Make it writable and run this again.",
        ]

    def test_a_history_that_does_not_migrate(self, refused, site):
        site.migration(
            "shop.0003_name",
            "migrations.RunPython(bad),",
            "shop.0002_price",
            before="def bad(apps, editor): 1 / 0",
        )

        assert refused() == [
            "squashkit: The original history does not migrate on an empty SQLite database: "
            "shop.0003_name, line 4, raises ZeroDivisionError: division by zero",
            "  Nothing can be proven before `python manage.py migrate` works on an empty database. "
            "If these migrations are for a server alone, name it with --on.",
        ]

    def test_a_plan_that_is_none(self, refused, site):
        path = site.write("plan.json", "{}")

        assert refused("--plan", str(path)) == [
            f"squashkit: {path} is not a plan of version 1.",
            "  Make one: squashkit plan --format json --output plan.json",
        ]

    def test_a_plan_that_no_longer_fits(self, refused, site):
        squashkit(site.root, "plan", "--format", "json", "--output", "plan.json")
        commit = site.git("rev-parse", "HEAD").strip()
        site.migration("shop.0004_more", "", "shop.0003_name")

        assert refused("--plan", "plan.json") == [
            f"squashkit: The plan was made at {commit} and names shop.0001_squashed_0003_name, "
            "which cannot be squashed like that now: its members do not make a segment.",
            "  Make a new plan: squashkit plan",
        ]

    def test_a_plan_whose_code_cannot_be_carried_any_more(self, refused, site):
        squashkit(site.root, "plan", "--format", "json", "--output", "plan.json")
        before, operation, _ = IN_THE_WAY["exec"]
        site.migration("shop.0003_name", operation, "shop.0002_price", before=before)

        assert refused("--plan", "plan.json") == [
            "squashkit: The plan names shop.0001_squashed_0003_name, which cannot be squashed: "
            "shop.0003_name, line 5, uses `exec`, which may read any name.",
            "  Write the code without it, or keep this migration out of the squash.",
        ]

    def test_a_plan_with_a_gap(self, refused, site):
        squashkit(site.root, "plan", "--format", "json", "--output", "plan.json")
        commit = site.git("rev-parse", "HEAD").strip()
        document = json.loads((site.root / "plan.json").read_text())
        del document["segments"][0]["members"][1]
        site.write("plan.json", json.dumps(document))

        assert refused("--plan", "plan.json") == [
            f"squashkit: The plan was made at {commit} and names shop.0001_squashed_0003_name, "
            "which cannot be squashed like that now: shop.0002_price runs between its members.",
            "  Make a new plan: squashkit plan",
        ]


def test_debug_shows_where_an_error_comes_from(site):
    done = squashkit(site.root, "plan", "nothing", "--debug")

    assert "Traceback" in done.err
    assert done.status == 2


def test_an_option_that_does_not_exist(site):
    assert squashkit(site.root, "plan", "--colour").status == 2


def test_validate_and_cleanup_without_a_squash(site):
    for verb in ("validate", "cleanup"):
        done = squashkit(site.root, verb)

        assert done.status == 2
        assert done.err == (
            "squashkit: There is no squashed migration in shop.\n  Make one: squashkit squash\n"
        )


def test_a_closed_pipe_is_no_error(site):
    command = f"{sys.executable} -m squashkit plan --format json | head -1"
    done = run(site.root, "bash", "-o", "pipefail", "-c", command)

    assert (done.status, done.err) == (0, "")


def test_a_field_that_does_not_say_how_it_is_made(site):
    site.write(
        "shop/fields.py",
        """\
        from django.db import models


        class Odd(models.CharField):
            def deconstruct(self):
                raise RuntimeError("no")

            def clone(self):
                return Odd(max_length=self.max_length, default="")
        """,
    )
    site.migration(
        "shop.0004_odd",
        'migrations.AddField("item", "odd", Odd(max_length=3, default="")),',
        after="shop.0003_name",
        before="from shop.fields import Odd",
    )
    done = squashkit(site.root, "squash")

    assert done.status == 2
    assert [line for line in done.err.splitlines() if not is_progress(line)][-2:] == [
        "squashkit: shop.0004_odd, operation 1 (Add field odd to item): `deconstruct` of the field "
        "odd fails: RuntimeError: no (shop/fields.py, line 6).",
        "  Mend shop.fields.Odd.",
    ]


def test_a_squash_of_what_is_not_there_and_what_is(empty_site):
    site = empty_site("app")
    site.migration("app.0001_a", f"migrations.CreateModel('A', [{ID}]),")
    site.migration("app.0002_b", "", "app.0001_a")
    site.migration("app.s", "", body="replaces = [('app', '0001_a'), ('app', '0002_bb')]")
    done = squashkit(site.root, "validate")

    assert (done.status, done.out) == (2, "")
    assert done.err == (
        "squashkit: app.s replaces app.0002_bb, which is not there, and others that are.\n"
        f"  Did you mean app.0002_b? Let `replaces` in {site.root}/app/migrations/s.py name what "
        "there are files of.\n"
    )


def test_other_squashes_are_judged_all_the_same(empty_site):
    site = empty_site("app", "shop")
    for app, second in (("app", "0002_bb"), ("shop", "0002_b")):
        site.migration(f"{app}.0001_a", f"migrations.CreateModel('A', [{ID}]),")
        site.migration(f"{app}.0002_b", "", f"{app}.0001_a")
        replaces = f"replaces = [('{app}', '0001_a'), ('{app}', '{second}')]"
        site.migration(f"{app}.s", f"migrations.CreateModel('A', [{ID}]),", body=replaces)
        site.models(app, "class A(models.Model):\n    pass\n")
    done = squashkit(site.root, "validate")

    assert done.status == 1
    assert done.out.startswith("shop.s\nequal ")
    proven, _, rest = " ".join(done.out.split()).partition(" Not judged: ")
    assert "The proof holds." in proven
    assert rest.startswith(
        "app.s replaces app.0002_bb, which is not there, and others that are. Did you mean "
        "app.0002_b? Let `replaces` in "
    )
    assert squashkit(site.root, "validate", "app.s").status == 2


def test_a_migration_that_cannot_be_imported_is_named(empty_site):
    site = empty_site("app")
    site.migration("app.0001_a", f"migrations.CreateModel('A', [{ID}]),")
    site.migration("app.0002_b", "", "app.0001_a", before="import nowhere")
    site.migration("app.s", "", body="replaces = [('app', '0001_a'), ('app', '0002_b')]")
    done = squashkit(site.root, "validate")

    assert done.status == 2
    assert (
        "Django cannot load the migrations: ModuleNotFoundError: No module named 'nowhere' "
        f"({site.root}/app/migrations/0002_b.py, line 4)"
    ) in done.err

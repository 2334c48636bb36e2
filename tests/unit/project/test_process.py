"""The project room, asked as it is asked: through a process of its own."""

import sqlite3
import tempfile
from contextlib import closing
from dataclasses import replace
from types import SimpleNamespace

import pytest

from squashkit.errors import DatabaseError, ProjectError
from squashkit.model.composition import Rendered, Verbatim
from squashkit.model.history import App
from squashkit.project.process import ProjectProcess
from squashkit.project.protocol import (
    Block,
    CompareStates,
    Inspect,
    Migrate,
    NameTables,
    Overlay,
    Reduce,
    TrySituations,
    Unapply,
    View,
)
from tests.builders import key, keys
from tests.projects import HEAD, ID


@pytest.fixture
def process(site):
    return ProjectProcess(site.root, "settings")


MEMBERS = keys("shop.0001_initial shop.0002_price shop.0003_name")
SQUASH = key("shop.0001_squashed_0003_name")


def squash(site, tmp_path, fields, key=SQUASH):
    """A view with a squash of the shop that has these fields."""
    source = tmp_path / "squash.py"
    replaces = [(one.app, one.name) for one in MEMBERS]
    source.write_text(
        f"{HEAD}\nclass Migration(migrations.Migration):\n    initial = True\n"
        f"    replaces = {replaces}\n    dependencies = []\n"
        f"    operations = [migrations.CreateModel('Item', [{ID}, {fields}])]\n"
    )
    path = site.root / "shop" / "migrations" / f"{key.name}.py"
    return View((Overlay(key, f"shop.migrations.{key.name}", str(source), str(path)),))


PRICE = '("price", models.IntegerField())'
NAME = '("name", models.CharField(max_length=9, default=""))'


class TestInspect:
    def test_names_apps_with_their_folders(self, process, site):
        found = process.inspect(Inspect())

        assert found.apps == (
            App("shop", "shop.migrations", f"{site.root}/shop/migrations", first_party=True),
        )
        assert found.swappable == {"AUTH_USER_MODEL": "auth"}

    def test_installed_apps_are_not_ours_even_when_claimed(self, empty_site):
        site = empty_site("shop", settings="INSTALLED_APPS += ['django.contrib.contenttypes']")
        found = ProjectProcess(site.root, "settings").inspect(Inspect(ours=("contenttypes",)))

        assert {app.label: app.first_party for app in found.apps} == {
            "contenttypes": False,
            "shop": True,
        }

    def test_an_app_elsewhere_is_ours_when_claimed(self, empty_site, tmp_path):
        site = empty_site("shop", settings="import sys; sys.path.append('../lib')")
        (tmp_path / "lib").mkdir()
        (site.root / "shop").rename(tmp_path / "lib" / "shop")
        process = ProjectProcess(site.root, "settings")

        assert [app.first_party for app in process.inspect(Inspect()).apps] == [False]
        assert [app.first_party for app in process.inspect(Inspect(("shop",))).apps] == [True]

    def test_migration_modules_are_followed(self, empty_site):
        site = empty_site("shop", settings="MIGRATION_MODULES = {'shop': 'shop.history'}")
        site.write("shop/history/__init__.py", "")
        [app] = ProjectProcess(site.root, "settings").inspect(Inspect()).apps

        assert app.module == "shop.history"

    def test_settings_that_do_not_import_are_named(self, site):
        with pytest.raises(ProjectError) as caught:
            ProjectProcess(site.root, "missing").inspect(Inspect())

        assert caught.value.fact == (
            "Settings module missing cannot be loaded: "
            "ModuleNotFoundError: No module named 'missing'"
        )

    def test_a_process_that_dies_is_reported_with_its_last_words(self, site):
        site.write("settings.py", "import os, sys\nprint('bye', file=sys.stderr)\nos._exit(3)\n")
        with pytest.raises(ProjectError) as caught:
            ProjectProcess(site.root, "settings").inspect(Inspect())

        assert "ended with status 3 before it could answer" in caught.value.fact
        assert caught.value.hint == "bye"

    def test_a_process_that_is_killed_in_a_migration(self, process, site, tmp_path):
        site.migration(
            "shop.0004_bad",
            "migrations.RunPython(bad),",
            "shop.0003_name",
            before="import os\ndef bad(apps, editor): os.kill(os.getpid(), 9)",
        )
        with pytest.raises(ProjectError) as caught:
            process.migrate(Migrate(View()), tmp_path / "x.sqlite3")

        assert caught.value.fact == (
            "The process that loads settings was ended by SIGKILL before it could answer; the last "
            "that it ran was shop.0004_bad."
        )
        assert caught.value.hint == (
            "It printed nothing. Try it by itself, on an empty database: "
            "python manage.py migrate shop 0004_bad"
        )

    def test_a_process_that_ends_itself_on_the_way_back(self, process, site, tmp_path):
        site.migration(
            "shop.0004_bad",
            "migrations.RunPython(migrations.RunPython.noop, bad),",
            "shop.0003_name",
            before="import os\ndef bad(apps, editor): os._exit(3)",
        )
        process.migrate(Migrate(View()), tmp_path / "x.sqlite3")
        with pytest.raises(ProjectError) as caught:
            process.unapply(Unapply(View(), (MEMBERS[0],)), str(tmp_path / "x.sqlite3"))

        assert caught.value.fact == (
            "The process that loads settings ended with status 3 before it could answer; the last "
            "that it unapplied was shop.0004_bad."
        )

    def test_an_answer_for_which_there_is_no_room(self, site, monkeypatch):
        """Half of one would be worse: a limit for files stands in for a disk that is full."""
        site.write(
            "settings.py",
            """\
            import resource, signal
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (64, 64))
            """,
        )
        monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=0))
        with pytest.raises(ProjectError) as caught:
            ProjectProcess(site.root, "settings").inspect(Inspect())

        assert caught.value.fact == (
            "The process that loads settings ended with status 1 before it could answer."
        )
        assert caught.value.hint == (
            f"There is no room left in {tempfile.gettempdir()}. Make room, or name another folder "
            "for temporary files in TMPDIR."
        )


FULL = """
def fill(apps, editor):
    with editor.connection.cursor() as cursor:
        cursor.execute("PRAGMA max_page_count = 1")  # as many as there are already
        cursor.execute("CREATE TABLE big AS SELECT randomblob(1000000)")
"""


class TestMigrate:
    def test_only_the_throw_away_database_is_touched(self, process, site, tmp_path):
        done = process.migrate(Migrate(View()), tmp_path / "x.sqlite3")

        assert (done.failed, done.error) == ("", "")
        assert done.started <= done.ended
        assert not (site.root / "real.sqlite3").exists()
        assert columns(tmp_path / "x.sqlite3") == ["id", "price", "name"]

    def test_stops_at_the_target(self, process, tmp_path):
        process.migrate(Migrate(View(), key("shop.0001_initial")), tmp_path / "x.sqlite3")

        assert columns(tmp_path / "x.sqlite3") == ["id"]

    def test_a_squash_that_is_not_written_yet_runs(self, process, site, tmp_path):
        view = squash(site, tmp_path, f"{NAME}, {PRICE}")
        process.migrate(Migrate(view), tmp_path / "x.sqlite3")

        assert columns(tmp_path / "x.sqlite3") == ["id", "name", "price"]
        assert not (site.root / "shop" / "migrations" / f"{SQUASH.name}.py").exists()

    def test_a_hidden_migration_does_not_run(self, process, tmp_path):
        process.migrate(Migrate(View(hidden=MEMBERS[2:])), tmp_path / "x.sqlite3")

        assert columns(tmp_path / "x.sqlite3") == ["id", "price"]

    def test_a_hidden_migration_cannot_be_imported(self, process, site, tmp_path):
        """As after a cleanup, whose proof it is."""
        site.migration(
            "shop.0004_x",
            "migrations.RunPython(lambda *_: import_module('shop.migrations.0001_initial')),",
            "shop.0003_name",
            before="from importlib import import_module",
        )
        overlay = squash(site, tmp_path, f"{PRICE}, {NAME}")
        done = process.migrate(Migrate(replace(overlay, hidden=MEMBERS)), tmp_path / "x.sqlite3")

        assert done.failed == "shop.0004_x"
        assert done.error == ("ModuleNotFoundError: No module named 'shop.migrations.0001_initial'")

    def test_the_migration_that_raises_is_named(self, process, site, tmp_path):
        site.migration(
            "shop.0004_bad",
            "migrations.RunPython(bad),",
            "shop.0003_name",
            before="def bad(apps, editor): 1 / 0",
        )
        done = process.migrate(Migrate(View()), tmp_path / "x.sqlite3")

        assert done.failed == "shop.0004_bad"
        assert done.error == "ZeroDivisionError: division by zero"

    def test_what_raises_without_a_word(self, process, site, tmp_path):
        site.migration(
            "shop.0004_bad",
            "migrations.RunPython(bad),",
            "shop.0003_name",
            before="def bad(apps, editor): raise MemoryError",
        )

        assert process.migrate(Migrate(View()), tmp_path / "x.sqlite3").error == "MemoryError"

    def test_a_database_for_which_there_is_no_room(self, process, site, tmp_path):
        site.migration(
            "shop.0004_big",
            "migrations.RunPython(fill),",
            "shop.0003_name",
            before=FULL,
        )
        with pytest.raises(DatabaseError) as caught:
            process.migrate(Migrate(View()), tmp_path / "x.sqlite3")

        assert caught.value.fact == (
            "There is no room for a throw-away database: shop.0004_big raises OperationalError: "
            "database or disk is full"
        )
        assert caught.value.hint == (
            "Make room, or name another folder for temporary files in TMPDIR."
        )

    def test_one_for_which_there_is_none_on_the_way_back(self, process, site, tmp_path):
        site.migration(
            "shop.0004_big",
            "migrations.RunPython(migrations.RunPython.noop, fill),",
            "shop.0003_name",
            before=FULL,
        )
        process.migrate(Migrate(View()), tmp_path / "x.sqlite3")
        with pytest.raises(DatabaseError) as caught:
            process.unapply(Unapply(View(), MEMBERS[:1]), str(tmp_path / "x.sqlite3"))

        assert caught.value.fact == (
            "There is no room for a throw-away database: unapplying shop.0004_big raises "
            "OperationalError: database or disk is full"
        )

    @pytest.mark.parametrize(
        "error",
        [
            'OperationalError: could not extend file "base/5/1": No space left on device',
            "OperationalError: (1114, \"The table 'shop_item' is full\")",
            "OperationalError: (3, 'Error writing file (Errcode: 28 \"No space left\")')",
        ],
    )
    def test_servers_without_room(self, process, site, tmp_path, error):
        site.migration(
            "shop.0004_big",
            "migrations.RunPython(fill),",
            "shop.0003_name",
            before=f"class OperationalError(Exception): pass\n"
            f"def fill(apps, editor): raise OperationalError({error.partition(': ')[2]!r})",
        )
        with pytest.raises(DatabaseError) as caught:
            process.migrate(Migrate(View()), tmp_path / "x.sqlite3")

        assert caught.value.fact.endswith(f": shop.0004_big raises {error}")

    def test_a_cache_that_an_app_uses_while_it_is_imported_is_left_behind(
        self, empty_site, tmp_path
    ):
        site = empty_site(
            "shop",
            settings="""
            CACHES = {"default": {"BACKEND": "own.Cache"}}
            """,
        )
        site.write(
            "own.py",
            """
            from django.core.cache.backends.dummy import DummyCache
            class Cache(DummyCache):
                special = True
            """,
        )
        site.write(
            "shop/models.py",
            """
            from django.core.cache import cache
            assert cache.special
            """,
        )
        site.migration(
            "shop.0001_initial",
            "migrations.RunPython(use),",
            before="""
            def use(apps, editor):
                from django.core.cache import cache
                cache.set("a", 1)
                assert cache.get("a") == 1
            """,
        )
        process = ProjectProcess(site.root, "settings")

        assert process.migrate(Migrate(View()), tmp_path / "x.sqlite3").error == ""

    def test_mail_and_caches_are_thrown_away_too(self, empty_site, tmp_path):
        site = empty_site(
            "shop",
            settings="""
            CACHES = {"default": {"BACKEND": "no.such.Cache"}, "other": {"BACKEND": "no.such"}}
            EMAIL_BACKEND = "no.such.Backend"
            """,
        )
        site.migration(
            "shop.0001_initial",
            "migrations.RunPython(send),",
            before="""
            def send(apps, editor):
                from django.core.cache import caches
                from django.core.mail import send_mail
                caches["other"].set("a", 1)
                assert send_mail("a", "b", "c@example.org", ["d@example.org"]) == 1
            """,
        )
        process = ProjectProcess(site.root, "settings")

        assert process.migrate(Migrate(View()), tmp_path / "x.sqlite3").error == ""


def columns(path):
    with closing(sqlite3.connect(path)) as connection:
        return [row[1] for row in connection.execute("PRAGMA table_info(shop_item)")]


class TestReduce:
    def reduce(self, process, *, members=MEMBERS, elidable=(), **evidence):
        rest = tuple(Block((one,)) for one in MEMBERS if one not in members)
        block = Block(members, SQUASH, initial=not rest, elidable=elidable)
        [found] = process.reduce(Reduce((*rest, block), **evidence))
        return found

    def test_folds_fields_into_the_model_and_forgets_the_one_off_default(self, process):
        found = self.reduce(process)
        [created] = found.operations

        assert isinstance(created, Rendered)
        assert created.imports == (
            "from django.db import migrations",
            "from django.db import models",
        )
        assert "models.IntegerField()" in created.text
        assert found.folded

    def test_keeps_the_one_off_default_where_rows_may_exist(self, process):
        found = self.reduce(process, members=MEMBERS[1:])

        assert "preserve_default=False" in found.operations[0].text

    def test_steps_stay_in_place_as_their_author_wrote_them(self, process, site):
        site.migration(
            "shop.0003_name",
            "migrations.RunPython(migrations.RunPython.noop),\n"
            "migrations.RunSQL('SELECT 1', elidable=True),\n"
            "migrations.RunSQL('SELECT 2'),",
            "shop.0002_price",
        )
        found = self.reduce(process, elidable=(Verbatim(MEMBERS[2], 0), Verbatim(MEMBERS[2], 1)))

        assert found.operations[1:] == (Verbatim(MEMBERS[2], 2),)
        assert [(str(one), one.kind, one.left_out, one.why) for one in found.steps] == [
            ("RunPython(noop) of 0003_name", "noop", True, "it does nothing"),
            ("RunSQL of 0003_name", "external", True, "its author calls it elidable"),
            ("RunSQL of 0003_name", "external", False, "it was not read"),
        ]

    def test_elidable_steps_stay_where_rows_may_exist(self, process, site):
        site.migration(
            "shop.0003_name", "migrations.RunSQL('SELECT 1', elidable=True),", "shop.0002_price"
        )
        found = self.reduce(process, members=MEMBERS[1:])

        assert found.operations[1:] == (Verbatim(MEMBERS[2], 0),)

    def test_a_renamed_model_has_its_later_name_at_once(self, process, site):
        # Ticket 32263: Django leaves the old name in the foreign key of the model in between.
        site.migration(
            "shop.0002_price",
            f"migrations.CreateModel('Order', [{ID}, ('item', "
            "models.ForeignKey('shop.Item', models.CASCADE))]),",
            "shop.0001_initial",
        )
        site.migration(
            "shop.0003_name", "migrations.RenameModel('Item', 'Good'),", "shop.0002_price"
        )
        found = self.reduce(process)

        assert found.folded
        assert ["name='Good'" in one.text for one in found.operations] == [True, False]
        assert "to='shop.good'" in found.operations[1].text

    def test_a_function_of_a_replaced_module_becomes_a_placeholder(self, process, site):
        site.migration(
            "shop.0003_name",
            "migrations.AddField('Item', 'name', models.CharField(max_length=9, default=name)),",
            "shop.0002_price",
            before="def name(): return 'x'",
        )
        [created] = self.reduce(process).operations
        [carried] = created.carried

        assert (carried.module, carried.name) == ("shop.migrations.0003_name", "name")
        assert f"default={carried.placeholder}" in created.text

    def test_what_django_cannot_write_stays_as_its_author_wrote_it(self, process, site):
        site.migration(
            "shop.0003_name",
            "migrations.AddField('Item', 'name', "
            "models.CharField(max_length=9, default=lambda: 'x')),",
            "shop.0002_price",
        )
        found = self.reduce(process)

        assert found.operations[1:] == (Verbatim(MEMBERS[2], 0),)
        assert "models.IntegerField()" in found.operations[0].text


class TestStates:
    def compare(self, process, view):
        found = process.compare_states(CompareStates(View(), view))
        return [str(one) for one in found.differences], [str(one) for one in found.remarks]

    def test_an_equal_squash(self, process, site, tmp_path):
        assert self.compare(process, squash(site, tmp_path, f"{PRICE}, {NAME}")) == ([], [])

    def test_models_ahead_of_their_migrations_stay_ahead(self, process, site, tmp_path):
        """`makemigrations --check` says what it said before, whether that is clean or not."""
        site.models(
            "shop",
            """\
            class Item(models.Model):
                more = models.IntegerField()
                made = models.DateField(auto_now_add=True)
            """,
        )
        view = squash(site, tmp_path, f"{PRICE}, {NAME}")

        assert self.compare(process, view) == ([], [])

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ('("n", models.IntegerField(null=True))', '("n", models.IntegerField())'),
            ('("d", models.DateField(auto_now_add=True))', ""),
            ('("n", models.IntegerField())', ""),
        ],
        ids=["a lost null", "a lost date", "a lost field without a default"],
    )
    def test_what_django_would_ask_for_is_no_obstacle(self, process, site, tmp_path, before, after):
        site.migration("shop.0001_initial", f"migrations.CreateModel('Item', [{ID}, {before}]),")
        differences, _ = self.compare(process, squash(site, tmp_path, f"{PRICE}, {NAME}, {after}"))

        assert len([one for one in differences if one.startswith("model shop.item field ")]) == 1
        assert len([one for one in differences if one.startswith("autodetector ")]) == 2

    def test_another_order_of_fields_does_not_matter(self, process, site, tmp_path):
        differences, [remark] = self.compare(process, squash(site, tmp_path, f"{NAME}, {PRICE}"))

        assert differences == []
        assert remark == "model shop.item: id, price, name became id, name, price"

    def test_a_lost_field_is_seen_by_all_three_observers(self, process, site, tmp_path):
        differences, _ = self.compare(process, squash(site, tmp_path, PRICE))

        assert differences == [
            "model shop.item field name: ('django.db.models.CharField', [], "
            "{'default': '', 'max_length': 9}) became absent",
            "autodetector from the original to the squash: absent became "
            "shop: Remove field name from item",
            "autodetector from the squash to the original: absent became "
            "shop: Add field name to item",
            "makemigrations: absent became shop: Add field name to item",
        ]

    def test_a_lost_model_is_seen(self, process, site, tmp_path):
        view = squash(site, tmp_path, PRICE)
        source = tmp_path / "squash.py"
        source.write_text(source.read_text().replace("'Item'", "'Other'"))
        differences, _ = self.compare(process, view)

        assert "model shop.item: exists became absent" in differences
        assert "model shop.other: absent became exists" in differences

    def test_a_squash_that_does_not_import_is_named(self, process, site, tmp_path):
        with pytest.raises(ProjectError, match=r"The squash shop\.0001_squashed_0003_name cannot"):
            process.compare_states(CompareStates(View(), squash(site, tmp_path, "missing")))


class TestTables:
    def test_tables_and_columns_have_models_and_fields(self, process, site):
        site.migration(
            "shop.0004_more",
            f"""\
            migrations.CreateModel("Kind", [{ID}], {{"db_table": "kinds"}}),
            migrations.CreateModel("Proxy", [], {{"proxy": True}}, bases=("shop.item",)),
            migrations.AddField("Item", "kind", models.ForeignKey(
                "shop.Kind", models.CASCADE, null=True)),
            migrations.AddField("Item", "size", models.IntegerField(db_column="big", null=True)),
            migrations.AddField("Kind", "items", models.ManyToManyField("shop.Item")),
            """,
            "shop.0003_name",
        )
        before = View(hidden=(key("shop.0004_more"),))
        names = process.name_tables(NameTables((before, View()))).names

        assert names == {
            "shop_item": "shop.item",
            "shop_item.id": "shop.item.id",
            "shop_item.price": "shop.item.price",
            "shop_item.name": "shop.item.name",
            "shop_item.kind_id": "shop.item.kind",
            "shop_item.big": "shop.item.size",
            "kinds": "shop.kind",
            "kinds.id": "shop.kind.id",
            "kinds_items": "shop.kind.items",
        }
        assert "kinds" not in process.name_tables(NameTables((before,))).names


class TestSituations:
    def test_every_prefix_leads_on(self, process, site, tmp_path):
        view = squash(site, tmp_path, f"{PRICE}, {NAME}")
        found = process.try_situations(TrySituations(view, MEMBERS))

        assert (found.tried, found.differences) == (4, ())

    def test_what_the_original_would_not_run_is_seen(self, process, site, tmp_path):
        site.migration("shop.0004_more", "", "shop.0003_name")
        view = squash(site, tmp_path, f"{PRICE}, {NAME}")
        found = process.try_situations(TrySituations(view, MEMBERS))

        assert len(found.differences) == 4
        assert str(found.differences[0]) == (
            "new database: migrates on became would also run shop.0004_more"
        )

    def test_a_branch_from_the_middle_is_a_second_leaf(self, process, site, tmp_path):
        site.migration("shop.0002_other", "", "shop.0001_initial")
        view = squash(site, tmp_path, f"{PRICE}, {NAME}")
        order = (*MEMBERS, key("shop.0002_other"))
        found = process.try_situations(TrySituations(view, order)).differences

        assert [one.subject for one in found] == [f"database after {one}" for one in MEMBERS[:2]]
        assert "more than one leaf" in found[0].after

    def test_files_that_are_gone_are_missed_by_a_database_half_way(self, process, site, tmp_path):
        view = squash(site, tmp_path, f"{PRICE}, {NAME}")
        found = process.try_situations(TrySituations(View(view.added, MEMBERS), MEMBERS))

        assert [one.subject for one in found.differences] == [
            "database after shop.0001_initial",
            "database after shop.0002_price",
        ]
        assert found.differences[0].after == "would not run shop.0002_price, shop.0003_name"


class TestApplied:
    def test_reads_what_a_real_database_has_recorded(self, process, site):
        site.manage("migrate", "shop", "0002")

        [read] = process.applied("default")
        assert read.name == "default"
        assert list(read.applied["shop"]) == [key.name for key in MEMBERS[:2]]

    def test_a_database_without_the_table_has_nothing(self, process):
        [read] = process.applied("default")
        assert read.applied == {}

    def test_a_tenant_needs_schemas(self, process):
        with pytest.raises(ProjectError) as caught:
            process.applied("default", "*")

        assert caught.value.fact == "Database default has no schemas: it is SQLite."

    def test_an_unknown_alias_is_an_error(self, process):
        with pytest.raises(ProjectError) as caught:
            process.applied("other")

        assert caught.value.fact == "There is no database alias other."
        assert caught.value.hint == "Aliases here: default."

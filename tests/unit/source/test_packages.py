from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from squashkit.source.packages import Finder, is_migration_name, matters
from squashkit.source.scanning import WorkTree
from tests.trees import tree

LABEL = 'class C(AppConfig):\n    name = "x.y"\n    label = "store"\n'


def find(words, overrides=None, name="", **texts):
    """Each project as `root: label=folder ...`, with its files behind."""
    return [
        f"{one.root}: " + " ".join(f"{app.label}={app.directory}" for app in one.apps)
        for one in Finder(overrides, name).find(tree(words, **texts))
    ]


def test_nothing_is_no_project():
    assert find("README.md setup.py") == []


def test_a_project_as_a_whole():
    [project] = Finder().find(tree("shop/ shop/migrations/0001_a.py shop/migrations/_x.py"))

    [app] = project.apps
    [(key, file)] = project.files.items()
    assert (app.label, app.module, app.directory) == ("shop", "shop.migrations", "shop/migrations")
    assert (str(key), file.path, len(file.content)) == (
        "shop.0001_a",
        "shop/migrations/0001_a.py",
        40,
    )


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("a/shop/ b/", [": b=b/migrations shop=a/shop/migrations"]),
        ("shop/migrations/0001_a.py", []),
        ("shop/migrations.py shop/old_migrations/__init__.py", []),
        ("migrations/__init__.py", [": here=migrations"]),
        ("shop/ shop/apps.py:label", [": store=shop/migrations"]),
        ("shop/migrations/__init__.py shop/__init__.py:label", [": store=shop/migrations"]),
        ("shop/ shop/apps.py:bad", [": shop=shop/migrations"]),
    ],
)
def test_packages_and_their_labels(words, found):
    assert find(words, name="here", label=LABEL, bad="class (") == found


def test_dotted_names_follow_the_packages():
    [project] = Finder().find(tree("src/sites/__init__.py src/sites/shop/"))

    assert [app.module for app in project.apps] == ["sites.shop.migrations"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("manage.py a/", [": a=a/migrations"]),
        ("src/manage.py src/a/ b/", [": a=src/a/migrations b=b/migrations"]),
        ("x/manage.py y/manage.py x/a/", [": a=x/a/migrations"]),
        ("x/manage.py y/manage.py x/a/ y/b/", ["x: a=x/a/migrations", "y: b=y/b/migrations"]),
        (
            "x/manage.py y/manage.py x/a/ y/a/ b/",
            [": b=b/migrations", "x: a=x/a/migrations", "y: a=y/a/migrations"],
        ),
        ("manage.py y/manage.py x/a/ y/b/", [": a=x/a/migrations", "y: b=y/b/migrations"]),
    ],
)
def test_apps_belong_to_the_nearest_manage(words, found):
    assert find(words) == found


def test_of_a_label_s_apps_the_one_nearest_the_root_keeps_its_place():
    assert find("tests/b/shop/ tests/a/shop/ shop/ tests/shop/ other/") == [
        ": other=other/migrations shop=shop/migrations",
        "tests/a/shop: shop=tests/a/shop/migrations",
        "tests/b/shop: shop=tests/b/shop/migrations",
        "tests/shop: shop=tests/shop/migrations",
    ]


@pytest.mark.parametrize(
    ("settings", "folder"),
    [
        ("MIGRATION_MODULES = {'shop': 'db.shop'}", "db/shop"),
        ("MIGRATION_MODULES: dict = {'shop': 'db.shop'}", "db/shop"),
        ("MIGRATION_MODULES = {}\nMIGRATION_MODULES['shop'] = 'db.shop'", "db/shop"),
        ("if X:\n    MIGRATION_MODULES.update({'shop': 'db.shop'})", "db/shop"),
        ("D = 'db.shop'\nMIGRATION_MODULES = {'shop': D}", "db/shop"),
        ("MIGRATION_MODULES = {'shop': None}", "shop/migrations"),
        ("MIGRATION_MODULES = {'shop': find(), **more}", "shop/migrations"),
        ("MIGRATION_MODULES = {'shop': 'nowhere'}", "shop/migrations"),
        ("MIGRATION_MODULES = Nothing()", "shop/migrations"),
        ("OTHER = {'shop': 'db.shop'}  # MIGRATION_MODULES", "shop/migrations"),
        ("MIGRATION_MODULES = {'shop': 'db.shop'", "shop/migrations"),
    ],
)
@pytest.mark.parametrize("file", ["settings.py", "settings_x.py", "p/settings/x.py", "conf/x.py"])
def test_migration_modules(file, settings, folder):
    found = find(f"shop/ db/shop/__init__.py {file}:text", text=settings)

    assert found == [f": shop={folder}"]


def test_other_files_are_no_settings():
    text = "MIGRATION_MODULES = {'shop': 'db.shop'}"

    assert find("shop/ db/shop/__init__.py x.py:text", text=text) == [": shop=shop/migrations"]


def test_migration_modules_may_name_an_app_from_elsewhere():
    text = "MIGRATION_MODULES = {'filer': 'db.filer.migrations'}"

    assert find("db/filer/ settings.py:text", text=text) == [": filer=db/filer/migrations"]


def test_the_nearest_settings_and_the_nearest_folder_count():
    assert find(
        "x/shop/ x/m/__init__.py y/x/m/__init__.py x/settings.py:near x/a/b/settings.py:far",
        near="MIGRATION_MODULES = {'shop': 'm'}",
        far="MIGRATION_MODULES = {'shop': 'y.x.m'}",
    ) == [": shop=x/m"]


def test_what_the_configuration_says_wins():
    words = "shop/ db/shop/__init__.py own/__init__.py settings.py:text"
    text = "MIGRATION_MODULES = {'shop': 'db.shop'}"

    assert find(words, {"shop": "own/"}, text=text) == [": shop=own"]


def test_a_folder_that_is_not_there_is_no_app():
    assert find("shop/ other/", {"shop": "later"}) == [": other=other/migrations"]


def test_files_of_a_folder_with_another_name_are_read_in_full():
    [project] = Finder({"shop": "own"}).find(tree("own/__init__.py own/0001_a.py own/x.txt"))

    assert [file.path for file in project.files.values()] == ["own/0001_a.py"]


@pytest.mark.parametrize(
    ("file", "answer"),
    [
        ("0001_a.py", True),
        ("data.py", True),
        ("__init__.py", False),
        ("_x.py", False),
        ("~0001_a.py", False),
        (".0001_a.py", False),
        ("0001_a.bak.py", False),
        ("0001_a.pyc", False),
        ("0001_a.sql", False),
        (".py", False),
    ],
)
def test_what_django_takes_for_a_migration(file, answer):
    assert is_migration_name(file) is answer


def test_a_further_tree_costs_what_changed():
    finder = Finder()
    first, second = (tree("shop/ shop/apps.py:a b/ b/apps.py:b", a=LABEL, b=b) for b in "xy")

    finder.find(first)
    finder.find(second)

    assert (len(first.reads), len(second.reads)) == (3, 1)


def test_only_what_tells_of_apps_matters():
    names = ("__init__.py", "apps.py", "models.py", "settings_x.py", "notes.txt")
    files = dict.fromkeys(names, "id")

    assert list(matters("shop", files)) == ["__init__.py", "apps.py", "settings_x.py"]
    assert list(matters("migrations", files)) == list(names[:-1])


WORDS = (
    *("a/", "a/b/", "c/a/", "b/", "build/a/", "manage.py", "c/manage.py", "a/manage.py"),
    *("a/migrations/0001_x.py", "c/a/migrations/0002_x.py", "a/apps.py:l", "c/settings.py:s"),
    *("d/__init__.py", "d/0001_x.py"),
)


@given(st.lists(st.sampled_from(WORDS)))
def test_the_work_tree_and_a_tree_of_the_same_files_give_the_same_projects(words):
    texts = {"s": "MIGRATION_MODULES = {'a': 'd'}", "l": LABEL}
    inside = tree(" ".join(["z/", *words, "build/__init__.py"]), **texts)
    with TemporaryDirectory() as folder:
        for path, files in inside.files.items():
            (Path(folder) / path).mkdir(parents=True, exist_ok=True)
            for name, content in files.items():
                (Path(folder) / path / name).write_bytes(inside.contents[content])
        on_disk = Finder().find(WorkTree(Path(folder)))

    assert [(one.root, one.apps, [*one.files]) for one in on_disk] == [
        (one.root, one.apps, [*one.files]) for one in Finder().find(inside)
    ]


def test_migration_modules_may_name_the_usual_place():
    text = "MIGRATION_MODULES = {'shop': 'shop.migrations'}"

    assert find("shop/ tests/shop/ settings.py:text", text=text) == [
        ": shop=shop/migrations",
        "tests/shop: shop=tests/shop/migrations",
    ]


def second(label):
    return (
        "from django.db import migrations\n\n\nclass Migration(migrations.Migration):\n"
        f'    dependencies = [("auth", "0001_a"), ("{label}", "0001_a")]\n'
    )


@pytest.mark.parametrize(
    ("called", "label"), [("shop", "shop"), ("store", "store"), ("other", "store")]
)
def test_the_label_is_the_one_by_which_migrations_call_each_other(called, label):
    words = "shop/ shop/apps.py:label shop/migrations/0001_a.py shop/migrations/0002_b.py:second"

    [found] = find(words, label=LABEL, second=second(called))

    assert found.startswith(f": {label}=shop/migrations")

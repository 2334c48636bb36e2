import pytest

from squashkit.errors import ConfigurationError, HistoryError
from squashkit.model.history import App
from squashkit.source.scanning import WorkTree, scan


def package(root, name, apps=None):
    folder = root / name
    (folder / "migrations").mkdir(parents=True)
    for part in (folder, folder / "migrations"):
        (part / "__init__.py").touch()
    if apps is not None:
        (folder / "apps.py").write_text(apps)


def test_the_folder_s_name_is_the_label(tmp_path):
    package(tmp_path, "shop")

    assert scan(tmp_path) == (App("shop", "shop.migrations", f"{tmp_path}/shop/migrations"),)


def test_the_config_s_label_comes_first(tmp_path):
    package(tmp_path, "shop", 'class C(AppConfig):\n    name = "x.y"\n    label = "store"\n')

    assert [app.label for app in scan(tmp_path)] == ["store"]


def test_else_the_last_part_of_its_name(tmp_path):
    package(tmp_path, "shop", 'class C(AppConfig):\n    name = "sites.market"\n')

    assert [app.label for app in scan(tmp_path)] == ["market"]


def test_a_config_that_computes_its_label_or_does_not_parse_falls_back(tmp_path):
    package(tmp_path, "one", "class C(AppConfig):\n    label = find()\n")
    package(tmp_path, "two", "class (")

    assert [app.label for app in scan(tmp_path)] == ["one", "two"]


def test_dotted_names_follow_the_packages(tmp_path):
    package(tmp_path, "sites/apps/shop")
    (tmp_path / "sites" / "apps" / "__init__.py").touch()

    assert [app.module for app in scan(tmp_path)] == ["apps.shop.migrations"]


def test_environments_and_installed_packages_are_not_the_project(tmp_path):
    for place in (".venv/x", "node_modules/x", "lib/site-packages/x", "env/x"):
        package(tmp_path, place)
    (tmp_path / "env" / "pyvenv.cfg").touch()

    assert scan(tmp_path) == ()


def test_a_copy_of_an_app_does_not_take_its_place(tmp_path):
    package(tmp_path, "tests/shop")
    package(tmp_path, "shop")

    assert scan(tmp_path) == (App("shop", "shop.migrations", f"{tmp_path}/shop/migrations"),)


def test_several_projects_and_none_of_them_here(tmp_path):
    for name in "ab":
        package(tmp_path, f"{name}/shop")
        (tmp_path / name / "manage.py").touch()

    with pytest.raises(HistoryError, match=r"There are 2 Django projects below .*: a, b\."):
        scan(tmp_path)

    assert [app.directory for app in scan(tmp_path / "a")] == [f"{tmp_path}/a/shop/migrations"]


def test_a_file_that_cannot_be_opened_says_nothing(tmp_path):
    package(tmp_path, "shop")
    (tmp_path / "shop" / "apps.py").symlink_to("nowhere")

    assert [app.label for app in scan(tmp_path)] == ["shop"]


def test_folders_of_the_work_tree(tmp_path):
    package(tmp_path, "shop")
    tree = WorkTree(tmp_path)

    assert tree.folder("shop").files == {"__init__.py": f"{tmp_path}/shop/__init__.py"}
    assert tree.folder("nowhere") is None


@pytest.mark.parametrize("place", ["typo/dir", "shop"])
def test_an_override_that_names_no_migrations_package(tmp_path, place):
    package(tmp_path, "shop")
    (tmp_path / "shop" / "__init__.py").unlink()
    place_said = f"There is no migrations package at {place}, which"

    with pytest.raises(ConfigurationError, match=place_said) as caught:
        scan(tmp_path, {"shop": f"{place}/"})

    assert caught.value.fact == f"{place_said} [tool.squashkit] names for shop."
    assert caught.value.hint == "Correct it in pyproject.toml."


def test_an_override_that_names_one(tmp_path):
    package(tmp_path, "shop")
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "__init__.py").touch()

    [app] = scan(tmp_path, {"shop": "own"})

    assert app == App("shop", "own", f"{tmp_path}/own")

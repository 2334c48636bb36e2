import pytest

from squashkit.source.references import Sought, find_references
from tests.builders import keys


def sought(root, names="shop.0002_price stock.0002_price shop.old shop.0003_more shop.0004_own"):
    found = keys(names)
    return Sought(
        {f"{key.app}.migrations.{key.name}": key for key in found},
        {root / key.app / "migrations" / f"{key.name}.py": key for key in found},
        {app: root / app for app in ("shop", "stock", "other")},
        frozenset({"0003_more"}),
    )


def said(root, name, text):
    """Line and kind of each reference, and what it names."""
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return [
        (one.line, one.kind, " ".join(map(str, one.names)))
        for one in find_references(root, sought(root), ())
    ]


@pytest.mark.parametrize(
    ("name", "line", "kind"),
    [
        ("tests.py", "x = import_module('shop.migrations.0002_price')", "import"),
        ("tests.py", "x = importlib.import_module('shop.migrations.0002_price')", "import"),
        ("tests.py", "x = __import__('shop.migrations.0002_price', fromlist=['x'])", "import"),
        ("tests.py", "import_module('.0002_price', 'shop.migrations')", "import"),
        ("tests.py", "import_module('.migrations.0002_price', package='shop')", "import"),
        ("shop/tests.py", "import_module('.migrations.0002_price', __package__)", "import"),
        ("tests.py", "patch('shop.migrations.0002_price.fill')", "import"),
        ("tests.py", "call_command('migrate', 'shop', '0002_price')", "key"),
        ("tests.py", "call_command('migrate', 'shop', '0002', verbosity=0)", "key"),
        ("tests.py", "record(app='shop', name='0002_price')", "key"),
        ("tests.py", "x = {'shop': '0002_price'}", "key"),
        ("tests.py", "executor.migrate([('shop', '0002_price')])", "key"),
        ("tests.py", "run(['manage.py', 'migrate', 'shop', '0002_price', '-v0'])", "key"),
        ("tests.py", "class T:\n  app = 'shop'\n  migrate_from = '0002_price'", "key"),
        ("tests.py", "class T:\n  migrate_to = [('shop', '0002_price')]", "key"),
        ("shop/tests/test_x.py", "class T:\n  migrate_from: str = '0002_price'", "key"),
        ("shop/tests.py", "migrate_from = '0002_price'", "key"),
        ("Makefile", "\tmanage.py migrate shop 0002_price", "text"),
        (".github/workflows/ci.yml", "run: manage.py migrate shop 0002_price", "text"),
        ("run.sh", "./manage.py migrate shop 0002 -v0", "text"),
        ("setup.cfg", "shop/migrations/0002_price.py: E501", "text"),
        ("old.py", "print 'shop', '0002_price'", "text"),
        ("shop/tests.py", "START = '0002_price'", "text"),
        ("shop/tests.py", "migrate('shop', END); END = f'{x}0002_price'", "text"),
        ("tests.py", "open('shop/migrations/0002_price.py')", "text"),
        ("tests.py", "collect_ignore = ['shop/migrations/0002_price.py']", "text"),
        ("tests.py", "run('./manage.py migrate shop 0002_price')", "text"),
        ("tests.py", "name = 'shop.0002_price'", "text"),
        ("shop/tests.py", "cursor.execute(\"DELETE ... WHERE name = '0002_price'\")", "text"),
        ("shop/tests.py", "x = [m for m in y if m.name == '0002_price']", "text"),
    ],
)
def test_names_the_line(tmp_path, name, line, kind):
    last = line.count("\n") + 2

    assert said(tmp_path, name, f"# first\n{line}\n") == [(last, kind, "shop.0002_price")]


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("tests.py", "from shop.migrations import old"),
        ("tests.py", "from shop.migrations.old import fill"),
        ("tests.py", "import shop.migrations.old as m"),
        ("shop/migrations/0009_z.py", "from .old import fill"),
        ("shop/migrations/0009_z.py", "from . import other, old"),
        ("shop/tests/test_x.py", "from ..migrations.old import fill"),
    ],
)
def test_names_that_can_be_imported(tmp_path, name, line):
    assert said(tmp_path, name, f"{line}\n") == [(1, "import", "shop.old")]


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("tests.py", "import_module('shop.migrations.0002_price_more')"),
        ("tests.py", "# shop.migrations.0002_price"),
        ("tests.py", "choices = [('shop', 'old')]"),
        ("tests.py", "sizes = 'shop', '0002'"),
        ("run.sh", "echo shop 0002"),
        ("tests.py", "title = 'shop', 'old price'"),
        ("tests.py", "class T:\n  name = '0002_price'"),
        ("tests.py", "class T:\n  migrate_from = '0002_price'"),
        ("tests.py", "class T:\n  migrate_from = '0003_more'"),
        ("other/tests.py", "class T:\n  migrate_from = '0004_own'"),
        ("shop/tests.py", "class T:\n  app = 'other'\n  migrate_from = '0004_own'"),
        ("tests.py", "from shop.migrations import young"),
        ("stock/other/z.py", "from .old import fill"),
        (".venv/lib/x.py", "import_module('shop.migrations.0002_price')"),
        ("run.sh", "manage.py migrate other 0002_price"),
        (
            "shop/migrations/0003_x.py",
            "class Migration:\n    dependencies = [('shop', '0002_price')]",
        ),
    ],
)
def test_leaves_the_rest_alone(tmp_path, name, line):
    assert said(tmp_path, name, f"{line}\n") == []


def test_a_name_without_a_number_counts_beside_migrations(tmp_path):
    assert said(tmp_path, "tests.py", "migrate('shop', 'old')\n") == [(1, "key", "shop.old")]


def test_a_name_that_one_migration_has_needs_no_app(tmp_path):
    text = "class T:\n    migrate_from = '0004_own'\n"

    assert said(tmp_path, "tests.py", text) == [(2, "key", "shop.0004_own")]


def test_one_line_is_one_reference(tmp_path):
    line = "migrate([('shop', '0002_price'), ('stock', '0002_price')])\n"

    assert said(tmp_path, "tests.py", line) == [(1, "key", "shop.0002_price stock.0002_price")]


def test_files_that_go_as_well_do_not_count(tmp_path):
    path = tmp_path / "x.py"
    path.write_text("import_module('shop.migrations.0002_price')\n")

    assert find_references(tmp_path, sought(tmp_path), {path}) == ()

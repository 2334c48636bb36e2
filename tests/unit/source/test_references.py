import pytest

from squashkit.source.references import find_references

MODULE = "shop.migrations.0002_price"


def found(folder, name, text):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return [(one.path.name, one.line, one.module) for one in find_references(folder, [MODULE], [])]


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("tests.py", "module = import_module('shop.migrations.0002_price')"),
        ("stock/migrations/0001_a.py", "from shop.migrations.0002_price import fill"),
        ("shop/migrations/0009_z.py", "from .0002_price import fill"),
        ("shop/migrations/0009_z.py", "from . import other, 0002_price"),
    ],
)
def test_names_the_line(tmp_path, name, line):
    assert found(tmp_path, name, f"# first\n{line}\n") == [(name.split("/")[-1], 2, MODULE)]


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("shop/migrations/0003_x.py", 'dependencies = [("shop", "0002_price")]'),
        ("tests.py", "from shop.migrations import 0003_other"),
        ("stock/other/0009_z.py", "from .0002_price import fill"),
        (".venv/lib/x.py", "import_module('shop.migrations.0002_price')"),
        ("tests.py", "import_module('shop.migrations.0002_price_more')"),
    ],
)
def test_leaves_the_rest_alone(tmp_path, name, line):
    assert found(tmp_path, name, f"{line}\n") == []

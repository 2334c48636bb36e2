from __future__ import annotations

import libcst as cst
import pytest

from squashkit.source.carrying.imports import (
    Import,
    ImportLine,
    absolute,
    read_alias,
    render_imports,
)


def statement(code: str):
    return cst.ensure_type(cst.parse_statement(code), cst.SimpleStatementLine).body[0]


def read(code: str) -> tuple[Import, str]:
    node = statement(code)
    return read_alias(node, node.names[0], "shop.migrations.0002_b")


@pytest.mark.parametrize(
    ("code", "module"),
    [
        ("from . import x", "shop.migrations"),
        ("from .helpers import x", "shop.migrations.helpers"),
        ("from .a.b import x", "shop.migrations.a.b"),
        ("from .. import x", "shop"),
        ("from ..models import x", "shop.models"),
        ("from django.db import x", "django.db"),
    ],
)
def test_absolute(code, module):
    assert absolute(statement(code), "shop.migrations.0002_b") == module


@pytest.mark.parametrize(
    ("code", "target", "path"),
    [
        ("import os", Import("os", "", "os"), "os"),
        ("import os.path", Import("os", "", "os"), "os.path"),
        ("import os.path as p", Import("os.path", "", "p"), "os.path"),
        ("from a import b", Import("a", "b", "b"), "a"),
        ("from a import b as c", Import("a", "b", "c"), "a"),
        ("from . import b", Import("shop.migrations", "b", "b"), "shop.migrations"),
    ],
)
def test_read_alias(code, target, path):
    assert read(code) == (target, path)


@pytest.mark.parametrize(
    ("code", "bound", "written"),
    [
        ("import os", "os", "import os"),
        ("import os", "os_0002", "import os as os_0002"),
        ("import os.path", "os", "import os.path"),
        ("import os.path as os", "os", "import os.path as os"),
        ("from a import b", "b", "from a import b"),
        ("from a import b", "b_0002", "from a import b as b_0002"),
        ("from a import b as c", "c", "from a import b as c"),
        ("from a import b as c", "b", "from a import b"),
    ],
)
def test_one_import(code, bound, written):
    target, path = read(code)
    assert render_imports([ImportLine(target, path, bound)]) == written


def test_imports_are_as_isort_has_them(tmp_path):
    (tmp_path / "shop").mkdir()
    (tmp_path / "helpers.py").touch()
    codes = [
        "import shop.a as b",
        "import shop.a",
        "import uuid",
        "from helpers import z as y",
        "from helpers import z",
        "from helpers import Alpha",
        "from helpers import BETA",
        "from helpers import A",
        "from django.db import migrations as m",
        "from django.db import models",
    ]
    lines = [ImportLine(target, path, target.bound) for target, path in map(read, codes)]
    assert render_imports(lines, {tmp_path}).splitlines() == [
        "import uuid",
        "",
        "from django.db import models",
        "from django.db import migrations as m",
        "",
        "import shop.a",
        "import shop.a as b",
        "from helpers import BETA, A, Alpha, z",
        "from helpers import z as y",
    ]


def test_imports_are_grouped_and_sorted():
    codes = [
        "from django.db import models",
        "from datetime import timedelta",
        "import uuid",
        "from django.db import migrations",
        "import django.utils.timezone",
        "from app import z",
        "import uuid",
    ]
    lines = [ImportLine(target, path, target.bound) for target, path in map(read, codes)]
    assert render_imports(lines).splitlines() == [
        "import uuid",
        "from datetime import timedelta",
        "",
        "import django.utils.timezone",
        "from app import z",
        "from django.db import migrations, models",
    ]


def test_no_imports_are_no_text():
    assert render_imports([]) == ""

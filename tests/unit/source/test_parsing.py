import ast
import re
import sys
import warnings

import pytest

from squashkit.source import parsing
from squashkit.source.parsing import NOT_VALID, UnreadableError, parse, statements


@pytest.mark.parametrize(
    "source",
    [
        b"x = 1\r\ny = 2\r\n",
        b"\xef\xbb\xbfx = 1",
        "# coding: latin-1\nx = '\xe9'".encode("latin-1"),
        b"x = '\\d'",
        b"x = 1 if 1is 1 else 2",
    ],
)
def test_odd_sources_are_read_without_a_word(source, capsys):
    with warnings.catch_warnings():
        warnings.simplefilter("error")

        assert parse(source).body

    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("source", "line"),
    [
        (b"x = 1\nprint 'x'", 2),
        (b"x = u'\xe9'", 1),
        (b"x = 1  # \xe9", 1),
        (b"# coding: nonsense\nx = 1", 1),
        (b"# coding: zip\nx = 1", 1),
        (b"x = 1\0", 1),
        ("x = 1".encode("utf-16"), 1),
    ],
)
def test_what_is_no_python_3_is_unreadable(source, line):
    with pytest.raises(UnreadableError, match=re.escape(f"{NOT_VALID} (")) as caught:
        parse(source)

    assert caught.value.line == line


def test_the_running_python_is_named():
    assert ".".join(map(str, sys.version_info[:2])) == NOT_VALID.rpartition(" ")[2]


@pytest.mark.parametrize("source", [b"x = " + b"-" * 100_000 + b"1", b"x = " + b"(" * 100_000])
def test_deep_nesting_is_unreadable(source):
    with pytest.raises(UnreadableError):
        parse(source)


def test_a_huge_file_is_not_parsed(monkeypatch):
    monkeypatch.setattr(parsing, "LARGEST", 3_000_000)

    with pytest.raises(UnreadableError, match="larger than 3 MB"):
        parse(b"#" * 3_000_001)


def test_statements_come_with_those_inside():
    text = """
    if a:
        b
    else:
        c
    try:
        d
    except e:
        f
    match g:
        case h:
            i
    def j():
        with k:
            l
    """
    module = ast.parse("if 1:" + text)
    names = [
        node.value.id
        for node in statements(module.body)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Name)
    ]

    assert names == list("bcdfil")

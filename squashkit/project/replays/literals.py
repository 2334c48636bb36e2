"""What data steps ask rows for: constants beside the name of a field in their code."""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Iterable, Iterator
from typing import Any

from ..operations.freedom import is_free

ASKING = frozenset({"Q", "exclude", "filter"})
"""Not `get`: what that asks for has been made before, and a second one is too many."""
EQUAL = ("", "exact", "iexact", "in")
"""Lookups of which a constant is the very value."""
Pair = tuple[str, Any]


def literals(migrations: Iterable[Any]) -> tuple[Pair, ...]:
    """Names of fields with values that rows may have, each pair once.

    Args:
        migrations: Django's; only the files of those with data steps are read.
    """
    found = (
        pair
        for migration in migrations
        if any(map(is_free, migration.operations))
        for statement in _statements(migration)
        for pair in _in_statement(statement)
    )
    return tuple(dict.fromkeys(found))


def _statements(migration: Any) -> Iterator[ast.stmt]:
    """Those of its module, but for functions that take a step back: they ask for its own rows."""
    reverse = (getattr(one, "reverse_code", None) for one in migration.operations)
    back = {getattr(code, "__name__", "") for code in reverse}
    try:
        tree = ast.parse(inspect.getsource(sys.modules[type(migration).__module__]))
    except (OSError, SyntaxError, TypeError):
        return
    yield from (one for one in tree.body if getattr(one, "name", None) not in back)


def _in_statement(statement: ast.stmt) -> Iterator[Pair]:
    for node in ast.walk(statement):
        if isinstance(node, ast.Call) and _name(node.func) in ASKING:
            yield from _in_call(node)
        if isinstance(node, ast.Compare) and isinstance(node.left, ast.Attribute):
            yield from _pairs(node.left.attr, node.comparators)


def _in_call(call: ast.Call) -> Iterator[Pair]:
    for keyword in call.keywords:
        field, _, lookup = (keyword.arg or "").partition("__")
        if lookup in EQUAL:
            yield from _pairs(field, [keyword.value])


def _pairs(field: str, values: Iterable[ast.expr]) -> Iterator[Pair]:
    for value in values:
        if isinstance(value, ast.List | ast.Set | ast.Tuple):
            yield from _pairs(field, value.elts)
        elif isinstance(value, ast.Constant) and isinstance(value.value, str | int):
            yield field, value.value


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""

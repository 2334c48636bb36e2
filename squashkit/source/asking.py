"""What data steps ask rows for: values beside the name of a field, in Python or in SQL.

Read from the text alone: what is computed is not known, and one value too many does no harm.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from .names import Names, names_of
from .parsing import UnreadableError, parse

Value = bool | int | float | str
Pair = tuple[str, Value]

ASKING = frozenset({"Q", "exclude", "filter"})
"""Not `get`: what that asks for has been made before, and a second one is too many."""
EQUAL = frozenset(
    {
        *("", "exact", "iexact", "in", "range", "contains", "icontains"),
        *("startswith", "istartswith", "endswith", "iendswith"),
    }
)
"""Lookups that the very value meets."""
BOUNDS = frozenset({"gt", "gte", "lt", "lte"})
"""Lookups that a number on one side of the value meets."""
IS_EQUAL = (ast.Eq, ast.NotEq, ast.In, ast.NotIn)
LONGEST = 200
"""How long a text may be that is made for a step which asks for long ones."""
CONDITION = re.compile(
    r"""["`]?(\w+)["`]?\s*(?:(=|<>|!=|<=|>=|<|>|\bI?LIKE\b)\s*('[^']*'|\d+(?:\.\d+)?)"""
    r"""|\bIN\s*\(([^()]*)\))""",
    re.IGNORECASE,
)
SQL_VALUE = re.compile(r"'[^']*'|\d+(?:\.\d+)?")


def asked_in(source: bytes) -> tuple[Pair, ...]:
    """Names of fields or columns with values that rows may have, each pair once.

    Args:
        source: the bytes of a migration file; in what cannot be read there is nothing.
    """
    try:
        tree = parse(source)
    except UnreadableError:
        return ()
    back = _taking_back(tree)
    asker = _Asker(names_of(tree))
    kept = (one for one in tree.body if getattr(one, "name", None) not in back)
    return tuple(dict.fromkeys(pair for one in kept for pair in asker.inside(one)))


def _taking_back(tree: ast.Module) -> frozenset[str]:
    """Functions that take a step back: they ask for its own rows."""
    calls = (one for one in ast.walk(tree) if isinstance(one, ast.Call))
    steps = [one for one in calls if _name(one.func) == "RunPython"]
    given = [one.args[1] for one in steps if len(one.args) > 1]
    given += [word.value for one in steps for word in one.keywords if word.arg == "reverse_code"]
    return frozenset(map(_name, given))


@dataclass(frozen=True, slots=True)
class _Asker:
    names: Names

    def inside(self, statement: ast.stmt) -> Iterator[Pair]:
        for node in ast.walk(statement):
            if isinstance(node, ast.Call):
                yield from self._in_call(node)
            elif isinstance(node, ast.Compare) and len(node.ops) == 1:
                yield from self._in_comparison(node.left, node.ops[0], node.comparators[0])
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield from _in_sql(node.value)

    def _in_call(self, call: ast.Call) -> Iterator[Pair]:
        if _name(call.func) in ASKING:
            for word in call.keywords:
                yield from self._pairs(*_parts(word.arg or ""), word.value)
        elif _name(call.func) in {"startswith", "endswith"} and call.args:
            owner = call.func.value if isinstance(call.func, ast.Attribute) else None
            yield from self._pairs(_field(owner), "", call.args[0])

    def _in_comparison(self, left: ast.expr, how: ast.cmpop, right: ast.expr) -> Iterator[Pair]:
        lookup = "" if isinstance(how, IS_EQUAL) else "gt"
        for one, other in ((left, right), (right, left)):
            yield from self._pairs(_field(one), lookup, other)
            if measured := _measured(one):
                yield from ((measured, text) for text in self._texts(other))

    def _texts(self, length: ast.expr) -> Iterator[str]:
        """Texts that are longer, and shorter, than a number."""
        for value in self._values(length):
            if type(value) is int and 0 < value < LONGEST:
                yield from ("x" * (value + 1), "x" * (value - 1))

    def _pairs(self, field: str, lookup: str, value: ast.expr) -> Iterator[Pair]:
        for one in self._values(value) if field else ():
            if lookup in EQUAL:
                yield field, one
            elif lookup in BOUNDS and not isinstance(one, bool | str):
                yield from ((field, one + 1), (field, one - 1))

    def _values(self, node: ast.expr) -> Iterator[Value]:
        if isinstance(node, ast.Name):
            node = self.names.constants.get(node.id, node)
        if isinstance(node, ast.List | ast.Set | ast.Tuple):
            # What is named within is not followed: it may be the list itself.
            for one in node.elts:
                yield from () if isinstance(one, ast.Name) else self._values(one)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str | int | float):
            yield node.value


def _parts(word: str) -> tuple[str, str]:
    """The field and the lookup of a keyword, the last of it where it leads through relations."""
    *path, last = word.split("__")
    return (path[-1], last) if path and last in EQUAL | BOUNDS else (last, "")


def _field(node: ast.expr | None) -> str:
    """The field in `row.name` or `row["name"]`."""
    if isinstance(node, ast.Attribute):
        return node.attr
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        return str(node.slice.value)
    return ""


def _measured(node: ast.expr) -> str:
    """The field in `len(row.name)`."""
    if isinstance(node, ast.Call) and _name(node.func) == "len" and node.args:
        return _field(node.args[0])
    return ""


def _in_sql(text: str) -> Iterator[Pair]:
    """Columns with values behind WHERE."""
    for column, how, value, listed in CONDITION.findall(_behind_where(text)):
        for one in map(_literal, SQL_VALUE.findall(value or listed)):
            if isinstance(one, str):
                yield column, one.replace("%", "")
            elif how in {"<", ">", "<=", ">="}:
                yield from ((column, one + 1), (column, one - 1))
            else:
                yield column, one


def _behind_where(text: str) -> str:
    _, *behind = re.split(r"\bWHERE\b", text, maxsplit=1, flags=re.IGNORECASE)
    return behind[0] if behind else ""


def _literal(text: str) -> Value:
    if text.startswith("'"):
        return text[1:-1]
    return float(text) if "." in text else int(text)


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""

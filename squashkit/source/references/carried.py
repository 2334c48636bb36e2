"""Whether a squash on disk runs the code of what it replaces as it is."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import Any

from ..arguments import last_name
from ..parsing import UnreadableError
from .alike import Code, Comparison, Definition, name_in

STEPS = frozenset({"RunPython", "RunSQL"})
PAYLOADS = frozenset({"code", "sql"})
"""What steps are given for the way there; the way back does not matter to rows that come."""


def has_all_of(squash: Code, replaced: Iterable[Code]) -> bool:
    """Whether a squash has all code and SQL of replaced migrations, and runs it in its order.

    Args:
        squash: the squash.
        replaced: those migrations, in their order; of code that cannot be read nobody knows.
    """
    try:
        left = iter(_steps(squash))
        return all(_carries(squash, one) and _runs(squash, one, left) for one in replaced)
    except UnreadableError:
        return False


def _runs(squash: Code, replaced: Code, left: Iterator[ast.expr]) -> bool:
    """Whether all steps of a migration are among those of the squash that are left."""
    return all(
        any(Comparison(replaced, squash).alike(step, one) for one in left)
        for step in _steps(replaced)
    )


def _steps(code: Code) -> list[ast.expr]:
    """What its steps run, in their order."""
    calls = sorted(_calls(code.tree, STEPS), key=lambda one: (one.lineno, one.col_offset))
    named = ([word.value for word in one.keywords if word.arg in PAYLOADS] for one in calls)
    given = (one.args[:1] or words for one, words in zip(calls, named, strict=True))
    return [one for values in given for one in values]


def _carries(squash: Code, replaced: Code) -> bool:
    """Whether a squash has the functions, the SQL and the operations of its own of a migration."""
    values, named = _in_sql(replaced)
    functions = {
        name
        for name, one in replaced.definitions.items()
        if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    wanted = functions | (named & replaced.definitions.keys())
    return (
        all(name_in(squash, name, replaced) is not None for name in wanted)
        and values <= _in_sql(squash)[0]
        and _has_each(squash, replaced, [*map(_acting, (replaced, squash))])
        and _has_each(squash, replaced, [*map(_own_operations, (replaced, squash))])
    )


def _has_each(squash: Code, replaced: Code, both: list[list[ast.AST]]) -> bool:
    wanted, there = both
    return all(
        any(Comparison(replaced, squash).alike(one, other) for other in there) for one in wanted
    )


def _acting(code: Code) -> list[ast.AST]:
    """Statements beside definitions, as those that put something into a list."""
    known = {id(one) for one in code.definitions.values()}
    return [
        one
        for one in code.tree.body
        if id(one) not in known
        and not isinstance(one, ast.Import | ast.ImportFrom | ast.ClassDef)
        and not (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant))
        and not _calls(one, STEPS)
    ]


def _own_operations(code: Code) -> list[ast.AST]:
    """Calls, among the operations, of what the project has made."""
    given = (one for one in ast.walk(code.tree) if isinstance(one, ast.Assign | ast.AnnAssign))
    lists = (one.value for one in given if isinstance(one.value, ast.List | ast.Tuple))
    calls = (call for one in lists for call in one.elts if isinstance(call, ast.Call))
    return [call for call in calls if _is_own(code, call.func)]


def _is_own(code: Code, made: ast.expr) -> bool:
    if not isinstance(made, ast.Name):
        return False
    known: Definition | None = code.definitions.get(made.id)
    origin = code.imported.get(made.id, "django.")
    return isinstance(known, ast.ClassDef) or not origin.startswith("django.")


def _calls(node: ast.AST, names: frozenset[str]) -> list[ast.Call]:
    calls = (one for one in ast.walk(node) if isinstance(one, ast.Call))
    return [one for one in calls if last_name(one.func) in names]


def _in_sql(code: Code) -> tuple[set[Any], set[str]]:
    """The texts and numbers, and the names, in all `RunSQL(...)`."""
    calls = _calls(code.tree, frozenset({"RunSQL"}))
    inside = [node for call in calls for node in ast.walk(call)]
    values = (one.value for one in inside if isinstance(one, ast.Constant))
    plain = {one for one in values if type(one) in {str, int, float}}  # and no bool
    return plain, {one.id for one in inside if isinstance(one, ast.Name)}

"""Reads RunPython and RunSQL: whether they do nothing, and whose models they ask for."""

from __future__ import annotations

import ast
from collections.abc import Collection

from ..model.migrations import ModelName
from .names import Names, NotLiteralError
from .walking import walk

_NO_PYTHON = "django.db.migrations.RunPython.noop"
_NO_SQL = "django.db.migrations.RunSQL.noop"
_PARTIAL = "functools.partial"
_GET_USER_MODEL = "django.contrib.auth.get_user_model"

USERS = "settings.AUTH_USER_MODEL"
"""Stands for the app of the users' model, among labels; only the settings say which that is."""


def is_elidable(node: ast.Call) -> bool:
    """Whether the author says that a squash may drop the step.

    Args:
        node: the call of the operation.
    """
    return any(
        keyword.arg == "elidable"
        and isinstance(keyword.value, ast.Constant)
        and keyword.value.value is True
        for keyword in node.keywords
    )


def is_noop(node: ast.Call, kind: str, names: Names) -> bool:
    """Whether every callable is `noop`, or every SQL text is empty, and there is nothing else.

    Args:
        node: the call of the operation.
        kind: the operation.
        names: the names of its module.
    """
    parts = list(node.args) + [
        keyword.value
        for keyword in node.keywords
        if keyword.arg not in {"elidable", "atomic", "hints"}
    ]
    if kind == "RunPython":
        return all(names.dotted(part) == _NO_PYTHON or is_none(part) for part in parts)
    return kind == "RunSQL" and all(_is_empty_sql(part, names) for part in parts)


def is_none(node: ast.expr) -> bool:
    """Whether this is `None`.

    Args:
        node: an expression.
    """
    return isinstance(node, ast.Constant) and node.value is None


def touched(node: ast.Call, app: str, names: Names) -> tuple[frozenset[str], frozenset[ModelName]]:
    """The apps whose models the function asks for, and the models that it names.

    The apps are none where that cannot be read; there may be more models than those named.

    Args:
        node: the call of RunPython.
        app: the label of the app that the migration belongs to.
        names: the names of its module.
    """
    code = node.args[0] if node.args else next((k.value for k in node.keywords), None)
    start = _code(code, names)
    if start is None:
        return frozenset(), frozenset()
    calls, bound = _calls(start, names)
    models = frozenset(filter(None, (_asked_model(call, names, bound) for call in calls)))
    if not isinstance(code, ast.Name):
        return frozenset(), models
    apps = {app}
    for call in calls:
        label = USERS if names.dotted(call.func) == _GET_USER_MODEL else _asked_app(call)
        if label is None or (label != USERS and _is_elsewhere(call.func, names)):
            return frozenset(), models
        apps.add(label)
    return frozenset(apps - {""}), models


def _code(node: ast.expr | None, names: Names) -> ast.AST | None:
    """The function of this module that runs: by its name, as a lambda, or in a partial."""
    if isinstance(node, ast.Name):
        return names.functions.get(node.id)
    if isinstance(node, ast.Call) and names.dotted(node.func) == _PARTIAL and node.args:
        return _code(node.args[0], names)
    return node if isinstance(node, ast.Lambda) else None


def _asked_model(call: ast.Call, names: Names, bound: Collection[str]) -> ModelName | None:
    """`get_model("shop", "Product")` or `get_model("shop.Product")`."""
    if not isinstance(call.func, ast.Attribute) or call.func.attr != "get_model":
        return None
    given = (*call.args, *(keyword.value for keyword in call.keywords))
    words = filter(None, (_word(one, names, bound) for one in given))
    app, _, model = ".".join(words).partition(".")
    return ModelName(app, model.lower()) if model and "." not in model else None


def _word(node: ast.expr, names: Names, bound: Collection[str]) -> str:
    """A text, or a constant of the module that no function at hand has a name of its own for."""
    if isinstance(node, ast.Name) and node.id in bound:
        return ""
    try:
        return names.text(node)
    except NotLiteralError:
        return ""


def _is_empty_sql(node: ast.expr, names: Names) -> bool:
    if isinstance(node, ast.Constant):
        return node.value in {"", None}
    if isinstance(node, ast.List | ast.Tuple):
        return not node.elts
    return names.dotted(node) == _NO_SQL


def _calls(start: ast.AST, names: Names) -> tuple[list[ast.Call], set[str]]:
    """All calls in a function and in the functions of its module that it mentions.

    With them the names that these functions give to parameters and variables.
    """
    calls: list[ast.Call] = []
    bound: set[str] = set()
    waiting, seen = [start], {start}
    while waiting:
        for inner in walk(waiting.pop()):
            if isinstance(inner, ast.Call):
                calls.append(inner)
            elif isinstance(inner, ast.arg):
                bound.add(inner.arg)
            elif isinstance(inner, ast.Name):
                mentioned = names.functions.get(inner.id)
                if isinstance(inner.ctx, ast.Store):
                    bound.add(inner.id)
                elif mentioned and mentioned not in seen:
                    seen.add(mentioned)
                    waiting.append(mentioned)
    return calls, bound


def _is_elsewhere(called: ast.expr, names: Names) -> bool:
    """Whether the call goes to code of another module, which may touch anything."""
    root = called
    while isinstance(root, ast.Attribute):
        root = root.value
    imported = names.imported.get(root.id, "") if isinstance(root, ast.Name) else ""
    return bool(imported) and not imported.startswith("django.db")


def _asked_app(call: ast.Call) -> str | None:
    """The label in `apps.get_model(...)`, "" for another call, None where it is not a literal."""
    if not isinstance(call.func, ast.Attribute) or call.func.attr != "get_model":
        return ""
    first = call.args[0] if call.args else None
    if isinstance(first, ast.Constant) and isinstance(first.value, str):
        return first.value.partition(".")[0]
    return None

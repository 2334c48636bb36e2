"""Reads RunPython and RunSQL: whether they do nothing, and whose models they ask for."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..model.migrations import ModelName
from .names import Names
from .walking import walk

_NO_PYTHON = "django.db.migrations.RunPython.noop"
_NO_SQL = "django.db.migrations.RunSQL.noop"


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
    if not isinstance(code, ast.Name) or code.id not in names.functions:
        return frozenset(), frozenset()
    calls = list(_calls(code.id, names))
    models = frozenset(model for model in map(_asked_model, calls) if model)
    apps = {app}
    for call in calls:
        label = _asked_app(call)
        if label is None or _is_elsewhere(call.func, names):
            return frozenset(), models
        apps.add(label)
    return frozenset(apps - {""}), models


def _asked_model(call: ast.Call) -> ModelName | None:
    """`get_model("shop", "Product")` or `get_model("shop.Product")`."""
    if not isinstance(call.func, ast.Attribute) or call.func.attr != "get_model":
        return None
    words = [
        part.value
        for part in (*call.args, *(keyword.value for keyword in call.keywords))
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    ]
    app, _, model = ".".join(words).partition(".")
    return ModelName(app, model.lower()) if model and "." not in model else None


def _is_empty_sql(node: ast.expr, names: Names) -> bool:
    if isinstance(node, ast.Constant):
        return node.value in {"", None}
    if isinstance(node, ast.List | ast.Tuple):
        return not node.elts
    return names.dotted(node) == _NO_SQL


def _calls(start: str, names: Names) -> Iterator[ast.Call]:
    """All calls in a function and in the functions of its module that it mentions."""
    waiting, seen = [start], {start}
    while waiting:
        for inner in walk(names.functions[waiting.pop()]):
            if isinstance(inner, ast.Call):
                yield inner
            elif (
                isinstance(inner, ast.Name) and inner.id in names.functions and inner.id not in seen
            ):
                seen.add(inner.id)
                waiting.append(inner.id)


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

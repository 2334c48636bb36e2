"""Reads one operation of a migration: what it changes, what it refers to, what it may touch."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from ..model.migrations import ModelName, OperationFacts
from .names import Names, NotLiteralError

DJANGO = re.compile(r"django\.db\.migrations(?:\.operations(?:\.\w+)?)?\.(\w+)")
SETTINGS = "django.conf.settings."
POSTGRES = "django.contrib.postgres.operations."
LABELLED = re.compile(r"([A-Za-z_]\w*)\.([A-Za-z_]\w*)")
MODEL_ARGUMENTS = ("model_name", "name", "old_name")

# The operations of Django that change models and never rows.
SCHEMA = frozenset(
    {
        *("CreateModel", "DeleteModel", "RenameModel", "AlterModelOptions", "AlterModelManagers"),
        *("AlterModelTable", "AlterModelTableComment", "AlterOrderWithRespectTo"),
        *("AlterUniqueTogether", "AlterIndexTogether"),
        *("AddField", "RemoveField", "AlterField", "RenameField"),
        *("AddIndex", "RemoveIndex", "RenameIndex"),
        *("AddConstraint", "RemoveConstraint", "AlterConstraint"),
    }
)


def read_operation(node: ast.expr, app: str, names: Names) -> OperationFacts:
    """Read one element of `operations`.

    Args:
        node: the expression.
        app: the label of the app that the migration belongs to.
        names: the names of its module.

    Raises:
        NotLiteralError: it is not a plain call of an operation class.
    """
    if not isinstance(node, ast.Call) or not names.dotted(node.func):
        raise NotLiteralError(node)
    kind = _kind(names.dotted(node.func))
    if kind == "SeparateDatabaseAndState":
        return _separate(node, app, names)
    if kind in SCHEMA:
        return _schema(node, kind, app, names)
    return _free(node, kind, app, names)


def _kind(dotted: str) -> str:
    match = DJANGO.fullmatch(dotted)
    return match[1] if match else dotted


def _schema(node: ast.Call, kind: str, app: str, names: Names) -> OperationFacts:
    for inner in ast.walk(node):
        setting = names.dotted(inner) if isinstance(inner, ast.Attribute) else ""
        # Merged, it would be written down as the value that it has on this machine.
        if setting.startswith(SETTINGS) and not setting.endswith("_MODEL"):
            raise NotLiteralError(inner)
    model = _model_of(node, names)
    removes = kind in {"RenameModel", "DeleteModel"}
    return OperationFacts(
        kind=kind,
        line=node.lineno,
        model=model,
        references=frozenset(_references(node)),
        removes=frozenset({ModelName(app, model)}) if removes else frozenset(),
    )


def _model_of(node: ast.Call, names: Names) -> str:
    """The model that the operation is about; all of Django's name it first."""
    given = {keyword.arg: keyword.value for keyword in node.keywords}
    for argument in MODEL_ARGUMENTS:
        if argument in given:
            return names.text(given[argument]).lower()
    if node.args:
        return names.text(node.args[0]).lower()
    raise NotLiteralError(node)


def _references(node: ast.AST) -> Iterator[ModelName]:
    """Every string that may be "app.Model"; one too many does no harm, one too few would."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.Constant) and isinstance(inner.value, str):
            match = LABELLED.fullmatch(inner.value)
            if match:
                yield ModelName(match[1], match[2].lower())


def _separate(node: ast.Call, app: str, names: Names) -> OperationFacts:
    """SeparateDatabaseAndState is as wide as what it holds."""
    given = dict(zip(("database_operations", "state_operations"), node.args, strict=False))
    given |= {keyword.arg: keyword.value for keyword in node.keywords if keyword.arg}
    inner = [
        read_operation(item, app, names)
        for value in given.values()
        for item in ([] if _is_none(value) else names.items(value))
    ]
    return OperationFacts(
        kind="SeparateDatabaseAndState",
        line=node.lineno,
        references=frozenset().union(*(operation.references for operation in inner)),
        removes=frozenset().union(*(operation.removes for operation in inner)),
        touches_rows=any(operation.touches_rows for operation in inner),
        touched_apps=frozenset().union(*(operation.touched_apps for operation in inner)),
    )


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _free(node: ast.Call, kind: str, app: str, names: Names) -> OperationFacts:
    """RunPython, RunSQL and everything that is not Django's own: it may do anything."""
    return OperationFacts(
        kind=kind,
        line=node.lineno,
        references=frozenset(_references(node)),
        touches_rows=not kind.startswith(POSTGRES),
        touched_apps=_touched_apps(node, app, names) if kind == "RunPython" else frozenset(),
        noop=_is_noop(node, kind, names),
        elidable=_is_elidable(node),
    )


def _is_elidable(node: ast.Call) -> bool:
    return any(
        keyword.arg == "elidable"
        and isinstance(keyword.value, ast.Constant)
        and keyword.value.value is True
        for keyword in node.keywords
    )


def _is_noop(node: ast.Call, kind: str, names: Names) -> bool:
    """Whether every callable is `noop`, or every SQL text is empty, and there is nothing else."""
    parts = list(node.args) + [
        keyword.value
        for keyword in node.keywords
        if keyword.arg not in {"elidable", "atomic", "hints"}
    ]
    if kind == "RunPython":
        wanted = {"django.db.migrations.RunPython.noop"}
        return all(names.dotted(part) in wanted or _is_none(part) for part in parts)
    return kind == "RunSQL" and all(_is_empty_sql(part, names) for part in parts)


def _is_empty_sql(node: ast.expr, names: Names) -> bool:
    if isinstance(node, ast.Constant):
        return node.value in {"", None}
    if isinstance(node, ast.List | ast.Tuple):
        return not node.elts
    return names.dotted(node) == "django.db.migrations.RunSQL.noop"


def _touched_apps(node: ast.Call, app: str, names: Names) -> frozenset[str]:
    """The apps whose models the function asks for; empty when that cannot be read."""
    code = node.args[0] if node.args else next((k.value for k in node.keywords), None)
    if not isinstance(code, ast.Name) or code.id not in names.functions:
        return frozenset()
    found = {app}
    for call in _calls(code.id, names):
        label = _asked_app(call)
        if label is None or _is_elsewhere(call.func, names):
            return frozenset()
        found.add(label)
    return frozenset(found - {""})


def _calls(start: str, names: Names) -> Iterator[ast.Call]:
    """All calls in a function and in the functions of its module that it mentions."""
    waiting, seen = [start], {start}
    while waiting:
        for inner in ast.walk(names.functions[waiting.pop()]):
            if isinstance(inner, ast.Call):
                yield inner
            elif isinstance(inner, ast.Name) and inner.id in names.functions.keys() - seen:
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

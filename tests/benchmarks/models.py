"""The models that migrations lead to, as far as their files say: a small reader of its own.

Expressions are compared as they are written, so that a longer text is another one.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

Models = dict[str, dict[str, str]]
"""Model to its parts, each with how it is written."""


def models_after(sources: Iterable[bytes]) -> Models:
    """Run the operations of one app on paper; what is not known changes nothing.

    Args:
        sources: the files in the order in which Django runs them.
    """
    models: Models = {}
    for source in sources:
        for kind, named in _operations(ast.parse(source)):
            _take(models, kind, named)
    return models


def _operations(module: ast.Module) -> Iterator[tuple[str, dict[str, ast.expr]]]:
    for node in ast.walk(module):
        if isinstance(node, ast.ClassDef) and node.name == "Migration":
            for statement in node.body:
                if isinstance(statement, ast.Assign) and _is(statement.targets[0], "operations"):
                    yield from _calls(statement.value)


def _calls(listed: ast.expr) -> Iterator[tuple[str, dict[str, ast.expr]]]:
    for call in listed.elts if isinstance(listed, (ast.List, ast.Tuple)) else ():
        if not isinstance(call, ast.Call):
            continue
        kind = ast.unparse(call.func).rpartition(".")[2]
        named = {word.arg: word.value for word in call.keywords if word.arg}
        if kind == "SeparateDatabaseAndState":
            yield from _calls(named.get("state_operations", ast.Constant(None)))
        elif kind in POSITIONS:
            yield kind, {**dict(zip(POSITIONS[kind], call.args, strict=False)), **named}


def _is(target: ast.expr, name: str) -> bool:
    return isinstance(target, ast.Name) and target.id == name


POSITIONS = {
    "CreateModel": ("name", "fields", "options", "bases"),
    "DeleteModel": ("name",),
    "RenameModel": ("old_name", "new_name"),
    "AlterModelOptions": ("name", "options"),
    "AlterModelTable": ("name", "table"),
    "AlterUniqueTogether": ("name", "unique_together"),
    "AlterIndexTogether": ("name", "index_together"),
    "AddField": ("model_name", "name", "field"),
    "RemoveField": ("model_name", "name"),
    "AlterField": ("model_name", "name", "field"),
    "RenameField": ("model_name", "old_name", "new_name"),
    "AddIndex": ("model_name", "index"),
    "RemoveIndex": ("model_name", "name"),
    "AddConstraint": ("model_name", "constraint"),
    "RemoveConstraint": ("model_name", "name"),
}


def _take(models: Models, kind: str, named: dict[str, ast.expr]) -> None:
    texts = {name: _text(value) for name, value in named.items()}
    model = (texts.get("model_name") or texts.get("name") or texts.get("old_name", "")).lower()
    parts = models.setdefault(model, {})
    if kind == "CreateModel":
        fields = named.get("fields")
        pairs = fields.elts if isinstance(fields, (ast.List, ast.Tuple)) else ()
        for pair in pairs:
            name, field = pair.elts  # type: ignore[attr-defined]
            parts[f"field {_text(name)}"] = _text(field)
        parts["options"] = texts.get("options", "")
    elif kind == "DeleteModel":
        del models[model]
    elif kind == "RenameModel":
        models[texts["new_name"].lower()] = models.pop(model)
    elif kind == "RenameField":
        parts[f"field {texts['new_name']}"] = parts.pop(f"field {texts['old_name']}", "")
    elif kind in {"AddField", "AlterField"}:
        parts[f"field {texts['name']}"] = texts["field"]
    elif kind in {"AddIndex", "AddConstraint"}:
        parts[_named_part(named)] = ast.unparse([*named.values()][-1])
    elif kind.startswith("Remove"):
        what = kind.removeprefix("Remove").lower()
        parts.pop(f"{what} {texts['name']}", None)
    else:
        parts[kind] = [*texts.values()][-1]


def _named_part(named: dict[str, ast.expr]) -> str:
    what, value = [*named.items()][-1]
    words = value.keywords if isinstance(value, ast.Call) else []
    name = next((_text(word.value) for word in words if word.arg == "name"), ast.unparse(value))
    return f"{what} {name}"


def _text(value: ast.expr) -> str:
    return (
        value.value
        if isinstance(value, ast.Constant) and isinstance(value.value, str)
        else (ast.unparse(value))
    )

"""Reads what app configs and settings say about migrations, as text."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from ..model.keys import MigrationKey
from .names import Names, NotLiteralError, names_of
from .parsing import UnreadableError, parse, statements
from .reading import NotDjangoError, read_module

SETTING = "MIGRATION_MODULES"


def label_in(source: bytes) -> str:
    """The label of the first AppConfig, or of the one that says `default = True`.

    As `AppConfig.create` in django/apps/config.py: `label`, else the last part of `name`.

    Args:
        source: an `apps.py`, or the `__init__.py` of a package.
    """
    if b"class" not in source:
        return ""
    try:
        module = parse(source)
    except UnreadableError:
        return ""
    names = names_of(module)
    configs = [
        _literals(node, names)
        for node in module.body
        if isinstance(node, ast.ClassDef) and node.bases
    ]
    labels = [
        (config.get("default") != "True", _label(config)) for config in configs if _label(config)
    ]
    return min(labels, key=lambda one: one[0])[1] if labels else ""


def parents_in(source: bytes) -> frozenset[MigrationKey]:
    """What a migration says that it depends on; nothing where that cannot be read.

    Args:
        source: a module beside others of a migrations package.
    """
    try:
        facts = read_module(MigrationKey("", ""), source, "")
    except (UnreadableError, NotDjangoError):
        return frozenset()
    return frozenset(MigrationKey(one.app, one.name) for one in facts.dependencies)


def modules_in(source: bytes) -> Mapping[str, str]:
    """App label to dotted module, as far as MIGRATION_MODULES is written as literals.

    Args:
        source: a module of settings; those that do not name it are not parsed.
    """
    if SETTING.encode() not in source:
        return {}
    try:
        module = parse(source)
    except UnreadableError:
        return {}
    names = names_of(module)
    return {
        label: dotted
        for statement in statements(module.body)
        for label, dotted in _entries(statement, names)
    }


def _label(config: Mapping[str, str]) -> str:
    return config.get("label") or config.get("name", "").rpartition(".")[2]


def _literals(node: ast.ClassDef, names: Names) -> dict[str, str]:
    """What the class says; nothing where it computes its label or its name."""
    given: dict[str, str] = {}
    for statement in node.body:
        match statement:
            case ast.Assign(targets=[ast.Name(id="default")], value=ast.Constant(value=value)):
                given["default"] = str(value)
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=ast.expr() as value)
                | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
            ) if name in {"label", "name"}:
                given[name] = _text(value, names)
                if not given[name]:
                    return {}
            case _:
                pass
    return given


def _entries(statement: ast.stmt, names: Names) -> Iterator[tuple[str, str]]:
    """The literal pairs in `X = {...}`, `X["a"] = "b"` and `X.update({...})`."""
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Dict() as pairs):
            pass
        case ast.AnnAssign(target=ast.Name(id=name), value=ast.Dict() as pairs):
            pass
        case ast.Assign(targets=[ast.Subscript(value=ast.Name(id=name), slice=key)], value=value):
            pairs = ast.Dict([key], [value])
        case ast.Expr(
            value=ast.Call(
                func=ast.Attribute(value=ast.Name(id=name), attr="update"),
                args=[ast.Dict() as pairs],
            )
        ):
            pass
        case _:
            return
    if name == SETTING:
        for one, other in zip(pairs.keys, pairs.values, strict=True):
            label, dotted = _text(one, names), _text(other, names)
            if label and dotted:
                yield label, dotted


def _text(node: ast.expr | None, names: Names) -> str:
    try:
        return names.text(node) if node else ""
    except NotLiteralError:
        return ""

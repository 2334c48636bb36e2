"""What a migration file depends on: a small reader of its own, to judge squashkit's by."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

Key = tuple[str, str]
"""As Django has it: app label and name."""


class OutsideError(Exception):
    """A file for which there is no verdict; the text says why."""


@dataclass(frozen=True)
class Header:
    """What the class says besides its operations."""

    dependencies: tuple[Key, ...] = ()
    run_before: tuple[Key, ...] = ()
    replaces: tuple[Key, ...] = ()


def header_of(source: bytes) -> Header | None:
    """Read a file; None where it has no class Migration, so that Django would refuse it.

    Args:
        source: the file.

    Raises:
        OutsideError: it is no Python 3, one of South, or computes what it depends on.
    """
    module = _parsed(source)
    if any(_of_south(node) for node in ast.walk(module)):
        raise OutsideError("South")
    for node in module.body:
        if isinstance(node, ast.ClassDef) and node.name == "Migration":
            return Header(**dict(_attributes(node)))
    return None


def label_of(source: bytes) -> str:
    """What an `apps.py` calls its app; empty where it does not say so literally.

    Args:
        source: the file.
    """
    try:
        classes = [node for node in _parsed(source).body if isinstance(node, ast.ClassDef)]
    except OutsideError:
        return ""
    for node in classes:
        texts = {name: _text(value) for name, value in _assignments(node)}
        label = texts.get("label") or texts.get("name", "").rpartition(".")[2]
        if label:
            return label
    return ""


def _parsed(source: bytes) -> ast.Module:
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError) as error:
        raise OutsideError("not Python 3") from error


def _of_south(node: ast.AST) -> bool:
    return isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "south"


def _attributes(node: ast.ClassDef) -> Iterator[tuple[str, tuple[Key, ...]]]:
    for name, value in _assignments(node):
        if name in Header.__dataclass_fields__:
            yield name, tuple(_keys(value))


def _keys(value: ast.expr) -> Iterator[Key]:
    if not isinstance(value, (ast.List, ast.Tuple)):
        raise OutsideError("computed dependencies")
    for item in value.elts:
        if isinstance(item, ast.Call) and "swappable_dependency" in ast.unparse(item.func):
            continue
        try:
            app, name = ast.literal_eval(item)
        except (ValueError, TypeError) as error:
            raise OutsideError("computed dependencies") from error
        yield app, name


def _assignments(node: ast.ClassDef) -> Iterator[tuple[str, ast.expr]]:
    for statement in node.body:
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            yield statement.targets[0].id, statement.value
        elif isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            yield statement.target.id, statement.value or ast.Constant(None)


def _text(value: ast.expr) -> str:
    return value.value if isinstance(value, ast.Constant) and isinstance(value.value, str) else ""

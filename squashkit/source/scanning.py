"""Finds apps with migrations by their files alone, for a tree that cannot be imported."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from pathlib import Path

from ..model.history import App
from .names import NotLiteralError, names_of

SKIPPED = frozenset({"node_modules", "site-packages", "dist-packages", "__pycache__", "build"})


def scan(root: Path) -> tuple[App, ...]:
    """Every package below `root` that holds a `migrations` package, sorted by label."""
    found = {}
    for directory in _packages(root):
        package = directory.parent
        label = _label(package)
        found[label] = App(label, f"{_dotted(package)}.migrations", str(directory))
    return tuple(sorted(found.values()))


def source_files(root: Path) -> Iterator[Path]:
    """Every Python file below `root` that is the project's own, sorted within its folder."""
    for directory, folders, files in os.walk(root):
        here = Path(directory)
        folders[:] = sorted(name for name in folders if _is_source(here / name))
        yield from (here / name for name in sorted(files) if name.endswith(".py"))


def _packages(root: Path) -> Iterator[Path]:
    for directory, folders, files in os.walk(root):
        here = Path(directory)
        folders[:] = sorted(name for name in folders if _is_source(here / name))
        if here.name == "migrations" and "__init__.py" in files:
            yield here


def _is_source(folder: Path) -> bool:
    hidden = folder.name.startswith(".") or folder.name in SKIPPED
    return not hidden and not (folder / "pyvenv.cfg").exists()


def _dotted(package: Path) -> str:
    parts = [package.name]
    while (package.parent / "__init__.py").exists():
        package = package.parent
        parts.insert(0, package.name)
    return ".".join(parts)


def _label(package: Path) -> str:
    """`AppConfig.label`, else the last part of its `name`, else the folder's name."""
    config = package / "apps.py"
    if config.exists():
        try:
            module = ast.parse(config.read_bytes())
        except SyntaxError:
            return package.name
        for node in module.body:
            if isinstance(node, ast.ClassDef):
                label = _class_label(node, module)
                if label:
                    return label
    return package.name


def _class_label(node: ast.ClassDef, module: ast.Module) -> str:
    names = names_of(module)
    given = {}
    for statement in node.body:
        match statement:
            case ast.Assign(targets=[ast.Name(id="label" | "name" as name)], value=value):
                try:
                    given[name] = names.text(value)
                except NotLiteralError:
                    return ""
            case _:
                pass
    return given.get("label") or given.get("name", "").rpartition(".")[2]

"""The full names of what a module uses of others."""

from __future__ import annotations

import ast
from collections.abc import Iterator


def used_names(tree: ast.Module, module: str) -> set[str]:
    """Dotted names of what is imported, anywhere in the module, and of what is used of that.

    Args:
        tree: the module's.
        module: its dotted name, for relative imports.
    """
    imported = dict(_imports(tree, module))
    chains = (_chain(node, imported) for node in ast.walk(tree) if isinstance(node, ast.Attribute))
    return {*imported.values(), *filter(None, chains)}


def _imports(tree: ast.Module, module: str) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            package = module.split(".")[: -node.level] if node.level else []
            origin = ".".join([*package, *filter(None, [node.module])])
            for alias in node.names:
                yield alias.asname or alias.name, f"{origin}.{alias.name}"
        elif isinstance(node, ast.Import):
            for alias in node.names:
                top = alias.name.partition(".")[0]
                yield alias.asname or top, alias.name if alias.asname else top


def _chain(node: ast.expr, imported: dict[str, str]) -> str:
    """`shop.utils.slug` for `utils.slug` after `from shop import utils`."""
    if isinstance(node, ast.Attribute):
        owner = _chain(node.value, imported)
        return f"{owner}.{node.attr}" if owner else ""
    return imported.get(node.id, "") if isinstance(node, ast.Name) else ""

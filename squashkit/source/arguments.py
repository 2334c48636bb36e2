"""Reads the arguments of calls as far as they are literals."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping

from .names import Names, NotLiteralError

# The parameters of Django's operations on models, as their __init__ in
# django/db/migrations/operations/models.py and fields.py name them. The first is the model.
SIGNATURES: Mapping[str, tuple[str, ...]] = {
    "CreateModel": ("name", "fields", "options", "bases", "managers"),
    "DeleteModel": ("name",),
    "RenameModel": ("old_name", "new_name"),
    "AlterModelOptions": ("name", "options"),
    "AlterModelManagers": ("name", "managers"),
    "AlterModelTable": ("name", "table"),
    "AlterModelTableComment": ("name", "table_comment"),
    "AlterOrderWithRespectTo": ("name", "order_with_respect_to"),
    "AlterUniqueTogether": ("name", "unique_together"),
    "AlterIndexTogether": ("name", "index_together"),
    "AddField": ("model_name", "name", "field", "preserve_default"),
    "RemoveField": ("model_name", "name", "field"),
    "AlterField": ("model_name", "name", "field", "preserve_default"),
    "RenameField": ("model_name", "old_name", "new_name"),
    "AddIndex": ("model_name", "index"),
    "RemoveIndex": ("model_name", "name"),
    "RenameIndex": ("model_name", "new_name", "old_name", "old_fields"),
    "AddConstraint": ("model_name", "constraint"),
    "RemoveConstraint": ("model_name", "name"),
    "AlterConstraint": ("model_name", "name", "constraint"),
}


def arguments(node: ast.Call, parameters: Iterable[str]) -> dict[str, ast.expr]:
    """The arguments of a call by the names of the parameters.

    Args:
        node: the call; what follows a starred argument is left out.
        parameters: the names in the order in which they are taken.
    """
    given: dict[str, ast.expr] = {}
    for name, value in zip(parameters, node.args, strict=False):
        if isinstance(value, ast.Starred):
            break
        given[name] = value
    given.update({keyword.arg: keyword.value for keyword in node.keywords if keyword.arg})
    return given


def last_name(node: ast.expr) -> str:
    """`filter` of `items.filter`, `Q` of `Q`; empty where what is called has no name.

    Args:
        node: what is called, or handed on to be.
    """
    return str(getattr(node, "attr", getattr(node, "id", "")))


def text_of(node: ast.expr | None, names: Names) -> str:
    """A text, or an empty one where there is none that can be read."""
    try:
        return names.text(node) if node else ""
    except NotLiteralError:
        return ""


def items_of(node: ast.expr | None, names: Names) -> list[ast.expr]:
    """The elements of a list, or none where it cannot be read."""
    try:
        return names.items(node) if node else []
    except NotLiteralError:
        return []

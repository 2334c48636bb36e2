"""Imports that are calls: the name of a numbered migration can stand in no import statement."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from dataclasses import dataclass

import libcst as cst
from libcst.helpers import get_full_name_for_node

from .imports import Import, absolute

IMPORTERS = frozenset({"__import__", "import_module", "import_string"})


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The module that a call stands in.

    Attributes:
        module: its dotted name.
        meanings: the full name of what each name means that its imports bind.
    """

    module: str
    meanings: Mapping[str, str]

    def full_name(self, node: cst.CSTNode) -> str:
        """What a dotted name is called where it comes from; empty for any other code."""
        root, dot, rest = (get_full_name_for_node(node) or "").partition(".")
        return f"{self.meanings.get(root, root)}{dot}{rest}"


def importing(call: cst.Call, around: Surroundings) -> tuple[str, cst.BaseExpression | None]:
    """The function by which a call imports a module, and what it is given; else nothing.

    Args:
        call: any call.
        around: where it stands.
    """
    name = around.full_name(call.func).rpartition(".")[2]
    if name not in IMPORTERS:
        return "", None
    return name, _argument(call, 0, "name", "dotted_path")


def imported_path(call: cst.Call, around: Surroundings) -> str:
    """The dotted name that a call imports by string, or an empty string.

    Args:
        call: any call.
        around: where it stands.
    """
    name, value = importing(call, around)
    package = _package(call, around) if name == "import_module" else ""
    return absolute_path(text_of(value), package)


def absolute_path(path: str, package: str) -> str:
    """A dotted name with the dots in front of it resolved as `importlib` does; empty if it cannot.

    Args:
        path: a name, which begins with dots where it is relative.
        package: the one that a relative name starts from.
    """
    try:
        return importlib.util.resolve_name(path, package)
    except ImportError:
        return ""


def read_fetched(node: cst.CSTNode | None, around: Surroundings) -> Import | None:
    """What `name = import_module("app.migrations.0002_x").thing` takes, where that is all.

    Without `.thing` it is the module itself.

    Args:
        node: a statement of one line.
        around: where it stands.
    """
    if not isinstance(node, cst.Assign):
        return None
    targets, value = [one.target for one in node.targets], node.value
    call, name = (
        (value.value, value.attr.value) if isinstance(value, cst.Attribute) else (value, "")
    )
    if len(targets) > 1 or not isinstance(targets[0], cst.Name) or not isinstance(call, cst.Call):
        return None
    path = module_given(call, around)
    return Import(path, name, targets[0].value) if path else None


def module_given(call: cst.Call, around: Surroundings) -> str:
    """The dotted name of the module that a call gives, or an empty string.

    `__import__` gives another than it imports, unless it has a `fromlist`.

    Args:
        call: any call.
        around: where it stands.
    """
    name, _ = importing(call, around)
    listed = _argument(call, 3, "fromlist") is not None
    gives = name == "import_module" or (name == "__import__" and listed)
    return imported_path(call, around) if gives else ""


def source_of(node: cst.Call | cst.ImportFrom, around: Surroundings) -> str:
    """The dotted name of the module that an import or a call gives, or an empty string.

    Args:
        node: the import or the call.
        around: where it stands.
    """
    if isinstance(node, cst.ImportFrom):
        return absolute(node, around.module)
    return module_given(node, around)


def text_of(node: cst.CSTNode | None) -> str:
    """What a plain string says; empty for any other code."""
    value = node.evaluated_value if isinstance(node, cst.SimpleString) else ""
    return value if isinstance(value, str) else ""


def _package(call: cst.Call, around: Surroundings) -> str:
    """The package that a call names for relative names."""
    value = _argument(call, 1, "package")
    if isinstance(value, cst.Name) and value.value == "__package__":
        return around.module.rpartition(".")[0]
    return text_of(value)


def _argument(call: cst.Call, place: int, *keywords: str) -> cst.BaseExpression | None:
    """What a call is given at this place, or by one of these keywords."""
    plain = [one.value for one in call.args if one.keyword is None]
    named = {one.keyword.value: one.value for one in call.args if one.keyword is not None}
    found = next((named[keyword] for keyword in keywords if keyword in named), None)
    return plain[place] if place < len(plain) else found

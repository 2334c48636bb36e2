"""What a module may do to the values of its names behind their back: filling a list, for one."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from ..arguments import last_name
from .harmless import words

MUTATORS = words(
    """
    add append appendleft clear difference_update discard extend extendleft insert
    intersection_update pop popitem popleft remove reverse setdefault sort
    symmetric_difference_update update
    """
)
# Called with a value, these make something else of it.
_READERS = words(
    """
    Counter OrderedDict all any dict enumerate filter frozenset len list map max min partial print
    range reversed set sorted str sum tuple zip
    """
)
_MAKERS = words("Counter OrderedDict defaultdict deque dict list set")
_DISPLAYS = (ast.Dict, ast.DictComp, ast.List, ast.ListComp, ast.Set, ast.SetComp)
_DEFINITIONS = (ast.AsyncFunctionDef, ast.ClassDef, ast.FunctionDef, ast.Lambda)


def changed_names(tree: ast.Module, values: Mapping[str, ast.expr]) -> dict[str, ast.AST]:
    """The names whose value something changes, each with the first place that does so.

    Args:
        tree: of the module.
        values: its names and what they are assigned.
    """
    found: dict[str, ast.AST] = {}
    for node in ast.walk(tree):
        for name in _changed(node):
            found.setdefault(name, node)
    for call in _calls(tree):
        for argument in (*call.args, *(word.value for word in call.keywords)):
            name = argument.id if isinstance(argument, ast.Name) else ""
            if name in values:
                found.setdefault(name, call)
    for name, value in values.items():
        if name in found and isinstance(value, ast.Name):
            found.setdefault(value.id, found[name])
    return found


def mutable_names(values: Mapping[str, ast.expr]) -> frozenset[str]:
    """The names of lists, dicts and sets, which whoever imports them may fill."""
    return frozenset(name for name, value in values.items() if _is_mutable(value))


def _is_mutable(value: ast.expr) -> bool:
    if isinstance(value, ast.Call):
        return last_name(value.func) in _MAKERS
    return isinstance(value, _DISPLAYS)


def _changed(node: ast.AST) -> Iterator[str]:
    """Names that a node changes by a method, an item or an attribute, or binds from a function."""
    match node:
        case ast.Attribute(value=ast.Name(id=name), attr=method) if method in MUTATORS:
            yield name
        case ast.Global(names=names):
            yield from names
        case _:
            yield from altered_names(node)


def altered_names(node: ast.AST) -> Iterator[str]:
    """The name of which a node sets or deletes an attribute or an item, if it does."""
    if isinstance(node, ast.Attribute | ast.Subscript) and not isinstance(node.ctx, ast.Load):
        first: ast.expr = node
        while isinstance(first, ast.Attribute | ast.Subscript):
            first = first.value
        if isinstance(first, ast.Name):
            yield first.id


def _calls(tree: ast.Module) -> Iterator[ast.Call]:
    """The calls that run when the module is imported, of what may change an argument."""
    waiting: list[ast.AST] = [*tree.body]
    while waiting:
        node = waiting.pop()
        if isinstance(node, _DEFINITIONS):
            continue
        if isinstance(node, ast.Call) and last_name(node.func) not in _READERS:
            yield node
        waiting.extend(ast.iter_child_nodes(node))

"""The values that expressions in a piece of code stand for, as far as they are written out."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..reaching import Bindings, Modules
from .literals import Value, made_by

DEEPEST = 5
"""From how many modules at most a name is handed on."""


class Meanings:
    """What the names in a piece of code stand for.

    Args:
        names: what they are bound to.
        modules: those of the project.
    """

    def __init__(self, names: Bindings, modules: Modules) -> None:
        self.names = names
        self.modules = modules

    def values(self, node: ast.expr, seen: set[int] | None = None) -> Iterator[Value]:
        """Those of a literal, a constant or a list of them, and of a dict its keys.

        Args:
            node: the expression.
            seen: expressions that were asked: a list may be said to hold itself.
        """
        seen = set() if seen is None else seen
        if id(node) in seen:
            return
        seen.add(id(node))
        match node:
            case ast.List(elts=parts) | ast.Set(elts=parts) | ast.Tuple(elts=parts):
                yield from (value for one in parts for value in self.values(one, seen))
            case ast.Dict(keys=keys):
                yield from (value for one in keys if one for value in self.values(one, seen))
            case ast.Constant(value=str() | int() | float() as value):
                yield value
            case ast.UnaryOp(ast.USub(), ast.Constant(value=int() | float() as value)):
                yield -value
            case ast.Call(func=ast.Name(name) | ast.Attribute(attr=name), args=given):
                within = given[:1] if name == "make_aware" else ()
                yield from made_by(name, given)
                yield from (value for one in within for value in self.values(one, seen))
            case ast.Name() | ast.Attribute():
                meant, there = self.meant(node) or (node, self)
                if isinstance(meant, ast.expr):
                    yield from there.values(meant, seen)
            case _:
                pass

    def keywords(self, call: ast.Call) -> Iterator[tuple[str, ast.expr, Meanings]]:
        """What a call is given by name, also in a dict that is written out, and the names there.

        Args:
            call: such as `filter(a=1, **{"b": 2})`.
        """
        for word in call.keywords:
            if word.arg:
                yield word.arg, word.value, self
                continue
            held, there = self.meant(word.value) or (word.value, self)
            pairs = zip(held.keys, held.values, strict=True) if isinstance(held, ast.Dict) else ()
            for key, value in pairs:
                if isinstance(key, ast.Constant) and isinstance(key.value, str):
                    yield key.value, value, there

    def meant(self, node: ast.expr) -> tuple[ast.AST, Meanings] | None:
        """The expression or the class that a name stands for, and the names around that.

        Args:
            node: a name, or an attribute of what a name stands for.
        """
        if (dotted := self.names.dotted(node)) and (found := self._at(dotted)):
            return found
        match node:
            case ast.Name(name):
                return self._named(name)
            case ast.Attribute(owner, name):
                held = self.meant(owner)
                return _part(*held, name) if held else None
            case _:
                return None

    def _named(self, name: str) -> tuple[ast.AST, Meanings] | None:
        module = self.names.module
        found: ast.AST | None = self.names.only(name)
        if found is None and name not in self.names.bound:
            found = module.values.get(name) or module.classes.get(name)
        return (found, self) if found is not None else None

    def _at(self, dotted: str) -> tuple[ast.AST, Meanings] | None:
        """What has this full name, where it comes from."""
        for _ in range(DEEPEST):
            found = self.modules.defining(dotted)
            if found is None:
                return None
            module, name = found
            if name not in module.names.imported:
                return Meanings(Bindings((), module), self.modules).meant(ast.Name(name))
            dotted = module.absolute(module.names.imported[name])
        return None


def _part(held: ast.AST, there: Meanings, name: str) -> tuple[ast.AST, Meanings] | None:
    """What a class gives a name, or the value of a member of an enumeration."""
    if not isinstance(held, ast.ClassDef):
        return (held, there) if name == "value" else None
    for node in held.body:
        match node:
            case ast.ClassDef(name=found) if found == name:
                return node, there
            case ast.Assign(targets=[ast.Name(found)], value=value) if found == name:
                return value, there
            case ast.AnnAssign(target=ast.Name(found), value=ast.expr() as value) if found == name:
                return value, there
            case _:
                pass
    return None

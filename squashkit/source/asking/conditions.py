"""Values beside the name of a field, in the code of migrations and in what it calls."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..arguments import arguments, last_name
from ..reaching import Bindings, Finder, Module, Modules, Walker
from ..walking import walk
from .literals import Pair, as_plain, both_sides
from .meanings import Meanings
from .sql import in_sql

ASKING = frozenset({"Q", "When", "exclude", "filter", "get_or_create", "update_or_create"})
"""Not `get`: what that asks for has been made before, and a second one is too many."""
EQUAL = frozenset(
    {
        *("", "exact", "iexact", "in", "range", "contains", "icontains"),
        *("startswith", "istartswith", "endswith", "iendswith"),
    }
)
"""Lookups that the very value meets."""
BOUNDS = frozenset({"gt", "gte", "lt", "lte"})
"""Lookups that a number on one side of the value meets."""
IS_EQUAL = (ast.Eq, ast.NotEq, ast.In, ast.NotIn)
CHANGING = frozenset({"casefold", "lower", "strip", "upper"})
"""Methods whose result may be what they are called on."""
LONGEST = 200
"""How long a text may be that is made for a step which asks for long ones."""


def asked_in(names: Iterable[str], find: Finder) -> tuple[Pair, ...]:
    """Names of fields or columns with values that rows may have, each pair once.

    Args:
        names: dotted, of the modules of migrations; in what cannot be read there is nothing.
        find: looks up these modules, and those whose code they call.
    """
    modules = Modules(find)
    walker, found = Walker(modules), dict[Pair, None]()
    for module in filter(None, map(modules.module, names)):
        found.update(dict.fromkeys(_of_migration(module, walker)))
    for piece, place in walker.seen.items():
        found.update(dict.fromkeys(_inside(piece, place, modules)))
    return tuple(found)


def _of_migration(module: Module, walker: Walker) -> Iterator[Pair]:
    """What its own statements ask for; the walker follows what its steps run."""
    there, back = _functions(module.tree)
    for node in module.tree.body:
        inner = node.body if isinstance(node, ast.ClassDef) else [node]
        own = [one for one in inner if isinstance(one, ast.FunctionDef) and one.name not in back]
        for one in own:
            walker.follow(one, module)
        if not isinstance(node, ast.FunctionDef):
            # Not followed: it may be the list of operations, with what takes them back.
            yield from _inside(node, module, walker.modules)
    for step in there:
        walker.follow(step, module)


def _functions(tree: ast.Module) -> tuple[list[ast.expr], frozenset[str]]:
    """What steps run, and the names of what takes one back: that asks for its own rows."""
    calls = (one for one in walk(tree) if isinstance(one, ast.Call))
    steps = (one for one in calls if last_name(one.func) == "RunPython")
    given = [arguments(one, ("code", "reverse_code")) for one in steps]
    there = [one["code"] for one in given if "code" in one]
    return there, frozenset(
        last_name(one["reverse_code"]) for one in given if "reverse_code" in one
    )


def _inside(node: ast.AST, module: Module, modules: Modules) -> Iterator[Pair]:
    return _Asker(Meanings(Bindings(list(walk(node)), module), modules)).pairs()


@dataclass(frozen=True, slots=True)
class _Asker:
    meanings: Meanings

    def pairs(self) -> Iterator[Pair]:
        for node in self.meanings.names.nodes:
            match node:
                case ast.Call():
                    yield from self._in_call(node)
                case ast.Compare(left=left, ops=ops, comparators=others):
                    for one, how, other in zip((left, *others), ops, others, strict=False):
                        yield from self._in_comparison(one, how, other)
                case ast.Subscript(value=table, slice=key):
                    yield from self.about(_field(key), "", table)
                case ast.Match(subject=subject, cases=cases):
                    for pattern in (one for case in cases for one in walk(case.pattern)):
                        if isinstance(pattern, ast.MatchValue):
                            yield from self.about(_field(subject), "", pattern.value)
                case ast.Constant(value=str(text)):
                    yield from in_sql(text)
                case _:
                    pass

    def _in_call(self, call: ast.Call) -> Iterator[Pair]:
        name, given = last_name(call.func), call.args[:1]
        owner = call.func.value if isinstance(call.func, ast.Attribute) else None
        if name in ASKING:
            for word, value, there in self.meanings.keywords(call):
                yield from _Asker(there).about(*_parts(word), value)
        elif name in {"startswith", "endswith"} and given:
            yield from self.about(_field(owner), "", given[0])
        elif name == "get" and given and owner:
            yield from self.about(_field(given[0]), "", owner)

    def _in_comparison(self, left: ast.expr, how: ast.cmpop, right: ast.expr) -> Iterator[Pair]:
        lookup = "" if isinstance(how, IS_EQUAL) else "gt"
        for one, other in ((left, right), (right, left)):
            yield from self.about(_field(one), lookup, other)
            if measured := _measured(one):
                yield from ((measured, text) for text in self._texts(other))

    def _texts(self, length: ast.expr) -> Iterator[str]:
        """Texts that are longer, and shorter, than a number."""
        for value in self.meanings.values(length):
            if type(value) is int and 0 < value < LONGEST:
                yield from ("x" * (value + 1), "x" * (value - 1))

    def about(self, field: str, lookup: str, value: ast.expr) -> Iterator[Pair]:
        for one in self.meanings.values(value) if field else ():
            if lookup in EQUAL:
                yield field, as_plain(one)
            elif lookup in BOUNDS and not isinstance(one, bool | str):
                yield from ((field, as_plain(beside)) for beside in both_sides(one))


def _parts(word: str) -> tuple[str, str]:
    """The field and the lookup of a keyword, the last of it where it leads through relations."""
    *path, last = word.split("__")
    return (path[-1], last) if path and last in EQUAL | BOUNDS else (last, "")


def _field(node: ast.expr | None) -> str:
    """The field in `row.name`, `row["name"]`, or what is made of it, as `row.name.lower()`."""
    match node:
        case ast.Attribute(attr=name) | ast.Subscript(slice=ast.Constant(value=str(name))):
            return name
        case ast.Subscript(value=inner, slice=ast.Slice()):
            return _field(inner)
        case ast.Call(func=ast.Attribute(value=inner, attr=method)) if method in CHANGING:
            return _field(inner)
        case ast.Call(func=ast.Name("getattr"), args=[_, ast.Constant(value=str(name)), *_]):
            return name
        case ast.Name(name):  # as in `for name, state in items.values_list("name", "state")`
            return name
        case _:
            return ""


def _measured(node: ast.expr) -> str:
    """The field in `len(row.name)`."""
    if isinstance(node, ast.Call) and last_name(node.func) == "len" and node.args:
        return _field(node.args[0])
    return ""

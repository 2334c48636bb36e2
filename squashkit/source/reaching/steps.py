"""The functions of a migration's data steps, and what each of them reaches."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping

from ...model.keys import MigrationKey
from ...model.migrations import MigrationFacts
from ...model.reaches import Code, Reach, Unknown
from ..arguments import arguments
from ..names import Names, NotLiteralError
from .code import Walker
from .modules import Finder, Module, Modules

_PARTIAL = "functools.partial"


def read_reaches(
    migrations: Mapping[str, MigrationFacts], find: Finder, settings: Collection[str] = ()
) -> dict[tuple[MigrationKey, int], Reach]:
    """What each data step of these migrations reaches.

    Args:
        migrations: by the dotted names of their modules.
        find: looks up the modules, and those whose code they call.
        settings: what names swappable models besides Django's settings; see `Dependency.setting`.
    """
    modules = Modules(find, frozenset(settings))
    return {
        (reach.key, reach.index): reach
        for name, facts in migrations.items()
        if facts.data_operations
        for reach in _of_migration(name, facts, modules)
    }


def _of_migration(name: str, facts: MigrationFacts, modules: Modules) -> Iterator[Reach]:
    module = modules.module(name)
    for index, operation in enumerate(facts.operations):
        if operation.touches_rows:
            node = _operation(module, index) if module else None
            if module is None or node is None or operation.kind != "RunPython":
                reason = f"is {_article(operation.kind)}"
                path = module.path if module else facts.path
                unknown = Unknown(reason, path, operation.line)
                yield Reach(facts.key, index, Code(unknown=unknown))
            else:
                yield _of_step(facts.key, index, node, module, modules)


def _article(kind: str) -> str:
    if kind == "RunSQL":
        return "SQL, which is not read"
    return f"an operation {kind}, which is not read"


def _operation(module: Module, index: int) -> ast.Call | None:
    """An element of `operations`, which is known to be a plain list."""
    body = module.classes.get("Migration")
    for statement in body.body if body else ():
        value = _operations(statement)
        if value is not None:
            names = module.names.inside(body) if body else module.names
            found = _items(names, value)[index : index + 1]
            return found[0] if found and isinstance(found[0], ast.Call) else None
    return None


def _operations(statement: ast.stmt) -> ast.expr | None:
    """What is assigned to `operations`, with or without a type."""
    match statement:
        case ast.Assign(targets=[ast.Name(id="operations")], value=value):
            return value
        case ast.AnnAssign(target=ast.Name(id="operations"), value=value):
            return value
        case _:
            return None


def _items(names: Names, node: ast.expr) -> list[ast.expr]:
    try:
        return names.items(node)
    except NotLiteralError:
        return []


def _of_step(
    key: MigrationKey, index: int, node: ast.Call, module: Module, modules: Modules
) -> Reach:
    forwards, backwards = Walker(modules, sets_aside=True), Walker(modules)
    given = arguments(node, ("code", "reverse_code"))
    if "code" not in given or any(word.arg is None for word in node.keywords):
        forwards.found.refuse("gets its function in a way that is not read", node, module)
    # Without the step, its reverse is gone as well, which meets the rows there are by then.
    for name, walker in (("code", forwards), ("reverse_code", backwards)):
        if name in given:
            _follow(given[name], module, walker)
    code = forwards.found.as_code() | backwards.found.as_code()
    return Reach(key, index, code, tuple(forwards.loops))


def _follow(code: ast.expr, module: Module, walker: Walker) -> None:
    """The function as a name, a lambda, a partial, or a static method of the class."""
    body = module.classes.get("Migration")
    own = {one.name: one for one in body.body if isinstance(one, ast.FunctionDef)} if body else {}
    name = code.attr if isinstance(code, ast.Attribute) else getattr(code, "id", "")
    if name in own:
        walker.follow(own[name], module)
    elif isinstance(code, ast.Call) and module.names.dotted(code.func) == _PARTIAL and code.args:
        for one in (*code.args, *(word.value for word in code.keywords)):
            _follow(one, module, walker)
    else:
        walker.follow(code, module)

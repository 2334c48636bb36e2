"""What cannot be carried: code that depends on where it stands, or on what is replaced."""

from __future__ import annotations

import builtins
from collections.abc import Collection, Iterable
from typing import NoReturn

import libcst as cst

from ...model.composition import Held
from .fetching import absolute_path, imported_path, importing, text_of
from .imports import ImportNode, aliases_of, read_alias
from .modules import Module
from .replaced import replaced_by_name
from .resolving import Names, Use

# Bound by Python itself in every module, class or method.
IMPLICIT = frozenset(
    {
        "__builtins__",
        "__class__",
        "__file__",
        "__loader__",
        "__module__",
        "__name__",
        "__package__",
        "__qualname__",
        "__spec__",
    }
)
NAME_READERS = frozenset({"__doc__", "eval", "exec", "globals"})
NAMESPACE_READERS = frozenset({"locals", "vars"})


def refuse_unbound(module: Module, use: Use) -> None:
    """Refuse a name without a definition, unless it is a builtin that is safe to carry.

    Args:
        module: where the name stands; nothing in it binds the name.
        use: of the name.

    Raises:
        CompositionError: what the name means cannot be told, or cannot be carried.
    """
    name = use.name
    if name == "Migration":
        hint = "Move what it uses of the class into a function or a constant of the module."
        module.refuse("refers to the class `Migration`, which is replaced", use.node, hint)
    if module.star is not None:
        hint = "Import the names one by one."
        module.refuse(f"uses `{name}`, which may come from `import *`", use.node, hint)
    if name in NAME_READERS or (name in NAMESPACE_READERS and not use.nested):
        hint = "Write the code without it, or keep this migration out of the squash."
        module.refuse(f"uses `{name}`, which may read any name", use.node, hint)
    # In a function it is an error when that is called, and stays one.
    if not (use.nested or hasattr(builtins, name) or name in IMPLICIT):
        hint = "Correct the name, or keep this migration out of the squash."
        module.refuse(f"uses `{name}`, which nothing in it defines", use.node, hint)


def refuse_module_objects(
    module: Module,
    names: Names,
    replaced: Collection[str],
    opened: Collection[cst.CSTNode] = (),
) -> None:
    """Refuse code that imports a replaced migration as a module, or names it in a text.

    Args:
        module: where the code stands.
        names: of the code.
        replaced: the dotted names of the modules that the squash replaces.
        opened: calls and imports that will not be there, as what they take is carried.

    Raises:
        CompositionError: the code does so.
    """
    settled = {
        *opened,
        *(arg.value for one in opened if isinstance(one, cst.Call) for arg in one.args),
    }
    refuse_imports(module, [one for one in names.imports if one not in settled], replaced)
    for call in names.calls:
        if call in settled:
            continue
        _refuse_computed(module, call)
        name = replaced_by_name(imported_path(call, module.surroundings), replaced)
        if name:
            _refuse_import(module, call, name)
    package = module.name.rpartition(".")[0]
    for string in names.strings:
        name = (
            ""
            if string in settled
            else replaced_by_name(absolute_path(text_of(string), package), replaced)
        )
        if name:
            _refuse_text(module, string, name)


def refuse_file(module: Module, names: Names, app: str) -> None:
    """Refuse code that depends on the file that it is in, or on a folder that the squash is not in.

    Args:
        module: where the code stands.
        names: of the code.
        app: the one whose migrations are squashed.

    Raises:
        CompositionError: the code does so.
    """
    if names.files:
        hint = "Name the file that it reads: `Path(__file__).parent / ...`."
        module.refuse("uses `__file__` for more than its folder", names.files[0], hint)
    places = [use.node for use in names.uses if use.name == "__file__"]
    if places and (module.key.app != app or module.path.endswith("__init__.py")):
        hint = "Move that code into a module that stays."
        module.refuse("uses `__file__`, and the squash is in another folder", places[0], hint)


def _refuse_computed(module: Module, call: cst.Call) -> None:
    """Refuse an import by a name that is put together: it may be that of a replaced migration."""
    name, value = importing(call, module.surroundings)
    if name in {"__import__", "import_module"} and not isinstance(value, cst.SimpleString):
        hint = "Write the name as one text, or keep this migration out of the squash."
        module.refuse("imports a module by a name that is computed", call, hint)


def refuse_held(module: Module, held: Held) -> NoReturn:
    """Refuse what the models have to the end: to Django a copy of it is another.

    Args:
        module: the migration that defines it.
        held: what, and by whom.

    Raises:
        CompositionError: always.
    """
    defined = module.bindings.get((False, held.name), ())
    fact = f"defines `{held.name}`, which {held.where} has to the end"
    hint = "Let a later migration use one from a module that stays."
    module.refuse(fact, defined[0].node if defined else None, hint, held.line)


def refuse_imports(
    module: Module,
    imports: Iterable[ImportNode],
    replaced: Collection[str],
    at: cst.CSTNode | None = None,
) -> None:
    """Refuse an import statement that binds a replaced migration.

    Args:
        module: where the code stands.
        imports: its import statements.
        replaced: the dotted names of the modules that the squash replaces.
        at: the place to name, if not the import itself.

    Raises:
        CompositionError: there is such an import.
    """
    for node in imports:
        for alias in aliases_of(node):
            target, path = read_alias(node, alias, module.name)
            for name in (path, f"{target.module}.{target.name}"):
                if name in replaced:
                    _refuse_import(module, at or node, name)


def _refuse_import(module: Module, node: cst.CSTNode, name: str) -> NoReturn:
    module.refuse(f"imports `{name}`, which is replaced", node, _instead(name))


def _refuse_text(module: Module, node: cst.CSTNode, name: str) -> NoReturn:
    module.refuse(f"names `{name}`, which is replaced, in a text", node, _instead(name))


def _instead(name: str) -> str:
    """How code can use a replaced migration so that it can be carried."""
    if name.rpartition(".")[2].isidentifier():
        return f"Import the names it needs at the top of the file: `from {name} import ...`."
    return f'Take each name that it needs by `import_module("{name}").name`.'

"""A composition as the text of one migration file."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import libcst as cst

from squashkit.errors import CompositionError
from squashkit.model.composition import Composition, ModuleSource
from squashkit.model.keys import MigrationKey
from squashkit.model.migrations import Dependency

from .carrying import Definition, Load, Piece, Target, carry
from .imports import Import, ImportLine, render_imports
from .modules import Operation, Statement, is_staticmethod
from .renaming import rename

MIGRATIONS = Import("django.db", "migrations", "migrations")
SETTINGS = Import("django.conf", "settings", "settings")
NO_NODES = cst.Module([])


def compose(composition: Composition, sources: Mapping[MigrationKey, ModuleSource]) -> str:
    """Write a squashed migration, with all the code that it needs.

    Args:
        composition: what it is made of.
        sources: the source of each migration that gives an operation, or that other code is
            carried from. A source that is missing is an error only where it is needed.

    Returns:
        A Python module that is not yet formatted; the same text for the same arguments.

    Raises:
        CompositionError: some of the code cannot be carried.
    """
    load = carry(composition, sources)
    same = shared(load)
    load.statements = [piece for piece in load.statements if not _is_copy(piece, same)]
    load.targets = {node: same.get(target, target) for node, target in load.targets.items()}
    names = _Namer(composition, load).all_names()
    blocks = (
        "\n".join(f"# {line}".rstrip() for line in composition.header),
        _imports(load, names),
        _statements(load, names),
        _migration(composition, [_operation(piece, load, names) for piece in load.operations]),
    )
    return "\n\n\n".join(filter(None, blocks)) + "\n"


def shared(load: Load) -> dict[Target, Target]:
    """Definitions that are the same code in several migrations, to the first of each.

    Two are the same when their text is, and all that they need is; found by refining a partition,
    since functions may call each other. What may hold state is never shared.
    """
    pieces = _pieces_by_definition(load)
    colors: dict[Definition, object] = {
        definition: definition
        if _holds_state(definition, own)
        else (definition.name, *map(_plain, own))
        for definition, own in pieces.items()
    }
    count = 0
    while count < len(set(colors.values())):
        count = len(set(colors.values()))
        numbers: dict[object, int] = {}
        refined: dict[Definition, object] = {}
        for definition, own in pieces.items():
            around = (_color(use.node, load, colors) for piece in own for use in piece.names.uses)
            color = (colors[definition], *around)
            refined[definition] = numbers.setdefault(color, len(numbers))
        colors = refined
    first: dict[object, Definition] = {}
    return {one: first.setdefault(color, one) for one, color in colors.items()}


def _plain(piece: Piece) -> str:
    return _at_top(piece, rename(piece.code.node, {}, piece.module.name), comments=False)


def _color(node: cst.Name, load: Load, colors: Mapping[Definition, object]) -> object:
    target = load.targets.get(node)
    return colors.get(target, target) if isinstance(target, Definition) else target


def _pieces_by_definition(load: Load) -> dict[Definition, list[Piece]]:
    found: dict[Definition, list[Piece]] = {}
    for piece in load.statements:
        for definition in _definitions(piece):
            found.setdefault(definition, []).append(piece)
    for piece in load.statements:
        if isinstance(piece.code, Statement) and piece.code.acts:
            for use in piece.names.uses:
                target = load.targets.get(use.node)
                if isinstance(target, Definition):
                    found.setdefault(target, []).append(piece)
    return found


def _definitions(piece: Piece) -> tuple[Definition, ...]:
    hoisted = isinstance(piece.code, Statement) and piece.code.hoisted
    return tuple(Definition(piece.module.name, hoisted, name) for name in piece.names.binds)


def _is_copy(piece: Piece, same: Mapping[Target, Target]) -> bool:
    own = _definitions(piece)
    return bool(own) and all(same[definition] != definition for definition in own)


def _holds_state(definition: Definition, pieces: Iterable[Piece]) -> bool:
    return any(
        definition.name in piece.module.rebinds
        or not isinstance(piece.code, Statement)
        or piece.code.acts
        or piece.code.holds_state
        for piece in pieces
    )


class _Namer:
    """Gives every carried object the name that it has in the squash: first come, first served."""

    def __init__(self, composition: Composition, load: Load) -> None:
        self.composition = composition
        self.load = load
        self.names: dict[Target, str] = {}
        self.taken = {"Migration", *load.builtins}
        self.hidden: dict[Target, set[str]] = {}
        self.pieces = [*load.statements, *load.operations]
        members = (composition.key, *composition.replaces)
        self.ranks = {key: rank for rank, key in enumerate(members)}
        for piece in self.pieces:
            for use in piece.names.uses:
                if use.node in load.targets:
                    hidden = self.hidden.setdefault(load.targets[use.node], set())
                    hidden.update(use.hidden - {use.name})

    def all_names(self) -> dict[Target, str]:
        """The new name of every object that is carried or imported, and of the class's own."""
        key = self.composition.key
        self.claim(MIGRATIONS, key)
        if any(dependency.setting for dependency in _all_dependencies(self.composition)):
            self.claim(SETTINGS, key)
        for target, owner in sorted(self.owned(), key=self.turn):
            self.claim(target, owner)
        return self.names

    def owned(self) -> Iterator[tuple[Target, MigrationKey]]:
        """Every object with the migration that defines or imports it."""
        for piece in self.pieces:
            for use in piece.names.uses:
                target = self.load.targets.get(use.node)
                if isinstance(target, Definition):
                    yield target, self.load.keys[target.module]
                elif target is not None:
                    yield target, piece.module.key

    def turn(self, item: tuple[Target, MigrationKey]) -> tuple[bool, int]:
        """When an object may claim its name: what cannot be renamed first, then by migration."""
        target, owner = item
        # `import a.b` cannot be given another name that still means `a`.
        return (not self.is_path(target), self.ranks.get(owner, len(self.ranks)))

    def is_path(self, target: Target) -> bool:
        """Whether an import binds the first part of a dotted name."""
        paths = self.load.paths.get(target, ()) if isinstance(target, Import) else ()
        return any(path != target.module for path in paths)

    def claim(self, target: Target, key: MigrationKey) -> None:
        """Name an object that has no name yet, after the migration that it comes from."""
        if target in self.names:
            return
        wanted = target.name if isinstance(target, Definition) else target.bound
        blocked = self.taken | self.hidden.get(target, set())
        name = next(name for name in _candidates(wanted, key) if name not in blocked)
        if name != wanted and self.is_path(target):
            fact = f"{key} imports a module as `{wanted}`, a name that the squash has for another."
            raise CompositionError(fact, "Import what it needs with `from ... import ... as ...`.")
        self.names[target] = name
        self.taken.add(name)


def _candidates(wanted: str, key: MigrationKey) -> Iterator[str]:
    yield wanted
    suffix = re.sub(r"\W", "_", key.name) if key.number is None else f"{key.number:04}"
    yield f"{wanted}_{suffix}"
    yield from (f"{wanted}_{suffix}_{count}" for count in itertools.count(2))


def _imports(load: Load, names: Mapping[Target, str]) -> str:
    lines = [
        ImportLine(target, path, names[target])
        for target in names
        if isinstance(target, Import)
        for path in sorted(load.paths.get(target, {target.module}))
    ]
    future = any("annotations" in piece.module.future for piece in load.statements)
    first = "from __future__ import annotations\n\n" if future else ""
    return first + render_imports(lines)


def _statements(load: Load, names: Mapping[Target, str]) -> str:
    parts: list[str] = []
    previous: Piece | None = None
    for piece in load.statements:
        parts.append(_gap(previous, piece))
        parts.append(_at_top(piece, _renamed(piece, load, names)))
        previous = piece
    return "".join(parts).strip("\n")


def _renamed(piece: Piece, load: Load, names: Mapping[Target, str]) -> cst.CSTNode:
    changes: dict[cst.Name, str] = {}
    for use in piece.names.uses:
        target = load.targets.get(use.node)
        if target is not None and names[target] != use.name:
            changes[use.node] = names[target]
    if not changes and not piece.names.imports:
        return piece.code.node
    return rename(piece.code.node, changes, piece.module.name)


def _at_top(piece: Piece, node: cst.CSTNode, *, comments: bool = True) -> str:
    """The statement as it stands in a module: no blank lines above, no `staticmethod`."""
    if (
        isinstance(node, cst.FunctionDef)
        and isinstance(piece.code, Statement)
        and piece.code.hoisted
    ):
        plain = [one for one in node.decorators if not is_staticmethod(one)]
        node = node.with_changes(decorators=plain)
    above: Sequence[cst.EmptyLine] = getattr(node, "leading_lines", ())
    lines = itertools.dropwhile(lambda line: line.comment is None, above)
    return NO_NODES.code_for_node(node.with_changes(leading_lines=tuple(lines) if comments else ()))


def _gap(previous: Piece | None, piece: Piece) -> str:
    pair = [one.code.node for one in (previous, piece) if one is not None]
    if any(isinstance(node, cst.FunctionDef | cst.ClassDef) for node in pair):
        return "\n\n"
    same = previous is not None and previous.module is piece.module
    lines = getattr(piece.code.node, "leading_lines", ())
    return "" if same and not any(line.comment is None for line in lines) else "\n"


def _operation(piece: Piece, load: Load, names: Mapping[Target, str]) -> str:
    operation = piece.code
    lead = operation.lead if isinstance(operation, Operation) else ()
    comment = operation.comment if isinstance(operation, Operation) else ""
    text = NO_NODES.code_for_node(_renamed(piece, load, names))
    return "\n        ".join([*lead, f"{text},  {comment}".rstrip()])


def _migration(composition: Composition, operations: Sequence[str]) -> str:
    lines = ["class Migration(migrations.Migration):"]
    if composition.initial:
        lines.append("    initial = True\n")
    lines.append(_list("replaces", [_pair(key.app, key.name) for key in composition.replaces]))
    lines.append(_list("dependencies", map(_dependency, composition.dependencies)))
    if composition.run_before:
        lines.append(_list("run_before", map(_dependency, composition.run_before)))
    lines.append(_list("operations", operations))
    return "\n".join(lines).rstrip("\n")


def _list(name: str, elements: Iterable[str]) -> str:
    inner = "".join(f"        {element}\n" for element in elements)
    return f"    {name} = [\n{inner}    ]\n" if inner else f"    {name} = []\n"


def _pair(app: str, name: str) -> str:
    return f"({_quoted(app)}, {_quoted(name)}),"


def _dependency(dependency: Dependency) -> str:
    if dependency.setting:
        return f"migrations.swappable_dependency(settings.{dependency.setting}),"
    return _pair(dependency.app, dependency.name)


def _all_dependencies(composition: Composition) -> tuple[Dependency, ...]:
    return (*composition.dependencies, *composition.run_before)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)

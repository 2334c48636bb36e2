"""The modules that a squash replaces, none of which its text may need: their files go one day."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from ...errors import CompositionError
from ...model.composition import Composition, ModuleSource
from ...model.keys import MigrationKey


def replaced_modules(
    composition: Composition, sources: Mapping[MigrationKey, ModuleSource]
) -> dict[str, MigrationKey]:
    """Each replaced module to its migration, in order, also where the source is not at hand.

    Args:
        composition: what is squashed.
        sources: the sources that are at hand, all of replaced migrations.
    """
    app = composition.key.app
    packages = {
        source.module.rpartition(".")[0] for key, source in sources.items() if key.app == app
    }
    found: dict[str, MigrationKey] = {}
    for key in (*composition.members, *composition.replaces):
        if key in sources:
            found[sources[key].module] = key
        else:
            found.update({f"{package}.{key.name}": key for package in sorted(packages)})
    found.update({source.module: key for key, source in sorted(sources.items())})
    return found


def roots_of(sources: Iterable[ModuleSource]) -> frozenset[Path]:
    """The folders that the top packages of these modules are in.

    Args:
        sources: with the paths of their files.
    """
    found: set[Path] = set()
    for source in sources:
        path = Path(source.path)
        above = (path.parent if path.name == "__init__.py" else path).parents
        depth = source.module.count(".")
        found.update(above[depth : depth + 1])
    return frozenset(found)


def replaced_by_name(path: str, replaced: Collection[str]) -> str:
    """The replaced module that a dotted name is, or leads into; empty if there is none.

    Args:
        path: any text.
        replaced: the dotted names of the modules that the squash replaces.
    """
    parts = path.split(".")
    names = (".".join(parts[:count]) for count in range(len(parts), 0, -1))
    return next((name for name in names if name in replaced), "")


def refuse_needed(text: str, key: MigrationKey, replaced: Collection[str]) -> None:
    """Refuse a composed squash that names a module that it replaces, in whatever way it came in.

    Args:
        text: of the squash; what is no valid Python is left to others.
        key: of the squash.
        replaced: the dotted names of the modules that it replaces.

    Raises:
        CompositionError: it does so.
    """
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return
    for path, number in _named(tree):
        name = replaced_by_name(path, replaced)
        if name:
            line = text.splitlines()[number - 1].strip()
            fact = f"{key} as composed needs `{name}`, which it replaces: `{line}`."
            hint = "Write that code without it, or keep its migration out of the squash."
            raise CompositionError(fact, hint)


def _named(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """What may be the name of a module, with its line: in imports, and in whole texts."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value, node.lineno

"""A composition as the text of one migration file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from ..model.composition import Composition, ModuleSource
from ..model.keys import MigrationKey
from ..model.migrations import PLAIN_BASE, Dependency
from .carrying import (
    Import,
    carry,
    choose_names,
    imports_text,
    operations_text,
    refuse_needed,
    share,
    statements_text,
)

MIGRATIONS = Import("django.db", "migrations", "migrations")
SETTINGS = Import("django.conf", "settings", "settings")


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
    load = share(carry(composition, sources))
    members = (composition.key, *composition.members)
    names = choose_names(load, members, _own_imports(composition))
    blocks = (
        "\n".join(f"# {line}".rstrip() for line in composition.header),
        imports_text(load, names),
        statements_text(load, names),
        _migration(composition, operations_text(load, names), names[_base(composition)]),
    )
    text = "\n\n\n".join(filter(None, blocks)) + "\n"
    refuse_needed(text, composition.key, load.replaced)
    return text


def _own_imports(composition: Composition) -> list[Import]:
    """What the class itself needs, apart from its operations."""
    dependencies = (*composition.dependencies, *composition.run_before)
    settings = [_setting(one) for one in dependencies if one.setting]
    return list(dict.fromkeys([MIGRATIONS, *settings, _base(composition)]))


def _setting(dependency: Dependency) -> Import:
    """The import that a swappable dependency's setting comes by."""
    module, _, name = dependency.setting.rpartition(":")
    bound = name.partition(".")[0]
    return Import(module, bound, bound) if module else SETTINGS


def _base(composition: Composition) -> Import:
    """The import that the base class comes by; of Django's own, that of `migrations`."""
    module, _, name = composition.base.rpartition(".")
    return MIGRATIONS if composition.base == PLAIN_BASE else Import(module, name, name)


def _migration(composition: Composition, operations: Sequence[str], base: str) -> str:
    plain = composition.base == PLAIN_BASE
    lines = [f"class Migration({base}.Migration):" if plain else f"class Migration({base}):"]
    if composition.initial:
        lines.append("    initial = True\n")
    if not composition.atomic:
        lines.append("    atomic = False\n")
    replaces = composition.replaces or composition.members
    lines.append(_list("replaces", [_pair(key.app, key.name) for key in replaces]))
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
        return f"migrations.swappable_dependency({dependency}),"
    return _pair(dependency.app, dependency.name)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)

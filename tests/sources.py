"""Short ways to carry and squash migrations that are given as text."""

from __future__ import annotations

import re
from textwrap import dedent
from typing import Any

from django.db import migrations

from squashkit.model.composition import Composition, ModuleSource, Verbatim
from squashkit.model.keys import MigrationKey
from squashkit.source.carrying.following import carry
from squashkit.source.carrying.load import Load
from squashkit.source.carrying.modules import Module, parse
from squashkit.source.composing import compose

KEY = MigrationKey("shop", "0001_squashed")


def load(code: str, operation: str = "f", **others: str) -> Load:
    """Carry one operation of a migration `a`; keyword arguments are further migrations."""
    text = f"{code}\nclass Migration:\n    operations = [{operation}]\n"
    sources = {
        MigrationKey("shop", name): ModuleSource(f"shop.migrations.{name}", f"{name}.py", source)
        for name, source in {"a": text, **others}.items()
    }
    operations = (Verbatim(MigrationKey("shop", "a"), 0),)
    return carry(Composition(KEY, tuple(sources), (), operations), sources)


def parsed(code: str) -> Module:
    """A migration `a` of the app `shop`."""
    return parse(MigrationKey("shop", "a"), ModuleSource("shop.migrations.a", "a.py", code))


def load_class(code: str, operations: int = 1) -> Load:
    """Carry the first operations of one migration, given as a whole."""
    key = MigrationKey("shop", "a")
    sources = {key: ModuleSource("shop.migrations.a", "a.py", code)}
    wanted = tuple(Verbatim(key, index) for index in range(operations))
    return carry(Composition(KEY, (key,), (), wanted), sources)


def carried(code: str, operation: str = "f", **others: str) -> list[str]:
    found = load(code, operation, **others)
    return [piece.module.tree.code_for_node(piece.code.node).strip() for piece in found.statements]


def key(name: str) -> MigrationKey:
    return MigrationKey("shop", name)


def squash(members, *rendered, dependencies=(), **options) -> str:
    """Squash all operations of these members as they are, then the rendered ones."""
    sources = {
        key(name): ModuleSource(f"shop.migrations.{name}", f"{name}.py", dedent(text))
        for name, text in members.items()
    }
    verbatim = [
        Verbatim(key(name), index)
        for name, text in members.items()
        for index in range(len(re.findall(r"Run\w+\(", text)))
    ]
    operations = (*verbatim, *rendered)
    composition = Composition(
        key("0001_squashed"), tuple(sources), dependencies, operations, **options
    )
    return compose(composition, sources)


def one(code: str, *operations: str, head: str = "from django.db import migrations") -> str:
    """The source of one migration."""
    inner = "".join(f"        {text},\n" for text in operations or ["migrations.RunPython(f)"])
    body = f"class Migration(migrations.Migration):\n    operations = [\n{inner}    ]\n"
    return f"{head}\n{dedent(code).strip()}\n\n{body}"


def code_of(text: str) -> str:
    """The part of a squash between its imports and its class."""
    return text.partition("\n\n\n")[2].rpartition("\n\n\nclass Migration")[0].strip()


def run(text: str) -> list[object]:
    """What the forward functions of a squash return."""
    namespace: dict[str, Any] = {"__name__": "shop.migrations.0001_squashed"}
    exec(compile(text, "squash", "exec"), namespace)
    operations = namespace["Migration"].operations
    assert all(isinstance(operation, migrations.RunPython) for operation in operations)
    return [operation.code(None, None) for operation in operations]

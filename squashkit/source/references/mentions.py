"""Where a syntax tree names a migration: as a module, or as Django's graph calls it."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TypeAlias

from ...model.keys import MigrationKey
from ...model.references import ReferenceKind
from .sought import Sought
from .texts import WORD

Statement: TypeAlias = ast.Assign | ast.AnnAssign
OWN_LISTS = frozenset({"dependencies", "run_before", "replaces"})


@dataclass(frozen=True, slots=True, eq=False)
class Mention:
    """One place that names one migration.

    Attributes:
        node: what would have to be written anew: a text, an alias, or a whole `from` import.
        owner: the statement or call that it belongs to.
        tail: what a dotted text names inside of the module.
    """

    key: MigrationKey
    kind: ReferenceKind
    node: ast.Constant | ast.alias | ast.ImportFrom
    owner: ast.AST
    tail: str = ""


def mentions(tree: ast.Module, path: Path, sought: Sought) -> list[Mention]:
    """All places of a file, in its order.

    Args:
        tree: the file's.
        path: where it is, for relative imports and for the app that it belongs to.
        sought: the migrations.
    """
    own = _own_lists(tree)
    nodes = (node for node in ast.walk(tree) if id(node) not in own)
    found = [mention for node in nodes for mention in _at(node, path, sought)]
    if not all(map(_is_sure, found)) and "migrat" not in ast.unparse(tree).lower():
        found = list(filter(_is_sure, found))
    return sorted(found, key=lambda one: (one.node.lineno, one.node.col_offset))


def loose_texts(
    tree: ast.Module, path: Path, sought: Sought, known: Collection[Mention]
) -> Iterator[tuple[int, MigrationKey]]:
    """Lines with a text in which a numbered migration is named in some other way.

    Args:
        tree: the file's.
        path: where it is.
        sought: the migrations.
        known: what `mentions` gave.
    """
    nodes = list(ast.walk(tree))
    others = _own_lists(tree) | {id(one.node) for one in known} | {*_judged(nodes)}
    for node in nodes:
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in others
        ):
            words = set(WORD.findall(node.value))
            for word in filter(_is_numbered, words & sought.names.keys()):
                chosen = _chosen(sought.names[word], words, path, sought)
                if chosen:
                    yield node.lineno, chosen


def _judged(nodes: Sequence[ast.AST]) -> Iterator[int]:
    """The texts of which `_assigned` knows whose they are, or that nobody can tell."""
    for node in nodes:
        if isinstance(node, ast.ClassDef | ast.Module):
            yield from (
                id(value) for statement, value in _given(node) if "migrat" in _target(statement)
            )


def _at(node: ast.AST, path: Path, sought: Sought) -> Iterator[Mention]:
    if isinstance(node, ast.Import | ast.ImportFrom):
        yield from _imported(node, path, sought)
    elif isinstance(node, ast.Call):
        yield from _called(node, path, sought)
    elif isinstance(node, ast.Tuple | ast.List):
        yield from _pairs(node, node.elts, sought)
    elif isinstance(node, ast.Dict):
        for one, other in zip(node.keys, node.values, strict=True):
            yield from _pairs(node, [one, other] if one else [], sought)
    elif isinstance(node, ast.ClassDef | ast.Module):
        yield from _assigned(node, path, sought)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield from _named(node, sought)


def _is_sure(mention: Mention) -> bool:
    """Whether nothing else has such a name: `("shop", "old")` may be anything."""
    return mention.kind == "import" or _is_numbered(mention.key.name)


def _is_numbered(name: str) -> bool:
    return name[:1].isdigit()


def _own_lists(tree: ast.Module) -> set[int]:
    """What a migration says of its neighbours, which a cleanup rewrites anyway."""
    lists = (
        statement.value
        for node in tree.body
        if isinstance(node, ast.ClassDef) and node.name == "Migration"
        for statement in node.body
        if isinstance(statement, ast.Assign | ast.AnnAssign)
        and any(isinstance(one, ast.Name) and one.id in OWN_LISTS for one in _targets(statement))
    )
    return {id(node) for value in lists if value for node in ast.walk(value)}


def _targets(statement: Statement) -> list[ast.expr]:
    return [statement.target] if isinstance(statement, ast.AnnAssign) else statement.targets


def _imported(node: ast.Import | ast.ImportFrom, path: Path, sought: Sought) -> Iterator[Mention]:
    if isinstance(node, ast.Import):
        for alias in node.names:
            found = sought.dotted(alias.name)
            if found:
                yield Mention(found[0], "import", alias, node, found[1])
        return
    whole = _origin(node, node.module or "", path, sought)
    if whole:
        yield Mention(whole[0], "import", node, node, whole[1])
        return
    for alias in node.names:
        name = f"{node.module}.{alias.name}" if node.module else alias.name
        found = _origin(node, name, path, sought)
        if found:
            yield Mention(found[0], "import", alias, node, found[1])


def _origin(
    node: ast.ImportFrom, name: str, path: Path, sought: Sought
) -> tuple[MigrationKey, str] | None:
    return sought.beside(path, name, node.level) if node.level else sought.dotted(name)


def _called(node: ast.Call, path: Path, sought: Sought) -> Iterator[Mention]:
    """`import_module(".0002_x", "app.migrations")`, and app and name in one call."""
    yield from _pairs(node, [*node.args, *(word.value for word in node.keywords)], sought)
    name = node.args[0] if node.args else None
    if isinstance(name, ast.Constant) and str(name.value).startswith("."):
        text = str(name.value)
        rest = text.lstrip(".")
        level = len(text) - len(rest)
        package = _package(node)
        if isinstance(package, ast.Constant):
            parts = str(package.value).split(".")
            found = sought.dotted(".".join([*parts[: len(parts) - level + 1], rest]))
        else:
            found = sought.beside(path, rest, level) if package else None
        if found:
            yield Mention(found[0], "import", name, node, found[1])


def _package(node: ast.Call) -> ast.expr | None:
    named = (word.value for word in node.keywords if word.arg == "package")
    return node.args[1] if len(node.args) > 1 else next(named, None)


def _pairs(owner: ast.AST, items: Sequence[ast.expr], sought: Sought) -> Iterator[Mention]:
    """App and name, side by side: `("app", "0002_x")`, `call("migrate", "app", "0002_x")`."""
    texts = [one.value if isinstance(one, ast.Constant) else None for one in items]
    for place, (one, other) in enumerate(pairwise(items)):
        if isinstance(one, ast.Constant) and isinstance(other, ast.Constant):
            key = MigrationKey(str(one.value), str(other.value))
            # The command takes the beginning of a name for the name.
            if key not in sought.keys and "migrate" in texts[:place]:
                key = sought.short(key.app, key.name) or key
            if key in sought.keys:
                yield Mention(key, "key", other, owner)


def _assigned(node: ast.ClassDef | ast.Module, path: Path, sought: Sought) -> Iterator[Mention]:
    """`migrate_from = "0002_x"`, where another name beside it or the file's place tells the app."""
    given = list(_given(node))
    labels = {str(value.value) for _, value in given}
    for statement, value in given:
        keys = sought.names.get(str(value.value), ())
        if keys and "migrat" in _target(statement):
            chosen = _chosen(keys, labels, path, sought)
            if chosen:
                yield Mention(chosen, "key", value, statement)


def _given(node: ast.ClassDef | ast.Module) -> Iterator[tuple[Statement, ast.Constant]]:
    """The constants that its names are assigned."""
    for statement in node.body:
        if isinstance(statement, ast.Assign | ast.AnnAssign) and isinstance(
            statement.value, ast.Constant
        ):
            yield statement, statement.value


def _target(statement: Statement) -> str:
    target = statement.targets[0] if isinstance(statement, ast.Assign) else statement.target
    return target.id.lower() if isinstance(target, ast.Name) else ""


def _chosen(
    keys: Sequence[MigrationKey], labels: set[str], path: Path, sought: Sought
) -> MigrationKey | None:
    told = labels & sought.folders.keys() or {sought.app_around(path)} - {""}
    if told:
        return next((key for key in keys if key.app in told), None)
    return keys[0] if len(keys) == 1 and keys[0].name not in sought.elsewhere else None


def _named(node: ast.Constant, sought: Sought) -> Iterator[Mention]:
    """A text that is the module's dotted name, or that of something in it."""
    found = sought.dotted(str(node.value))
    if found:
        yield Mention(found[0], "import", node, node, found[1])

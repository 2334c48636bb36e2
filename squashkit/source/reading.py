"""Reads a migration file as text: `ast` to facts, nothing is imported or run."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from textwrap import shorten
from typing import Any

from ..errors import HistoryError
from ..model.keys import MigrationKey
from ..model.migrations import FIRST, PLAIN_BASE, Dependency, MigrationFacts, Opaque
from .names import SETTINGS, Names, NotLiteralError, names_of
from .operations import read_operation
from .parsing import UnreadableError, parse, statements

NO_CLASS = "it defines no class Migration"
SHOWN_LETTERS = 60
OWN_BASE = "django.db.migrations.Migration"

# Methods of Migration that Django calls; a file that defines one runs in a way of its own.
ACTIVE_METHODS = frozenset({"apply", "unapply", "mutate_state", "__init__", "suggest_name"})


_NAMED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)

# The name of the class, unless it is an attribute as in `migrations.Migration`.
_MENTIONED = re.compile(rb"Migration\b(?<![\w.]Migration)")


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """A file of a migrations package that gives no facts.

    Attributes:
        line: where the reason is, from 1.
        text: the reason, without a full stop.
    """

    path: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.path}, line {self.line}: {self.text}."


class NotDjangoError(Exception):
    """A module in a migrations package that is no migration of Django; its text says why."""


def read_migration(key: MigrationKey, source: bytes, path: str, blob: str = "") -> MigrationFacts:
    """Read one migration file.

    Args:
        key: the app label and the module's name.
        source: the bytes of the file; a coding cookie is respected.
        path: its path, for messages.
        blob: the id of its content, if it has one.

    Raises:
        HistoryError: it is not valid Python.
    """
    try:
        return read_module(key, source, path, blob)
    except UnreadableError as error:
        fault = Fault(path, error.line, error.text)
        raise HistoryError(str(fault), "Mend the file and run this again.") from error
    except NotDjangoError as error:
        return MigrationFacts(key, path, blob=blob, opaque=(Opaque(str(error), 1),))


def read_module(key: MigrationKey, source: bytes, path: str, blob: str = "") -> MigrationFacts:
    """Read one module of a migrations package, which may be no migration at all.

    Args:
        key: as for `read_migration`.
        source: as for `read_migration`.
        path: as for `read_migration`.
        blob: as for `read_migration`.

    Raises:
        UnreadableError: it is not valid Python.
        NotDjangoError: it has no class Migration, or one of South.
    """
    module = parse(source)
    imports = _imports(module, source)
    body = _migration_class(module)
    known: dict[str, Any] = {"key": key, "path": path, "blob": blob, "imports": imports}
    if body is None:
        if not any(map(_may_bind_migration, statements(module.body))):
            raise NotDjangoError(NO_CLASS)
        return MigrationFacts(**known, opaque=(Opaque(NO_CLASS, 1),))
    names = names_of(module, source).inside(body)
    if _is_south(body, imports, names):
        raise NotDjangoError("its class Migration is one of South")
    reader = _Reader(key, names, {**known, "functions": _functions(module)})
    if len(_MENTIONED.findall(source)) > 1:
        reader.opaque.extend(_later_changes(module))
    try:
        return reader.read(body)
    except RecursionError as error:
        raise UnreadableError(body.lineno, "nested too deeply") from error


def _imports(module: ast.Module, source: bytes) -> tuple[str, ...]:
    """What the module imports, also inside its functions, each once."""
    body: Iterable[ast.stmt] = module.body
    at_top = sum(isinstance(node, (ast.Import, ast.ImportFrom)) for node in body)
    if source.count(b"import") > at_top:
        body = statements(body)
    found: dict[str, None] = {}
    for node in body:
        if isinstance(node, ast.Import):
            found.update((alias.name, None) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            origin = "." * node.level + (node.module or "")
            joint = "" if origin.endswith(".") else "."
            found.update((f"{origin}{joint}{alias.name}", None) for alias in node.names)
    return tuple(found)


def _functions(module: ast.Module) -> tuple[str, ...]:
    return tuple(
        node.name for node in module.body if isinstance(node, _NAMED) and node.name != "Migration"
    )


def _migration_class(module: ast.Module) -> ast.ClassDef | None:
    found = [
        node for node in module.body if isinstance(node, ast.ClassDef) and node.name == "Migration"
    ]
    return found[-1] if found else None


def _may_bind_migration(node: ast.stmt) -> bool:
    """Whether the statement may give the module a name `Migration`, which Django looks for.

    `MigrationLoader.load_disk` raises BadMigrationError where there is none.
    """
    match node:
        case ast.ClassDef(name="Migration") | ast.FunctionDef(name="Migration"):
            return True
        case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
            return any((alias.asname or alias.name) in {"Migration", "*"} for alias in aliases)
        case ast.Assign(targets=targets):
            walked = (name for target in targets for name in ast.walk(target))
            return any(isinstance(name, ast.Name) and name.id == "Migration" for name in walked)
        case ast.AnnAssign(target=ast.Name(id="Migration")):
            return True
        case _:
            return False


def _is_south(body: ast.ClassDef, imports: Iterable[str], names: Names) -> bool:
    """South made migrations before Django 1.7; its files lie in packages of the same name."""
    if not any(one.partition(".")[0] == "south" for one in imports):
        return False
    return all(names.dotted(base) != OWN_BASE for base in body.bases)


def _later_changes(module: ast.Module) -> list[Opaque]:
    """Statements such as `Migration.dependencies.append(...)` outside the class."""
    return [
        Opaque("the module refers to class Migration outside of it", node.lineno)
        for node in module.body
        if not isinstance(node, ast.ClassDef)
        and any(isinstance(n, ast.Name) and n.id == "Migration" for n in ast.walk(node))
    ]


class _Reader:
    """Collects the facts of one class body; whatever it cannot read becomes `Opaque`."""

    def __init__(self, key: MigrationKey, names: Names, facts: dict[str, Any]) -> None:
        self.key = key
        self.names = names
        self.facts = facts
        self.opaque: list[Opaque] = []
        self.overrides: list[str] = []
        self.attributes: list[str] = []
        self.readers: dict[str, Callable[[ast.expr], object]] = {
            "dependencies": self._dependencies,
            "run_before": self._dependencies,
            "replaces": self._replaces,
            "operations": self._operations,
            "initial": names.truth,
            "atomic": names.truth,
        }

    def read(self, body: ast.ClassDef) -> MigrationFacts:
        base = self.names.dotted(body.bases[0]) if len(body.bases) == 1 else ""
        self.facts["line"] = body.lineno
        self.facts["base"] = PLAIN_BASE if base == OWN_BASE else base or "several"
        for statement in body.body:
            self._statement(statement)
        return MigrationFacts(
            **self.facts,
            overrides=tuple(self.overrides),
            attributes=tuple(self.attributes),
            opaque=tuple(self.opaque),
        )

    def _statement(self, statement: ast.stmt) -> None:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                self._assign(name, value)
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                self._assign(name, value)
            case ast.FunctionDef(name=name):
                if name in ACTIVE_METHODS:
                    self.overrides.append(name)
            case ast.Expr(value=ast.Constant()) | ast.Pass():
                pass
            case _:
                first = ast.unparse(statement).splitlines()[0]
                reason = f"`{shorten(first, SHOWN_LETTERS)}` stands in the class body"
                self.opaque.append(Opaque(reason, statement.lineno))

    def _assign(self, name: str, value: ast.expr) -> None:
        reader = self.readers.get(name)
        if reader is None:
            self.attributes.append(name)
            return
        if name == "dependencies":
            self.facts["line"] = value.lineno
        try:
            self.facts[name] = reader(value)
        except NotLiteralError as error:
            line = getattr(error.node, "lineno", value.lineno)
            reason = f"`{name}` is computed when the file is imported"
            if isinstance(value, ast.List | ast.Tuple) and isinstance(error.node, ast.Name):
                reason = f"`{name}` has `{error.node.id}`, which is not written out there"
            self.opaque.append(Opaque(reason, line, name))

    def _operations(self, value: ast.expr) -> tuple[object, ...]:
        return tuple(
            read_operation(item, self.key.app, self.names) for item in self.names.items(value)
        )

    def _dependencies(self, value: ast.expr) -> tuple[Dependency, ...]:
        return tuple(self._dependency(item) for item in self.names.items(value))

    def _dependency(self, item: ast.expr) -> Dependency:
        setting = self._swappable(item)
        if setting:
            return Dependency("", FIRST, setting)
        return Dependency(*self._pair(item))

    def _swappable(self, item: ast.expr) -> str:
        """`X` of `migrations.swappable_dependency(settings.X)`."""
        if not isinstance(item, ast.Call) or len(item.args) != 1:
            return ""
        if not self.names.dotted(item.func).endswith("swappable_dependency"):
            return ""
        setting = self.names.dotted(item.args[0])
        if setting.startswith(f"{SETTINGS}."):
            return setting.rpartition(".")[2]
        return self._setting_of_a_module(item.args[0], setting)

    def _setting_of_a_module(self, node: ast.expr, dotted: str) -> str:
        """`shop.conf:models.ITEM` of `models.ITEM`, after `from shop.conf import models`."""
        root = node
        while isinstance(root, ast.Attribute):
            root = root.value
        imported = self.names.imported.get(root.id, "") if isinstance(root, ast.Name) else ""
        module, _, name = imported.rpartition(".")
        if not module or module.startswith(".") or dotted == imported:
            raise NotLiteralError(node)
        return f"{module}:{name}{dotted.removeprefix(imported)}"

    def _replaces(self, value: ast.expr) -> tuple[MigrationKey, ...]:
        return tuple(MigrationKey(*self._pair(item)) for item in self.names.items(value))

    def _pair(self, item: ast.expr) -> tuple[str, str]:
        parts = self.names.items(item)
        if len(parts) != 2:
            raise NotLiteralError(item)
        return self.names.text(parts[0]), self.names.text(parts[1])


def faults(errors: Iterable[HistoryError]) -> HistoryError:
    """One error for all files that cannot be read, so that a person mends them in one go."""
    found = list(errors)
    if len(found) == 1:
        return found[0]
    listed = "\n".join(f"  {error.fact}" for error in found)
    return HistoryError(f"{len(found)} migration files cannot be read:\n{listed}", found[0].hint)

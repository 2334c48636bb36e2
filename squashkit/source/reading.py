"""Reads a migration file as text: `ast` to facts, nothing is imported or run."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from typing import Any

from ..errors import HistoryError
from ..model.keys import MigrationKey
from ..model.migrations import FIRST, Dependency, MigrationFacts, Opaque
from .names import Names, NotLiteralError, names_of
from .operations import read_operation

OWN_BASE = "django.db.migrations.Migration"

# Methods of Migration that Django calls; a file that defines one runs in a way of its own.
ACTIVE_METHODS = frozenset({"apply", "unapply", "mutate_state", "__init__", "suggest_name"})


def read_migration(key: MigrationKey, source: bytes, path: str) -> MigrationFacts:
    """Read one migration file.

    Args:
        key: the app label and the module's name.
        source: the bytes of the file; a coding cookie is respected.
        path: its path, for messages.

    Raises:
        HistoryError: it is not valid Python.
    """
    try:
        module = ast.parse(source, path)
    except (SyntaxError, ValueError) as error:
        fact = _syntax_fact(path, error)
        raise HistoryError(fact, "Mend the file and run this again.") from error
    body = _migration_class(module)
    if body is None:
        return MigrationFacts(key, path, opaque=(Opaque("it defines no class Migration", 1),))
    reader = _Reader(key, path, names_of(module).inside(body))
    reader.opaque.extend(_later_changes(module))
    return reader.read(body)


def _later_changes(module: ast.Module) -> list[Opaque]:
    """Statements such as `Migration.dependencies.append(...)` outside the class."""
    return [
        Opaque("the module refers to class Migration outside of it", node.lineno)
        for node in module.body
        if not isinstance(node, ast.ClassDef)
        and any(isinstance(n, ast.Name) and n.id == "Migration" for n in ast.walk(node))
    ]


def _syntax_fact(path: str, error: SyntaxError | ValueError) -> str:
    line = getattr(error, "lineno", None) or 1
    message = getattr(error, "msg", str(error))
    return f"{path}, line {line}: not valid Python ({message})."


def _migration_class(module: ast.Module) -> ast.ClassDef | None:
    found = [
        node for node in module.body if isinstance(node, ast.ClassDef) and node.name == "Migration"
    ]
    return found[-1] if found else None


class _Reader:
    """Collects the facts of one class body; whatever it cannot read becomes `Opaque`."""

    def __init__(self, key: MigrationKey, path: str, names: Names) -> None:
        self.key = key
        self.names = names
        self.facts: dict[str, Any] = {"key": key, "path": path}
        self.opaque: list[Opaque] = []
        self.overrides: list[str] = []
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
        self.facts["base"] = "migrations.Migration" if base == OWN_BASE else base or "several"
        for statement in body.body:
            self._statement(statement)
        return MigrationFacts(
            **self.facts, overrides=tuple(self.overrides), opaque=tuple(self.opaque)
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
                reason = f"a {type(statement).__name__} statement in the class body"
                self.opaque.append(Opaque(reason, statement.lineno))

    def _assign(self, name: str, value: ast.expr) -> None:
        reader = self.readers.get(name)
        if reader is None:
            return
        try:
            self.facts[name] = reader(value)
        except NotLiteralError as error:
            line = getattr(error.node, "lineno", value.lineno)
            self.opaque.append(Opaque(f"`{name}` is computed when the file is imported", line))

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
        if not setting.startswith("django.conf.settings."):
            raise NotLiteralError(item)
        return setting.rpartition(".")[2]

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

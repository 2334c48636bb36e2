"""What a migration file says, as far as it can be read without running it."""

from __future__ import annotations

from dataclasses import dataclass, field

from .keys import MigrationKey

FIRST = "__first__"
LATEST = "__latest__"
PLAIN_BASE = "migrations.Migration"
"""What `MigrationFacts.base` says of Django's own class."""


@dataclass(frozen=True, slots=True, order=True)
class Dependency:
    """One entry of `dependencies` or `run_before`.

    Attributes:
        app: the label, or an empty string for a swappable dependency.
        name: a migration's name, `__first__` or `__latest__`.
        setting: the setting's name of a swappable dependency, else empty. Where it is not one of
            Django's settings, its module and what it is called there: `shop.conf:models.ITEM`.
    """

    app: str
    name: str
    setting: str = ""

    def __str__(self) -> str:
        if not self.setting:
            return f"{self.app}.{self.name}"
        module, _, name = self.setting.rpartition(":")
        return name if module else f"settings.{name}"


@dataclass(frozen=True, slots=True, order=True)
class Opaque:
    """Something that cannot be read statically, with the reason; never guessed.

    Attributes:
        part: the attribute of the class that it is about; empty where it may be any.
    """

    reason: str
    line: int
    # The reason names it too.
    part: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True, order=True)
class ModelName:
    """A model as migrations refer to it; the name in lower case, as Django compares it."""

    app: str
    name: str

    def __str__(self) -> str:
        return f"{self.app}.{self.name}"


@dataclass(frozen=True, slots=True)
class OperationFacts:
    """One operation of a migration, read from its source.

    Attributes:
        kind: the class as written without `migrations.`: `CreateModel`, `RunPython`, `ops.Custom`.
        line: where it starts, from 1.
        model: the model it changes, in lower case, or an empty string.
        field: the field, index or constraint of that model that it is about, as written.
        new_name: what it renames the model, field or index to.
        fields: the fields that it brings (CreateModel) or names (indexes, constraints, together).
        inner: the operations inside SeparateDatabaseAndState, or `state_operations` of RunSQL.
        references: models of any app that a text among its arguments may name; one too many.
        relations: models that its relations, bases and `through` name, and nothing else.
        bases: models that it inherits from; a step on its rows writes into their tables too.
        relation_fields: fields that `to_field` and `through_fields` name, with their models.
        removes: models whose old name is gone after it (RenameModel, DeleteModel).
        touches_rows: whether it may read or write rows: RunPython, RunSQL, custom operations.
        touched_apps: labels that its code names, as far as it can be read; `settings.` and a
            setting's name for the app of a swappable model.
        asks: models that its code asks for by their names; there may be others.
        noop: whether it provably does nothing at all.
        elidable: the author's word that a squash may drop it.
        computed: what in its text may have other values elsewhere, or next time: names of settings,
            and calls such as `os.getenv`.
    """

    kind: str
    line: int
    model: str = ""
    field: str = ""
    new_name: str = ""
    fields: tuple[str, ...] = ()
    inner: tuple[OperationFacts, ...] = ()
    references: frozenset[ModelName] = frozenset()
    relations: frozenset[ModelName] = frozenset()
    bases: frozenset[ModelName] = frozenset()
    relation_fields: tuple[tuple[ModelName, str], ...] = ()
    removes: frozenset[ModelName] = frozenset()
    touches_rows: bool = False
    touched_apps: frozenset[str] = frozenset()
    asks: frozenset[ModelName] = frozenset()
    noop: bool = False
    elidable: bool = False
    computed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MigrationFacts:
    """One migration file.

    Attributes:
        path: the file, as the reader was given it.
        base: the full name of the base class; Django's own is `migrations.Migration`. `several`
            where there is not one.
        attributes: what else the class sets, which a base class of its own may look at.
        line: where it says what it depends on, or where its class begins.
        blob: the id of the file's content, or an empty string where it was read from disk.
        functions: the module-level functions and classes besides `Migration`.
        imports: the dotted names that the module imports.
        overrides: methods and attributes that change how Django runs the migration.
        opaque: what could not be read. Where there is any, the other attributes are incomplete.
    """

    key: MigrationKey
    path: str
    line: int = 1
    blob: str = ""
    dependencies: tuple[Dependency, ...] = ()
    run_before: tuple[Dependency, ...] = ()
    replaces: tuple[MigrationKey, ...] = ()
    operations: tuple[OperationFacts, ...] = ()
    initial: bool | None = None
    atomic: bool = True
    base: str = PLAIN_BASE
    functions: tuple[str, ...] = ()
    imports: tuple[str, ...] = ()
    overrides: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()
    opaque: tuple[Opaque, ...] = field(default=())

    @property
    def data_operations(self) -> tuple[OperationFacts, ...]:
        """The operations that may touch rows."""
        return tuple(operation for operation in self.operations if operation.touches_rows)

"""What an operation does to models, fields and their like, as far as its facts say.

The parts of a model are named by one text each: `price` for a field, `index price_idx` for an
index or constraint, `Meta.ordering` style names for the rest; the model itself is the empty part.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from ...model.migrations import MigrationFacts, ModelName, OperationFacts


class Act(str, Enum):
    """What is done to a part of a model."""

    CREATE = "creates"
    REMOVE = "removes"
    ALTER = "alters"
    USE = "uses"
    READ = "runs code on"


@dataclass(frozen=True, slots=True)
class Doing:
    """One operation doing one thing.

    Attributes:
        act: what it does.
        subject: the model.
        part: which part of the model, or an empty string for the model itself.
        migration: whose operation it is.
        operation: the operation.
    """

    act: Act
    subject: ModelName
    part: str
    migration: MigrationFacts
    operation: OperationFacts

    def __str__(self) -> str:
        return f"{self.migration.key.name} {self.act.value} {self.what}"

    @property
    def what(self) -> str:
        """`shop.product.price` or `shop.product`."""
        return f"{self.subject}.{self.part}" if self.part else str(self.subject)


Effect = tuple[Act, str, str]
"""Act, model in lower case, part."""


def doings(migration: MigrationFacts) -> Iterator[Doing]:
    """Everything that the operations of a migration do."""
    for operation in _flat(migration.operations):
        own = EFFECTS.get(operation.kind, _nothing)(operation)
        for act, model, part in own:
            yield Doing(act, ModelName(migration.key.app, model), part, migration, operation)
        for related in sorted(operation.relations):
            yield Doing(Act.USE, related, "", migration, operation)
        for related, name in operation.relation_fields:
            yield Doing(Act.USE, related, name.lower(), migration, operation)
        for asked in sorted(operation.asks):
            yield Doing(Act.READ, asked, "", migration, operation)


def _flat(operations: tuple[OperationFacts, ...]) -> Iterator[OperationFacts]:
    for operation in operations:
        yield from _flat(operation.inner)
        if operation.kind != "SeparateDatabaseAndState":
            yield operation


def _nothing(_: OperationFacts) -> Iterator[Effect]:
    return iter(())


def _model(act: Act) -> Callable[[OperationFacts], Iterator[Effect]]:
    def effects(one: OperationFacts) -> Iterator[Effect]:
        yield act, one.model, ""

    return effects


def _rename_model(one: OperationFacts) -> Iterator[Effect]:
    yield Act.REMOVE, one.model, ""
    if one.new_name:
        yield Act.CREATE, one.new_name.lower(), ""


def _option(name: str) -> Callable[[OperationFacts], Iterator[Effect]]:
    def effects(one: OperationFacts) -> Iterator[Effect]:
        yield Act.ALTER, one.model, f"Meta.{name}"
        yield from _used(one)

    return effects


def _part(act: Act, prefix: str = "") -> Callable[[OperationFacts], Iterator[Effect]]:
    def effects(one: OperationFacts) -> Iterator[Effect]:
        if one.field:
            yield act, one.model, prefix + one.field.lower()
        elif one.model:
            yield Act.USE, one.model, ""
        yield from _used(one)

    return effects


def _rename_part(prefix: str = "") -> Callable[[OperationFacts], Iterator[Effect]]:
    def effects(one: OperationFacts) -> Iterator[Effect]:
        yield Act.REMOVE, one.model, prefix + one.field.lower()
        if one.new_name:
            yield Act.CREATE, one.model, prefix + one.new_name.lower()

    return effects


def _used(one: OperationFacts) -> Iterator[Effect]:
    """The fields that an index, a constraint or a together option names."""
    for name in one.fields:
        yield Act.USE, one.model, name.lower()


EFFECTS: Mapping[str, Callable[[OperationFacts], Iterator[Effect]]] = {
    "CreateModel": _model(Act.CREATE),
    "DeleteModel": _model(Act.REMOVE),
    "RenameModel": _rename_model,
    "AlterModelOptions": _option("options"),
    "AlterModelManagers": _option("managers"),
    "AlterModelTable": _option("db_table"),
    "AlterModelTableComment": _option("db_table_comment"),
    "AlterOrderWithRespectTo": _option("order_with_respect_to"),
    "AlterUniqueTogether": _option("unique_together"),
    "AlterIndexTogether": _option("index_together"),
    "AddField": _part(Act.CREATE),
    "RemoveField": _part(Act.REMOVE),
    "AlterField": _part(Act.ALTER),
    "RenameField": _rename_part(),
    "AddIndex": _part(Act.CREATE, "index "),
    "RemoveIndex": _part(Act.REMOVE, "index "),
    "RenameIndex": _rename_part("index "),
    "AddConstraint": _part(Act.CREATE, "constraint "),
    "RemoveConstraint": _part(Act.REMOVE, "constraint "),
    "AlterConstraint": _part(Act.ALTER, "constraint "),
}

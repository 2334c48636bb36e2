"""What the models look like where an operation stands; what goes with it, it does not say."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.migrations import operations as django_operations

from .relations import ModelPath, base_models, related


class Known:
    """Relations, tables and columns of the models of one app, as far as operations have told.

    Args:
        app: the label.
        state: the models before the first operation; None where there are none.
    """

    def __init__(self, app: str, state: Any = None) -> None:
        self.app = app
        self._leads: dict[ModelPath, dict[str, frozenset[ModelPath]]] = {}
        self._tables: dict[ModelPath, str] = {}
        self._columns: dict[ModelPath, list[str]] = {}
        for (label, name), model in state.models.items() if state is not None else ():
            if label == app:
                self._create((label, name), model.fields.items(), model.bases, model.options)

    def leads(self, model: ModelPath, field: str) -> frozenset[ModelPath]:
        """The models that a field leads to."""
        return self._leads.get(model, {}).get(field.lower(), frozenset())

    def all_leads(self, model: ModelPath) -> frozenset[ModelPath]:
        """The models that any field or base of a model leads to."""
        return frozenset().union(*self._leads.get(model, {}).values()) - {model}

    def table(self, model: ModelPath) -> str:
        """The name of a model's table."""
        return self._tables.get(model) or "_".join(model)

    def in_order(self, model: ModelPath, fields: Iterable[str]) -> list[str]:
        """Fields of a model in the order in which they came to its table."""
        place = {name: number for number, name in enumerate(self._columns.get(model, ()))}
        return sorted(fields, key=lambda name: place.get(name, len(place)))

    def learn(self, operation: Any) -> None:
        """Take in what an operation changes; those inside others count as well."""
        for held in ("database_operations", "state_operations"):
            for one in getattr(operation, held, None) or ():
                self.learn(one)
        if isinstance(operation, django_operations.CreateModel):
            model = (self.app, operation.name_lower)
            self._create(model, operation.fields, operation.bases, operation.options)
        elif isinstance(operation, django_operations.AddField | django_operations.AlterField):
            self._define((self.app, operation.model_name_lower), operation)
        elif isinstance(operation, django_operations.AlterModelTable):
            self._tables[self.app, operation.name_lower] = operation.table or ""
        elif isinstance(operation, django_operations.RenameModel):
            self._rename(operation.old_name_lower, operation.new_name_lower)
        elif isinstance(operation, django_operations.RenameField):
            self._rename_field((self.app, operation.model_name_lower), operation)

    def _define(self, model: ModelPath, operation: Any) -> None:
        self._leads.setdefault(model, {})[operation.name_lower] = self._targets(
            operation.field, model
        )
        if isinstance(operation, django_operations.AddField):
            self._columns.setdefault(model, []).append(operation.name_lower)

    def _rename_field(self, model: ModelPath, operation: Any) -> None:
        old, new = operation.old_name_lower, operation.new_name_lower
        fields, columns = self._leads.setdefault(model, {}), self._columns.get(model, [])
        fields[new] = fields.pop(old, frozenset())
        self._columns[model] = [new if name == old else name for name in columns]

    def _create(
        self,
        model: ModelPath,
        fields: Iterable[tuple[str, Any]],
        bases: Iterable[Any],
        options: dict[str, Any],
    ) -> None:
        self._leads[model] = {name.lower(): self._targets(field, model) for name, field in fields}
        self._leads[model][""] = frozenset(base_models(bases, self.app))
        self._tables[model] = options.get("db_table") or ""
        self._columns[model] = [name for name in self._leads[model] if name]

    def _targets(self, field: Any, model: ModelPath) -> frozenset[ModelPath]:
        return frozenset(target for target, _ in related(field, model))

    def _rename(self, old: str, new: str) -> None:
        before, after = (self.app, old), (self.app, new)
        self._leads[after] = self._leads.pop(before, {})
        self._tables[after] = self._tables.pop(before, "")
        self._columns[after] = self._columns.pop(before, [])
        for fields in self._leads.values():
            for name, targets in fields.items():
                if before in targets:
                    fields[name] = targets - {before} | {after}

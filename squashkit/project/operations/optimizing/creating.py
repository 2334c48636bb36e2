"""A model that is created, and takes up what later operations do to it."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from django.db import models
from django.db.migrations import operations as django_operations
from django.db.models import NOT_PROVIDED
from django.db.models.options import normalize_together

from .kinds import known_kinds
from .knowledge import TOGETHER
from .options import said
from .relations import constraint_fields, index_fields, named_fields

Named = TypeVar("Named")


class Creation:
    """A `CreateModel` while others are merged into it; the operation itself is not touched.

    Args:
        operation: the `CreateModel`.
    """

    def __init__(self, operation: Any) -> None:
        self.original = operation
        self.changed = False
        self.name: str = operation.name
        self.fields: dict[str, tuple[str, Any]] = {
            name.lower(): (name, field) for name, field in operation.fields
        }
        self.options = dict(operation.options)
        self.bases = operation.bases
        self.managers = operation.managers

    def build(self) -> Any:
        """The operation; the very one that was given where nothing was merged into it."""
        if not self.changed:
            return self.original
        return django_operations.CreateModel(
            self.name, list(self.fields.values()), said(self.options), self.bases, self.managers
        )

    def copy(self) -> Creation:
        """Another that can be changed by itself."""
        other = copy.copy(self)
        other.fields, other.options = dict(self.fields), dict(self.options)
        return other

    def arranged(self, names: Iterable[str]) -> Creation:
        """The model with its fields in this order."""
        other = self.copy()
        other.fields, other.changed = {name: self.fields[name] for name in names}, True
        return other

    def take(self, operation: Any) -> bool:
        """Take up what an operation does to the model, if that can be said of a new one."""
        take = self._TAKES.get(type(operation))
        taken = take is not None and take(self, operation)
        self.changed = self.changed or taken
        return taken

    def has(self, field: str) -> bool:
        """Whether the model itself has this field."""
        return field.lower() in self.fields

    def mentions(self, field: str) -> bool:
        """Whether an index, a constraint, an option or another field names this field."""
        return self.holds(field) or any(field.lower() in one for one in self._togethers())

    def rename_field(self, old: str, new: str) -> None:
        """Give a field another name, also where fields are unique together.

        The same places as `ProjectState.rename_field`.
        """
        self.fields = {
            new.lower() if key == old.lower() else key: (new if key == old.lower() else name, field)
            for key, (name, field) in self.fields.items()
        }
        for option in TOGETHER:
            if option in self.options:
                self.options[option] = renamed_together(self.options[option], old, new)
        self.changed = True

    def holds(self, field: str) -> bool:
        """Whether the field is named where renaming it does not reach."""
        found = [
            *map(index_fields, self.options.get("indexes", ())),
            *map(constraint_fields, self.options.get("constraints", ())),
            set(filter(None, [(self.options.get("order_with_respect_to") or "").lower()])),
            *(_generating(one) for _, one in self.fields.values()),
        ]
        return any(names is None or field.lower() in names for names in found)

    def _togethers(self) -> Iterator[set[str]]:
        for option in TOGETHER:
            for names in normalize_together(self.options.get(option) or ()):
                yield {name.lower() for name in names}

    def _add_field(self, operation: Any) -> bool:
        if operation.name_lower in self.fields:
            return False
        self.fields[operation.name_lower] = (operation.name, lasting_field(operation))
        return True

    def _alter_field(self, operation: Any) -> bool:
        if operation.name_lower not in self.fields:
            return False
        self.fields[operation.name_lower] = (operation.name, lasting_field(operation))
        return True

    def _remove_field(self, operation: Any) -> bool:
        if operation.name_lower not in self.fields or self.mentions(operation.name):
            return False
        del self.fields[operation.name_lower]
        return True

    def _alter_options(self, operation: Any) -> bool:
        gone = set(operation.ALTER_OPTION_KEYS) - operation.options.keys()
        kept = {key: value for key, value in self.options.items() if key not in gone}
        self.options = {**kept, **operation.options}
        return True

    def _alter_managers(self, operation: Any) -> bool:
        self.managers = operation.managers
        return True

    def _alter_table(self, operation: Any) -> bool:
        self.options["db_table"] = operation.table
        return True

    def _alter_table_comment(self, operation: Any) -> bool:
        self.options["db_table_comment"] = operation.table_comment
        return True

    def _alter_together(self, operation: Any) -> bool:
        self.options[operation.option_name] = operation.option_value
        return True

    def _alter_order(self, operation: Any) -> bool:
        self.options["order_with_respect_to"] = operation.order_with_respect_to
        return True

    def _add_index(self, operation: Any) -> bool:
        self.options["indexes"] = [*self.options.get("indexes", ()), operation.index]
        return True

    def _remove_index(self, operation: Any) -> bool:
        return self._replace("indexes", operation.name, [])

    def _rename_index(self, operation: Any) -> bool:
        if operation.old_fields:
            return self._name_together(tuple(operation.old_fields), operation.new_name)
        found = _named(self.options.get("indexes", ()), operation.old_name)
        if found is None:
            return False
        renamed = found.clone()
        renamed.name = operation.new_name
        return self._replace("indexes", operation.old_name, [renamed])

    def _name_together(self, fields: tuple[str, ...], name: str) -> bool:
        """An index that had no name becomes one that has; see `RenameIndex.state_forwards`."""
        groups = normalize_together(self.options.get("index_together") or ())
        if fields not in groups:
            return False
        self.options["index_together"] = set(groups) - {fields}
        index = models.Index(fields=fields, name=name)
        self.options["indexes"] = [*self.options.get("indexes", ()), index]
        return True

    def _add_constraint(self, operation: Any) -> bool:
        self.options["constraints"] = [
            *self.options.get("constraints", ()),
            operation.constraint,
        ]
        return True

    def _remove_constraint(self, operation: Any) -> bool:
        return self._replace("constraints", operation.name, [])

    def _alter_constraint(self, operation: Any) -> bool:
        return self._replace("constraints", operation.name, [operation.constraint])

    def _replace(self, option: str, name: str, others: list[Any]) -> bool:
        """Put others in the place of the index or constraint of this name."""
        held = self.options.get(option, ())
        if _named(held, name) is None:
            return False
        self.options[option] = [
            new for one in held for new in (others if one.name == name else [one])
        ]
        return True

    _TAKES = known_kinds(
        {
            "AddField": _add_field,
            "AlterField": _alter_field,
            "RemoveField": _remove_field,
            "AlterModelOptions": _alter_options,
            "AlterModelManagers": _alter_managers,
            "AlterModelTable": _alter_table,
            "AlterModelTableComment": _alter_table_comment,
            "AlterUniqueTogether": _alter_together,
            "AlterIndexTogether": _alter_together,
            "AlterOrderWithRespectTo": _alter_order,
            "AddIndex": _add_index,
            "RemoveIndex": _remove_index,
            "RenameIndex": _rename_index,
            "AddConstraint": _add_constraint,
            "RemoveConstraint": _remove_constraint,
            "AlterConstraint": _alter_constraint,
        }
    )


def lasting_field(operation: Any) -> Any:
    """The field that an operation leaves behind: a one-off default is for existing rows only."""
    if operation.preserve_default:
        return operation.field
    field = operation.field.clone()
    field.default = NOT_PROVIDED
    return field


def renamed_together(option: Any, old: str, new: str) -> set[tuple[str, ...]]:
    """`unique_together` with another name for a field."""
    groups = normalize_together(option or ())
    return {tuple(new if one.lower() == old.lower() else one for one in group) for group in groups}


def _generating(field: Any) -> set[str] | None:
    expression = getattr(field, "expression", None)
    return named_fields(expression) if expression is not None else set()


def _named(held: Iterable[Named], name: str) -> Named | None:
    return next((one for one in held if getattr(one, "name", None) == name), None)

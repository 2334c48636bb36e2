"""What two operations about the same thing come to, where the thing was there before.

Rows may be there as well: then an operation in the middle may have changed them, and only those
are merged that leave every row the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.migrations import operations as django_operations
from django.db.models import NOT_PROVIDED

from .kinds import kind_of


@dataclass(frozen=True, slots=True)
class Pair:
    """Two operations about the same field, index, constraint or option of a model.

    Attributes:
        empty: whether the model's table cannot have rows yet.
    """

    earlier: Any
    later: Any
    empty: bool = False


Merge = Callable[[Pair], "list[Any] | None"]


def merge(pair: Pair) -> list[Any] | None:
    """One operation in place of two, none in place of both, or None where both have to stay."""
    found = _MERGES.get((kind_of(pair.earlier), kind_of(pair.later)))
    return found(pair) if found else None


def _last(pair: Pair) -> list[Any]:
    return [pair.later]


def _nothing(_: Pair) -> list[Any]:
    return []


def _add_altered(pair: Pair) -> list[Any] | None:
    earlier, later = pair.earlier, pair.later
    field, kept = later.field, later.preserve_default
    empty = pair.empty or _needs_no_rows(earlier)
    if not empty and not _converts_alike(earlier, later):
        return None
    if not empty and earlier.field.default != later.field.default:
        if later.field.default is not NOT_PROVIDED:
            return None
        # Rows that are there were filled by the first default, and keep it.
        field, kept = later.field.clone(), False
        field.default = earlier.field.default
    return [django_operations.AddField(earlier.model_name, later.name, field, kept)]


def _needs_no_rows(added: Any) -> bool:
    """Whether adding the field would fail if there were a row: nothing says what it would hold."""
    field = added.field
    blank_text = field.blank and field.empty_strings_allowed
    filled = field.null or blank_text or field.has_default() or field.many_to_many
    by_itself = getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
    by_database = getattr(field, "db_default", NOT_PROVIDED) is not NOT_PROVIDED
    generated = getattr(field, "generated", False)
    return not (filled or by_itself or by_database or generated)


def _alter_altered(pair: Pair) -> list[Any] | None:
    earlier, later = pair.earlier, pair.later
    same_default = earlier.field.default == later.field.default
    wide = _as_wide(earlier.field, later.field)
    same = same_default and wide and _converts_alike(earlier, later)
    return [later] if pair.empty or same else None


def _converts_alike(earlier: Any, later: Any) -> bool:
    """Whether rows come out the same without the earlier of two definitions of a field.

    A type that changes converts them, and a field that may no longer be null fills them.
    """
    first, second = earlier.field, later.field
    return (
        first.deconstruct()[1] == second.deconstruct()[1]
        and first.null == second.null
        and getattr(first, "db_default", None) == getattr(second, "db_default", None)
    )


def _as_wide(first: Any, second: Any) -> bool:
    """Whether the first cuts nothing off that the second would leave."""
    widths = ("max_length", "max_digits", "decimal_places")
    return all(_width(first, name) >= _width(second, name) for name in widths)


def _width(field: Any, name: str) -> float:
    found = getattr(field, name, None)
    return float("inf") if found is None else found


def _order_altered(pair: Pair) -> list[Any] | None:
    """An order that goes and comes again begins anew for the rows that are there."""
    goes, comes = (one.order_with_respect_to for one in (pair.earlier, pair.later))
    return None if comes and not goes and not pair.empty else [pair.later]


def _index_renamed(pair: Pair) -> list[Any] | None:
    if not pair.later.old_name:
        return None
    index = pair.earlier.index.clone()
    index.name = pair.later.new_name
    return [django_operations.AddIndex(pair.earlier.model_name, index)]


def _renamed_again(pair: Pair) -> list[Any]:
    first = pair.earlier
    names = (first.model_name, pair.later.new_name, first.old_name, first.old_fields)
    return [django_operations.RenameIndex(*names)]


def _constraint_altered(pair: Pair) -> list[Any]:
    return [django_operations.AddConstraint(pair.earlier.model_name, pair.later.constraint)]


def _field_renamed_again(pair: Pair) -> list[Any]:
    names = (pair.earlier.old_name, pair.later.new_name)
    return [django_operations.RenameField(pair.earlier.model_name, *names)]


def _model_renamed_again(pair: Pair) -> list[Any] | None:
    first, last = pair.earlier.old_name, pair.later.new_name
    if first.lower() != last.lower():
        return [django_operations.RenameModel(first, last)]
    # A model that got the name that it has would be lost to Django.
    return [] if first == last else None


_OPTIONS = (
    "AlterModelOptions",
    "AlterModelManagers",
    "AlterModelTable",
    "AlterModelTableComment",
    "AlterUniqueTogether",
    "AlterIndexTogether",
)
_MERGES: Mapping[tuple[str, str], Merge] = {
    **{(name, name): _last for name in _OPTIONS},
    ("AlterOrderWithRespectTo", "AlterOrderWithRespectTo"): _order_altered,
    ("AddField", "AlterField"): _add_altered,
    ("AddField", "RemoveField"): _nothing,
    ("AlterField", "AlterField"): _alter_altered,
    ("AlterField", "RemoveField"): _last,
    ("RenameField", "RenameField"): _field_renamed_again,
    ("RenameModel", "RenameModel"): _model_renamed_again,
    ("AddIndex", "RemoveIndex"): _nothing,
    ("AddIndex", "RenameIndex"): _index_renamed,
    ("RenameIndex", "RenameIndex"): _renamed_again,
    ("AddConstraint", "RemoveConstraint"): _nothing,
    ("AddConstraint", "AlterConstraint"): _constraint_altered,
    ("AlterConstraint", "AlterConstraint"): _last,
    ("AlterConstraint", "RemoveConstraint"): _last,
}

"""Which models and fields a field, an index or a constraint names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.migrations.utils import resolve_relation
from django.db.models import F, Model, Q
from django.db.models.expressions import BaseExpression, RawSQL

ModelPath = tuple[str, str]


def related(field: Any, own: ModelPath) -> Iterator[tuple[ModelPath, tuple[str, ...]]]:
    """The models that a field leads to, each with the fields of it that are named.

    Args:
        field: of the model `own`, as migrations have it, not bound to a model.
        own: what "self" and names without a label are relative to.
    """
    remote = field.remote_field
    if not remote:
        return
    if remote.model:
        named = getattr(field, "to_fields", None) or ()
        yield resolve(remote.model, own), tuple(filter(None, named))
    through = getattr(remote, "through", None)
    if through:
        yield resolve(through, own), tuple(remote.through_fields or ())


def resolve(model: Any, own: ModelPath) -> ModelPath:
    """The model that a relation names, seen from the model that has the relation."""
    found: ModelPath = resolve_relation(model, *own)
    return found


def base_models(bases: Iterable[Any], app: str) -> Iterator[ModelPath]:
    """The models among the bases of a model; mixins and `models.Model` are none."""
    for base in bases:
        if isinstance(base, str) or _is_model(base):
            yield resolve_relation(base, app)


def _is_model(base: Any) -> bool:
    """Whether a base is a model with a table; mixins are abstract or no models."""
    is_model = isinstance(base, type) and issubclass(base, Model) and base is not Model
    return is_model and not base._meta.abstract  # noqa: SLF001  public by Django's documentation


def named_fields(value: Any) -> set[str] | None:
    """The fields of its own model that an index, a constraint or an expression names.

    Returns:
        None where that cannot be told, as with raw SQL.
    """
    found: set[str] = set()
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, RawSQL):
            return None
        if isinstance(one, F):
            found.add(_first(one.name))
        elif isinstance(one, Q):
            waiting.extend(one.children)
        elif isinstance(one, tuple) and len(one) == 2 and isinstance(one[0], str):
            found.add(_first(one[0]))
            waiting.append(one[1])
        elif isinstance(one, list | tuple | set):
            waiting.extend(one)
        elif isinstance(one, BaseExpression):
            waiting.extend(one.get_source_expressions())
        elif hasattr(one, "resolve_expression") and not isinstance(one, type):
            return None
    return found


def _first(lookup: str) -> str:
    """The field that a lookup begins with; a minus is only its order."""
    return lookup.removeprefix("-").partition("__")[0].lower()


def index_fields(index: Any) -> set[str] | None:
    """The fields that an index is about; None where that cannot be told."""
    plain = {_first(name) for name in (*index.fields, *index.include)}
    return _with_named(plain, [index.expressions, index.condition])


def constraint_fields(constraint: Any) -> set[str] | None:
    """The fields that a constraint is about; None where that cannot be told."""
    _, expressions, given = constraint.deconstruct()
    listed = (*given.get("fields", ()), *given.get("include", ()))
    plain = {_first(name) for name in listed if isinstance(name, str)}
    conditions = [given.get(part) for part in ("check", "condition", "expressions")]
    return _with_named(plain, [expressions, *conditions])


def _with_named(plain: set[str], expressions: list[Any]) -> set[str] | None:
    named = named_fields(expressions)
    return None if named is None else plain | named

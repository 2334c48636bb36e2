"""From what a data step says in its code to the tables that it can reach."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..model.reaches import Reach
from .naming import setting_value
from .optimizing.relations import ModelPath, base_models, related, resolve


class Reached:
    """The models that a step can reach, where it runs.

    Attributes:
        models: all of them; those asked for, and those that relations lead to from there by a
            name that the code has. None where that cannot be told.
        why: why not, or an empty string.
    """

    def __init__(self, reach: Reach | None, state: Any) -> None:
        self.models: frozenset[ModelPath] | None = None
        self.why = ""
        if reach is None:
            self.why = "it was not read"
        elif reach.unknown is not None:
            self.why = str(reach.unknown)
        else:
            self._follow(reach, state)

    def _follow(self, reach: Reach, state: Any) -> None:
        found = {(model.app, model.name) for model in reach.models}
        try:
            found |= {_named(setting) for setting in reach.settings}
        except (AttributeError, ImportError) as error:
            self.why = f"a setting that it names cannot be read: {error}"
            return
        waiting, words = sorted(found), frozenset(reach.words)
        while waiting:
            model = waiting.pop()
            if model not in state.models:
                self.why = f"there is no model {'.'.join(model)} where it runs"
                return
            custom = _own_managers(state.models[model])
            if custom:
                self.why = f"manager {custom} of {'.'.join(model)} runs code of its own"
                return
            fresh = set(_neighbours(model, words, reach.deletes, state)) - found
            found |= fresh
            waiting.extend(sorted(fresh))
        self.models = frozenset(found)


def _named(setting: str) -> ModelPath:
    """The model that a setting names."""
    app, _, name = setting_value(setting).partition(".")
    return app, name.lower()


def _own_managers(model: Any) -> str:
    """The first manager that is not Django's; it may look at more than its model."""
    return next(
        (name for name, one in model.managers if not type(one).__module__.startswith("django.")),
        "",
    )


def _neighbours(
    model: ModelPath, words: frozenset[str], deletes: bool, state: Any
) -> Iterator[ModelPath]:
    here = state.models[model]
    yield from base_models(here.bases, model[0])
    for name, field in here.fields.items():
        if name.lower() in words:
            yield from (target for target, _ in related(field, model))
    for other, target in state.models.items():
        if model in base_models(target.bases, other[0]) and other[1] in words:
            yield other
        for field in target.fields.values():
            if _comes_back(field, other, model, words, deletes):
                yield other


def _comes_back(
    field: Any, other: ModelPath, model: ModelPath, words: frozenset[str], deletes: bool
) -> bool:
    """Whether the code can go over a relation of another model from its end."""
    remote = field.remote_field
    if not remote or not remote.model or resolve(remote.model, other) != model:
        return False
    if deletes and not field.many_to_many:
        return True  # whatever `on_delete` says, those rows are looked at
    return not _names(remote, other).isdisjoint(words)


def _names(remote: Any, other: ModelPath) -> set[str]:
    """By what a relation is called from its end: in lookups, and as an attribute."""
    given = getattr(remote, "related_name", None) or ""
    query = getattr(remote, "related_query_name", None) or ""
    known = {"app_label": other[0], "class": other[1], "model_name": other[1]}
    named = {_formatted(text, known) for text in (given, query) if text}
    return named | (set() if given else {other[1], f"{other[1]}_set"})


def _formatted(text: str, known: dict[str, str]) -> str:
    try:
        return (text % known).lower()
    except (KeyError, TypeError, ValueError):
        return text.lower()

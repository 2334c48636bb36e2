"""From what a data step says in its code to the tables that it can reach."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.db.models import Manager, Model, QuerySet

from ...model.reaches import Code, Loop, Reach
from .naming import setting_value
from .optimizing.relations import ModelPath, base_models, related, resolve

_FILLING = frozenset({"add", "save", "set"})
"""Words of code that may put rows into tables without a word that makes any."""
_OF_MANAGERS = frozenset(name.lower() for name in {*dir(Manager), *dir(QuerySet)})
_OF_MODELS = frozenset(name.lower() for name in dir(Model))


class _Any:
    """What every class has; later Pythons note more of it."""

    noted: bool


_OF_ANY_CLASS = frozenset({*vars(_Any), "use_in_migrations"})


class Reached:
    """The models that a step can reach, where it runs.

    Args:
        reach: what its code says; None where nobody read it.
        state: the models there.
        empty: those whose tables have no rows there.

    Attributes:
        code: what can run there.
        models: all of them; those asked for, and those that relations lead to from there by a
            name that the code has. None where that cannot be told.
        why: why not, or an empty string.
        varies: why it may do more or less elsewhere or at another time, or an empty string.
    """

    def __init__(
        self, reach: Reach | None, state: Any, empty: Collection[ModelPath] = frozenset()
    ) -> None:
        self.code = Code()
        self.models: frozenset[ModelPath] | None = None
        self.why = ""
        self.varies = ""
        self.empty = empty
        self._follow(reach, state)

    def _follow(self, reach: Reach | None, state: Any) -> None:
        if reach is None:
            self.why = "it was not read"
            return
        try:
            self.code = self._running(reach)
            asked = set() if self.code.unknown else self._asked()
        except (AttributeError, ImportError) as error:
            self.why = f"a setting that it names cannot be read: {error}"
            return
        if self.code.unknown is not None:
            self.why = str(self.code.unknown)
        else:
            self._close(asked, state)
        self.varies = self._varies(state)

    @property
    def fills(self) -> bool:
        """Whether it may put rows into tables."""
        return _fills(self.code)

    def _varies(self, state: Any) -> str:
        if self.code.varies is not None:
            return str(self.code.varies)
        if not self.fills:
            return ""
        if self.code.chance is not None:
            return str(self.code.chance)
        return next(_own_defaults(self.models or frozenset(), state), "")

    def _running(self, reach: Reach) -> Code:
        """What runs: of the loops those for which there can be a row."""
        code = reach.with_loops(one for one in reach.loops if _rows_of(one) not in self.empty)
        # It may make the very rows that a later loop finds.
        return reach.with_loops(reach.loops) if _fills(code) else code

    def _asked(self) -> set[ModelPath]:
        """The models that it asks for."""
        named = {_named(setting) for setting in self.code.settings}
        return named | {(model.app, model.name) for model in self.code.models}

    def _close(self, asked: set[ModelPath], state: Any) -> None:
        """Add what relations lead to."""
        found, waiting, words = set(asked), sorted(asked), frozenset(self.code.words)
        while waiting:
            model = waiting.pop()
            if model not in state.models:
                self.why = f"there is no model {'.'.join(model)} where it runs"
                return
            custom = _own_code(state.models[model], words)
            if custom:
                self.why = f"{custom} of {'.'.join(model)} runs code of its own"
                return
            fresh = set(_neighbours(model, words, self.code.deletes, state)) - found
            found |= fresh
            waiting.extend(sorted(fresh))
        self.models = frozenset(found)


def _fills(code: Code) -> bool:
    """Whether code may put rows into tables."""
    return code.makes or not _FILLING.isdisjoint(code.words)


def _own_defaults(models: Iterable[ModelPath], state: Any) -> Iterator[str]:
    """Defaults that run code of the project, where an instance is made."""
    for model in sorted(models):
        for name, field in state.models[model].fields.items():
            if callable(field.default) and not _is_known(field.default):
                yield f"the default of {'.'.join(model)}.{name} runs code of its own"


def _is_known(function: Any) -> bool:
    """Whether what a default calls is Django's or Python's."""
    module = str(getattr(function, "__module__", ""))
    return module.partition(".")[0] in {"builtins", "datetime", "decimal", "django", "uuid"}


def _rows_of(loop: Loop) -> ModelPath:
    """The model that a loop needs rows of."""
    return _named(loop.setting) if loop.model is None else (loop.model.app, loop.model.name)


def _named(setting: str) -> ModelPath:
    """The model that a setting names."""
    app, _, name = setting_value(setting).partition(".")
    return app, name.lower()


def _own_code(model: Any, words: frozenset[str]) -> str:
    """The first manager or base that may do more than Django's where the code uses it."""
    for name, manager in model.managers:
        # `from_queryset` says it nowhere else.
        queryset = getattr(manager, "_queryset_class", QuerySet)
        classes = (*type(manager).__mro__, *queryset.__mro__)
        if _interfere(classes, words | _OF_MANAGERS):
            return f"manager {name}"
    for base in model.bases:
        if isinstance(base, type) and _interfere(base.__mro__, words | _OF_MODELS):
            return f"base {base.__name__}"
    return ""


def _interfere(classes: Iterable[type], names: Collection[str]) -> bool:
    """Whether classes that are not Django's define one of these names."""
    own = {
        name.lower()
        for cls in classes
        if cls is not object and not cls.__module__.startswith("django.")
        for name in vars(cls).keys() - _OF_ANY_CLASS
    }
    return not own.isdisjoint(names)


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
        usual = target.options.get("default_related_name") or ""
        for field in target.fields.values():
            if _refers(field, other, model) and _comes_back(field, other, usual, words, deletes):
                yield other


def _refers(field: Any, other: ModelPath, model: ModelPath) -> bool:
    remote = field.remote_field
    return bool(remote and remote.model and resolve(remote.model, other) == model)


def _comes_back(
    field: Any, other: ModelPath, usual: str, words: frozenset[str], deletes: bool
) -> bool:
    """Whether the code can go over a relation of another model from its end."""
    remote = field.remote_field
    if deletes and not field.many_to_many:
        return True  # whatever `on_delete` says, those rows are looked at
    return not _names(remote, other, usual).isdisjoint(words)


def _names(remote: Any, other: ModelPath, usual: str) -> set[str]:
    """By what a relation is called from its end: in lookups, and as an attribute."""
    given = getattr(remote, "related_name", None) or usual
    query = getattr(remote, "related_query_name", None) or ""
    known = {"app_label": other[0], "class": other[1], "model_name": other[1]}
    named = {_formatted(text, known) for text in (given, query) if text}
    return named | (set() if given else {other[1], f"{other[1]}_set"})


def _formatted(text: str, known: dict[str, str]) -> str:
    try:
        return (text % known).lower()
    except (KeyError, TypeError, ValueError):
        return text.lower()

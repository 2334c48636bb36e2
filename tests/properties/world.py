"""What a random history has made so far: Django's own state is the model of it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from random import Random
from typing import Any, TypeVar

from django.db import migrations, models
from django.db.migrations.state import ProjectState
from django.db.models import F, Q

from .cases import Op

T = TypeVar("T")
MODELS = ("Book", "Author", "Shelf", "Tag")
NUMBERS = (models.IntegerField, models.BigIntegerField, models.SmallIntegerField)
WORDS = (models.CharField, models.TextField)


class World:
    """The models of all apps, the dice, and the app whose turn it is.

    Args:
        dice: where all chance comes from.
        apps: labels of the apps.
    """

    def __init__(self, dice: Random, apps: Sequence[str]) -> None:
        self.dice = dice
        self.apps = tuple(apps)
        self.app = self.apps[0]
        self.state = ProjectState()
        self.readers: dict[tuple[str, str], set[str]] = {}
        self.code: list[str] = []
        self._count = 0

    # Dice

    def chance(self, percent: int) -> bool:
        """Whether something happens that happens so often."""
        return self.dice.randrange(100) < percent

    def one(self, items: Iterable[T]) -> T:
        """Any of these.

        Raises:
            Impossible: there is none.
        """
        found = list(items)
        if not found:
            raise Impossible
        return self.dice.choice(found)

    def some(self, items: Iterable[T], most: int = 2) -> list[T]:
        """A few of these, at least one, in any order."""
        found = list(items)
        if not found:
            raise Impossible
        return self.dice.sample(found, min(len(found), self.dice.randint(1, most)))

    def number(self) -> int:
        """A number that no other part of the history has."""
        self._count += 1
        return self._count

    def now_and_then(self) -> bool:
        """Likewise, without the dice: histories of known seeds stay nearly as they were."""
        return self._count % 3 == 0

    # Models

    def own(self, *, proxies: bool = False) -> list[Any]:
        """The models of the app."""
        return self._models([self.app], proxies=proxies)

    def all(self) -> list[Any]:
        """The models of all apps."""
        return self._models(self.apps)

    def near(self) -> list[Any]:
        """The models of the app, and sometimes those of others and proxies."""
        apps = self.apps if self.chance(40) else [self.app]
        return self._models(apps, proxies=self.chance(10))

    def _models(self, apps: Sequence[str], *, proxies: bool = False) -> list[Any]:
        found = [self.state.models[key] for key in sorted(self.state.models) if key[0] in apps]
        return [one for one in found if proxies or not one.options.get("proxy")]

    def free_name(self) -> str:
        """A name for a model that the app has not; names of models that are gone come back."""
        taken = {name for app, name in self.state.models if app == self.app}
        return self.one(name for name in MODELS if name.lower() not in taken)

    def users(self, model: Any) -> tuple[str, ...]:
        """The other apps that refer to a model or whose steps read it."""
        key = (model.app_label, model.name_lower)
        apps = {app for (app, _), one in self.state.models.items() if _refers(one, key)}
        return tuple(sorted((apps | self.readers.get(key, set())) - {self.app}))

    def is_base(self, model: Any) -> bool:
        """Whether other models extend it."""
        key = (model.app_label, model.name_lower)
        return any(key in _bases(one) for one in self.state.models.values())

    def is_used(self, model: Any) -> bool:
        """Whether any model refers to it, or builds on it."""
        key = (model.app_label, model.name_lower)
        return any(_refers(one, key) for other, one in self.state.models.items() if other != key)

    def line(self, model: Any) -> set[str]:
        """The names of the fields of a model and of those that it extends or that extend it."""
        found, waiting = {}, [model]
        while waiting:
            one = waiting.pop()
            if (one.app_label, one.name_lower) not in found:
                found[one.app_label, one.name_lower] = one
                waiting += [self.state.models[key] for key in _bases(one)]
                key = (one.app_label, one.name_lower)
                waiting += [other for other in self.state.models.values() if key in _bases(other)]
        return {name for one in found.values() for name in one.fields}

    def read(self, model: Any) -> tuple[str, ...]:
        """Note that a step of the app reads this model; the apps it therefore needs."""
        key = (model.app_label, model.name_lower)
        self.readers.setdefault(key, set()).add(self.app)
        return () if model.app_label == self.app else (model.app_label,)

    # Operations

    def accept(self, op: Op) -> bool:
        """Carry an operation out on the state; whether it could be."""
        names: dict[str, Any] = {}
        names |= {"migrations": migrations, "models": models, "F": F, "Q": Q, "datetime": datetime}
        state = self.state.clone()
        try:
            exec(op.code, names)
            eval(op.text, names).state_forwards(self.app, state)
        except Exception:  # noqa: BLE001  whatever Django does not like
            return False
        self.state = state
        return True


class Impossible(Exception):  # noqa: N818  nothing is wrong: there is only nothing to choose from
    """An operation that cannot be made now."""


def target(field: Any, own: Any) -> tuple[str, str] | None:
    """The app and the name of the model that a field of the model `own` refers to."""
    to = getattr(field.remote_field, "model", None)
    return (own.app_label, own.name_lower) if to == "self" else _key(to)


def through(field: Any) -> tuple[str, str] | None:
    """Likewise the model that an M2M goes through, where there is one of its own."""
    return _key(getattr(field.remote_field, "through", None))


def _key(to: Any) -> tuple[str, str] | None:
    """The app and the name of a model that is named in full."""
    if not isinstance(to, str) or "." not in to:
        return None
    app, _, name = to.lower().partition(".")
    return app, name


def _bases(model: Any) -> list[tuple[str, str]]:
    named = [base.lower().split(".") for base in model.bases if isinstance(base, str)]
    return [(app, name) for app, name in named]


def _refers(model: Any, key: tuple[str, str]) -> bool:
    fields = model.fields.values()
    return key in _bases(model) or any(key in (target(one, model), through(one)) for one in fields)


def named_fields(model: Any) -> set[str]:
    """The fields that options of the model name, by text: one too many does no harm."""
    text = " ".join(f"{name} {value!r}" for name, value in sorted(model.options.items()))
    return {name for name in model.fields if name in text.replace("'", " ").split() or name in text}


def plain(model: Any, *kinds: type[Any]) -> list[str]:
    """The names of the model's fields that hold a value of these kinds, of any by default."""
    return [
        name
        for name, field in model.fields.items()
        if not field.remote_field
        and not field.primary_key
        and not getattr(field, "generated", False)
        and isinstance(field, kinds or models.Field)
    ]


def related(model: Any, *kinds: type[Any]) -> list[str]:
    """The names of the model's fields that refer to others."""
    return [name for name, field in model.fields.items() if isinstance(field, kinds)]

"""What the models have to the end from the file of a migration that is to be replaced.

A default, a validator or a class of a field is where it was written. A squash has a copy of it, and
to Django that is another one: the models would never be the same.
"""

from __future__ import annotations

import types
from collections.abc import Collection, Iterator
from functools import partial
from typing import Any

from ...model.composition import Held

_CONTAINERS = (list, tuple, set, frozenset)


def holding(state: Any, modules: Collection[str]) -> Iterator[Held]:
    """Find such objects.

    Args:
        state: the models after everything.
        modules: the dotted names of what is to be replaced.
    """
    for (app, name), model in sorted(state.models.items()):
        for part, value in _parts(model):
            for one in _inside(value):
                if one.__module__ in modules:
                    where = f"{part} of {app}.{name}"
                    yield Held(one.__module__, _called(one), where, _line(one))


def _called(one: Any) -> str:
    """The name of the statement that defines it."""
    name = one.__qualname__.partition(".")[0]
    return "lambda" if one.__qualname__.endswith("<lambda>") and name == "Migration" else name


def _line(one: Any) -> int:
    return one.__code__.co_firstlineno if isinstance(one, types.FunctionType) else 0


def _parts(model: Any) -> Iterator[tuple[str, Any]]:
    for name, field in model.fields.items():
        yield f"field {name}", field
    for name, option in model.options.items():
        yield f"option {name}", option
    for name, manager in model.managers:
        yield f"manager {name}", manager
    yield "bases", model.bases


def _inside(value: Any) -> Iterator[Any]:
    """The functions and classes that a value is made of."""
    if isinstance(value, type | types.FunctionType):
        yield value
    elif isinstance(value, _CONTAINERS):
        for one in value:
            yield from _inside(one)
    elif isinstance(value, dict):
        yield from _inside([*value, *value.values()])
    elif isinstance(value, partial):
        yield from _inside([value.func, value.args, value.keywords])
    elif isinstance(value, types.MethodType):
        yield from _inside(value.__self__)
    elif value is not None:
        yield type(value)
        yield from _inside(_arguments(value))


def _arguments(value: Any) -> Any:
    """What Django would write to make the value again."""
    deconstruct = getattr(value, "deconstruct", None)
    return list(deconstruct()) if deconstruct is not None else None

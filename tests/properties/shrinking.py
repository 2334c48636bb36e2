"""Makes a failing history as small as it can be while it fails in the same way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from .cases import Ask, Case

Fails = Callable[[Case], bool]


def shrink(case: Case, fails: Fails, most: int = 400) -> Case:
    """Drop migrations and operations until nothing more can go.

    Args:
        fails: whether a smaller case fails in the same way.
        most: how many cases to try at the very most.
    """
    tried = 0
    progress = True
    while progress:
        progress = False
        for smaller in _smaller(case):
            tried += 1
            if tried > most:
                return case
            if fails(smaller):
                case, progress = smaller, True
                break
    return case


def _smaller(case: Case) -> Iterator[Case]:
    """Cases with one thing less, the boldest first."""
    for app in sorted({step.key.app for step in case.steps}):
        yield _without_app(case, app)
    for step in reversed(case.steps):
        yield case.without(step)
    if case.ask != Ask():
        yield replace(case, ask=Ask())
    if case.stop:
        yield replace(case, stop=None)
    yield from _with_fewer_operations(case)
    yield from _with_fewer_edges(case)


def _without_app(case: Case, app: str) -> Case:
    for step in case.steps:
        if step.key.app == app:
            case = case.without(next(one for one in case.steps if one.key == step.key))
    return case


def _with_fewer_operations(case: Case) -> Iterator[Case]:
    for place, step in reversed(list(enumerate(case.steps))):
        for index in reversed(range(len(step.operations))):
            left = (*step.operations[:index], *step.operations[index + 1 :])
            smaller = replace(step, operations=left)
            yield replace(case, steps=(*case.steps[:place], smaller, *case.steps[place + 1 :]))


def _with_fewer_edges(case: Case) -> Iterator[Case]:
    for place, step in enumerate(case.steps):
        for key in step.after:
            if key.app == step.key.app:
                continue
            smaller = replace(step, after=tuple(one for one in step.after if one != key))
            yield replace(case, steps=(*case.steps[:place], smaller, *case.steps[place + 1 :]))

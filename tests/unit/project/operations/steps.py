"""Data steps among operations of one app, and short ways to say what becomes of them."""

from __future__ import annotations

import copy

from django.db import migrations as m
from django.db.migrations.state import ProjectState

from squashkit.model.migrations import ModelName
from squashkit.model.reaches import Code, Loop, Reach, Unknown
from squashkit.model.steps import Seen
from squashkit.project.operations.judging import Evidence, Judge
from squashkit.project.protocol import Block, Reduce
from tests.builders import key

ONE = key("app.1")
SQUASH = key("app.squash")
UNREAD = Unknown("calls open", "app/1.py", 9)
QUIET: tuple[Seen, ...] = ()


def run(code, **options):
    return m.RunPython(code, **options)


def sql(*texts, **options):
    return m.RunSQL(list(texts), **options)


def reach(index, models="", words="", **more):
    """What the step at a place of the migration reaches: `reach(1, "app.a other.b")`."""
    return Reach(ONE, index, code(models, words, **more))


def code(models="", words="", **more):
    """A piece of code that reaches these: `code("app.a other.b")`."""
    return Code(tuple(map(named, models.split())), tuple(words.split()), **more)


def named(model):
    return ModelName(*model.split("."))


def loop(over, *inside, **more):
    """Code that runs for each row of a model: `loop("app.a", "other.b")`."""
    return Loop(named(over), "", code(*inside, **more))


def looping(index, models, *loops, words="", **more):
    """A step of which a part runs for rows only."""
    return Reach(ONE, index, code(models, words, **more), loops)


def unread(index):
    return Reach(ONE, index, Code(unknown=UNREAD))


def seen(index, rows=0, *, schema=False):
    return Seen(ONE, index, "RunPython", 1, rows, schema)


def state_after(*operations, app="app"):
    """The models after the operations."""
    state = ProjectState()
    for operation in copy.deepcopy(operations):
        operation.state_forwards(app, state)
    return state


def judge(*operations, state=None, initial=True, elidable=(), **evidence):
    """Judge the operations of one migration; evidence as `Reduce` has it."""
    block = Block((ONE,), SQUASH, initial, elidable=elidable)
    found = Judge(block, Evidence.of(Reduce((block,), **evidence)))
    state = state or ProjectState()
    for index, operation in enumerate(operations):
        found.take(ONE, index, operation, state)
        copy.deepcopy(operation).state_forwards("app", state)
    return found


def judged(*operations, **how):
    """Each step as `transform gone: WHY`."""
    return [
        f"{one.kind} {'gone' if one.left_out else 'stays'}: {one.why}"
        for one in judge(*operations, **how).steps
    ]

"""Random histories as values, and as the text of migration files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from textwrap import indent

from squashkit.model.keys import MigrationKey

HEAD = """\
import datetime

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q
"""


@dataclass(frozen=True, slots=True)
class Op:
    """An operation as it stands in `operations`.

    Attributes:
        text: the expression.
        code: functions and constants that it needs in its module.
        needs: other apps whose models it names, so that its migration has to depend on them.
    """

    text: str
    code: str = ""
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One migration.

    Attributes:
        after: its dependencies.
        before: its `run_before`.
    """

    key: MigrationKey
    after: tuple[MigrationKey, ...]
    operations: tuple[Op, ...]
    before: tuple[MigrationKey, ...] = ()
    atomic: bool = True

    @property
    def text(self) -> str:
        """The file."""
        code = "\n\n".join(dict.fromkeys(one.code for one in self.operations if one.code))
        lines = [f"dependencies = {_pairs(self.after)}", "operations = ["]
        lines += [f"    {one.text}," for one in self.operations] + ["]"]
        lines += [f"run_before = {_pairs(self.before)}"] if self.before else []
        lines += [] if self.atomic else ["atomic = False"]
        body = indent("\n".join(lines), "    ")
        return f"{HEAD}\n{code}\n\n\nclass Migration(migrations.Migration):\n{body}\n"


def _pairs(keys: tuple[MigrationKey, ...]) -> str:
    return repr([(key.app, key.name) for key in keys])


@dataclass(frozen=True, slots=True)
class Ask:
    """Which part of a history is squashed: empty for all of it.

    Attributes:
        apps: only these.
        keep: how many migrations stay at the end of each app.
        bounds: migrations that stay.
    """

    apps: tuple[str, ...] = ()
    keep: int = 0
    bounds: tuple[MigrationKey, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """A history, what is asked of squashkit, and where a database with rows is.

    Attributes:
        stop: the last migration that the database with rows has; None for no such database.
    """

    seed: str
    steps: tuple[Step, ...]
    ask: Ask = Ask()
    stop: MigrationKey | None = None

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        yield f"seed {self.seed}, {self.ask}, stop {self.stop}"
        for step in self.steps:
            after = " ".join(str(key) for key in step.after)
            before = "".join(f", before {key}" for key in step.before)
            yield f"{step.key} <- {after}{before}{'' if step.atomic else ', not atomic'}"
            for operation in step.operations:
                yield indent(operation.text, "    ")
                if operation.code:
                    yield indent(operation.code, "        ")

    def without(self, gone: Step) -> Case:
        """The case without a migration; what depended on it depends on what it depended on."""
        steps = tuple(_bridged(step, gone) for step in self.steps if step is not gone)
        return replace(self, steps=steps, stop=None if self.stop == gone.key else self.stop)

    def split(self) -> Case:
        """The case with each operation in a migration of its own."""
        return replace(self, steps=tuple(one for step in self.steps for one in _split(step)))


def _split(step: Step) -> Iterator[Step]:
    """The last operation keeps the name, which others know."""
    after = step.after
    for number, operation in enumerate(step.operations[:-1]):
        key = MigrationKey(step.key.app, f"{step.key.name}_{number}")
        yield Step(key, after, (operation,))
        after = (key,)
    yield replace(step, after=after, operations=step.operations[-1:])


def _bridged(step: Step, gone: Step) -> Step:
    step = replace(step, before=tuple(key for key in step.before if key != gone.key))
    if gone.key not in step.after:
        return step
    after = [key for key in step.after if key != gone.key]
    return replace(step, after=tuple(dict.fromkeys((*after, *gone.after))))

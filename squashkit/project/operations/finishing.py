"""Does in the middle of a squash what Django leaves for the end of a migration.

Indexes and constraints of new tables are made at a migration's end, and PostgreSQL settles deferred
constraints there. The original had many ends where the squash has one. So where an operation needs
an index that was there by then, or changes a table whose rows still wait ("cannot ALTER TABLE
because it has pending trigger events"), both are done before it. A table of which nothing is left
for the end needs neither.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from ...model.composition import Carried, Rendered
from ...model.keys import MigrationKey
from .carried import MODULE
from .judging import is_data, only_defines
from .leftovers import (
    has_table,
    is_of_the_state,
    leaves_something,
    makes_table,
    may_add_index,
    may_give_table,
)
from .optimizing.footprints import models_changed
from .optimizing.kinds import kind_of
from .optimizing.knowledge import Known
from .optimizing.relations import ModelPath

# What works on a table whose indexes are still to come.
_CONTENT = frozenset(
    {
        "AddConstraint",
        "AddField",
        "AddIndex",
        "AlterModelTable",
        "AlterModelTableComment",
        "CreateModel",
        "DeleteModel",
        "RenameModel",
    }
)
# SQL that may need an index or a constraint, or name one.
_NAMES_PARTS = re.compile(
    r"\b(ALTER|CONFLICT|CONSTRAINT|DROP|INDEX|IGNORE|RENAME)\b", re.IGNORECASE
)
# SQL that may make a constraint that waits.
_DEFERS = re.compile("DEFER", re.IGNORECASE)
FINISH = object()
"""Stands for the operation among others."""


def running(codes: str) -> Rendered:
    """An operation that finishes tables, on the way there or back.

    Where the schema takes no part in transactions, Django would give it one, in which it may not
    change the schema (django/db/migrations/migration.py, `apply`).

    Args:
        codes: `squashkit_finish` and what does nothing, in the order of RunPython.
    """
    return Rendered(
        f"migrations.RunPython({codes}, atomic=False)",
        ("from django.db import migrations",),
        (Carried("squashkit_finish", MODULE, "finish_tables"),),
    )


FINISHING = running("squashkit_finish, migrations.RunPython.noop")


@dataclass(frozen=True, slots=True)
class Ran:
    """What is known of operations, by their identities.

    Attributes:
        touched: the models whose rows a step may touch; None for any.
        origins: the migration of each operation that nothing was merged with.
        relying: the steps that rely on unique indexes, as `bulk_create(ignore_conflicts=True)`.
        defining: the steps that change the schema.
    """

    touched: Mapping[int, frozenset[ModelPath] | None]
    origins: Mapping[int, MigrationKey]
    relying: Collection[int] = ()
    defining: Collection[int] = ()


def finished(operations: Sequence[Any], ran: Ran, app: str, state: Any) -> list[Any]:
    """The operations, with FINISH where what was left for the end is needed.

    What was one transaction in the original needs none. Where a migration of the original needs one
    in its midst, the end before it is meant: what it has left itself was still to come there.

    Args:
        operations: of one squash.
        ran: what is known of them.
        app: the label of the app.
        state: the models before the first operation.
    """
    walk, found = _Walk(ran, Known(app, state)), list[Any]()
    for operation in operations:
        if is_of_the_state(operation):
            walk.take_said(operation)
        else:
            if walk.needs_end(operation):
                own = 0 if walk.renames_too_early(operation) else _own(found, operation, ran)
                found.insert(len(found) - own, FINISH)
                walk.end(but_for=operation if own else None)
            walk.take(operation)
        found.append(operation)
    return found


def _own(before: Sequence[Any], operation: Any, ran: Ran) -> int:
    """How many operations of the same migration come right before one."""
    here = ran.origins.get(id(operation))
    if here is None:
        return 0
    return sum(1 for _ in takewhile(lambda one: ran.origins.get(id(one)) == here, before[::-1]))


class _Walk:
    """What is left for the end so far.

    Attributes:
        unfinished: the tables of which something is left, with the migration that made them, if
            just one.
        bare: those that were made here, of which nothing was left and on which nothing waits.
        given: the models that may have got one of the unfinished, as far as the state is told.
        added: those that got a column, whose index may be left.
        given_up: names of tables whose indexes keep them when the table gets another name.
        waiting: the steps whose rows may wait for their constraints.
    """

    def __init__(self, ran: Ran, known: Known) -> None:
        self.ran = ran
        self.known = known
        self.unfinished: dict[ModelPath, MigrationKey | None] = {}
        self.bare: set[ModelPath] = set()
        self.given: set[ModelPath] = set()
        self.added: set[ModelPath] = set()
        self.given_up: set[ModelPath] = set()
        self.waiting: list[Any] = []

    def end(self, but_for: Any = None) -> None:
        """Nothing is left any more, but for what the migration of an operation has left."""
        here = self.ran.origins.get(id(but_for))
        is_own = here is not None
        self.unfinished = {one: by for one, by in self.unfinished.items() if is_own and by == here}
        self.waiting = [
            one for one in self.waiting if is_own and self.ran.origins.get(id(one)) == here
        ]
        self.given = set()
        self.added = self.added if is_own else set()

    def needs_end(self, operation: Any) -> bool:
        if is_data(operation):
            return self.step_needs_end(operation)
        if self.renames_too_early(operation):
            return True
        changed = self.changed(operation)
        met = changed.union(self.pointing(operation))
        if kind_of(operation) not in _CONTENT and self.had_end(met, operation):
            return True
        new = kind_of(operation) == "CreateModel"
        others = set() if new else {one for one in changed if self.may_hold_back(one)}
        return any(self.may_wait(step, operation, others) for step in self.waiting)

    def pointing(self, operation: Any) -> Collection[ModelPath]:
        """The models whose foreign keys are made anew where a field that others may name changes.

        Those that are still to come would be made twice.
        """
        if kind_of(operation) != "AlterField" or not operation.field.unique:
            return set()
        return self.known.linked((self.known.app, operation.model_name_lower))

    def may_hold_back(self, model: ModelPath) -> bool:
        """Whether rows of a table may wait: constraints of new tables are still to come."""
        if model in self.bare:
            return bool(self.known.linked(model) - self.unfinished.keys())
        return model not in self.unfinished

    def had_end(self, changed: Collection[ModelPath], operation: Any) -> bool:
        """Whether in the original one of these tables was finished when the operation came."""
        here = self.ran.origins.get(id(operation))
        makers = [self.unfinished[one] for one in changed if one in self.unfinished]
        sooner = any(maker is None or maker != here for maker in makers)
        return sooner or not self.given.isdisjoint(changed)

    def renames_too_early(self, operation: Any) -> bool:
        """Whether an index that is still to come would be made for a name that is gone, or taken.

        Django on SQLite renames a column without a look at what is left for the end.
        """
        kind, app = kind_of(operation), self.known.app
        if kind == "RenameField":
            return (app, operation.model_name_lower) in self.added
        if kind != "RenameModel" or (app, operation.old_name_lower) not in self.unfinished:
            return False
        return (app, operation.new_name_lower) in self.given_up

    def step_needs_end(self, step: Any) -> bool:
        if kind_of(step) == "RunSQL" and not _NAMES_PARTS.search(f"{step.sql}"):
            return False
        if kind_of(step) != "RunPython":
            return self.had_end(self.unfinished.keys(), step)
        if id(step) not in self.ran.relying:
            return False
        models = self.ran.touched.get(id(step))
        return bool(self.unfinished if models is None else self.unfinished.keys() & models)

    def may_wait(self, step: Any, operation: Any, changed: Collection[ModelPath]) -> bool:
        """Whether rows of a step may wait when the operation comes, as they did not before."""
        if self.ran.origins.get(id(step)) == self.ran.origins.get(id(operation)):
            return False
        models = self.ran.touched.get(id(step))
        return bool(changed) if models is None else not models.isdisjoint(changed)

    def changed(self, operation: Any) -> set[ModelPath]:
        """The models whose tables an operation may change."""
        return models_changed(operation, self.known)

    def take(self, operation: Any) -> None:
        kind = kind_of(operation)
        if is_data(operation):
            self.take_step(operation)
        elif kind == "CreateModel":
            self.take_table(operation)
        elif kind == "RenameModel":
            self.take_renaming(operation)
        elif kind == "AddConstraint":
            self.bare -= self.changed(operation)
        elif may_add_index(operation):
            self.take_field(operation)
        self.known.learn(operation)

    def take_said(self, operation: Any) -> None:
        if self.unfinished and may_give_table(operation):
            self.given |= self.changed(operation)
        self.known.learn(operation)

    def take_step(self, step: Any) -> None:
        if not only_defines(step):
            self.waiting.append(step)
        if kind_of(step) == "RunSQL":
            self.bare -= self.bare if _DEFERS.search(f"{step.sql}") else set()
        elif kind_of(step) != "RunPython" or id(step) in self.ran.defining:
            # By the schema editor, which may have left anything.
            self.leave(self.bare, None)

    def take_table(self, operation: Any) -> None:
        model = (self.known.app, operation.name_lower)
        self.unfinished.pop(model, None)
        self.bare.discard(model)
        if not has_table(operation):
            return
        if leaves_something(operation):
            self.leave({model}, operation)
        else:
            self.bare.add(model)

    def take_renaming(self, operation: Any) -> None:
        app = self.known.app
        old, new = (app, operation.old_name_lower), (app, operation.new_name_lower)
        self.given_up.add(old)
        if old in self.unfinished:
            self.unfinished[new] = None
        if old in self.bare:
            self.bare = self.bare - {old} | {new}

    def take_field(self, operation: Any) -> None:
        changed = self.changed(operation)
        # A table that was there has its other indexes.
        self.leave(changed if makes_table(operation) else changed & self.bare, operation)
        self.added |= changed

    def leave(self, models: Collection[ModelPath], operation: Any) -> None:
        """Something of these tables is left for the end."""
        maker = self.ran.origins.get(id(operation))
        self.unfinished = {**dict.fromkeys(models, maker), **self.unfinished}
        self.bare = self.bare.difference(models)

"""Judges the data steps of one squash: what each is, and whether the squash can do without it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlparse
from django.db.migrations import operations as django_operations

from ...model.composition import Verbatim
from ...model.keys import MigrationKey
from ...model.reaches import Reach
from ...model.steps import Elide, Kind, Seen, Step
from ...model.words import listed
from ..protocol import Block, Reduce
from .freedom import advance, is_foreign, is_noop, models_inside
from .optimizing.relations import ModelPath
from .reached import Reached

PLACE = tuple[MigrationKey, int]
MODELS_TOLD = 5
"""How many models a reason names: one meets fifty of them."""
RELYING = frozenset({"add", "ignore_conflicts", "set", "update_conflicts"})
"""Words of code that relies on unique indexes; `add` and `set` fill many-to-many relations."""
FILLING = frozenset(
    {"AS", "ATTACH", "EXECUTE", "INHERIT", "PARTITION", "RENAME", "RULE", "SELECT", "TRIGGER"}
)
"""Words of definitions by which a table gets rows, or those of another one."""
DEFINITIONS = frozenset({"ALTER", "CREATE", "DROP"})


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of the steps.

    Attributes:
        reaches: by migration and place, what their code says.
        seen: what they did on an empty database; None where nobody looked.
        elide: which may be left out.
    """

    reaches: dict[PLACE, Reach]
    seen: dict[PLACE, Seen] | None
    elide: Elide

    @classmethod
    def of(cls, request: Reduce) -> Evidence:
        """The evidence that a request carries."""
        seen = request.seen
        return cls(
            {(one.key, one.index): one for one in request.reaches},
            None if seen is None else {(one.key, one.index): one for one in seen},
            request.elide,
        )

    def quiet(self, place: PLACE) -> bool:
        """Whether a step wrote nothing, or, where nobody looked, calls nothing that makes rows."""
        if self.seen is None:
            reach = self.reaches.get(place)
            code = None if reach is None else reach.with_loops(reach.loops)
            return code is not None and code.unknown is None and not code.makes
        seen = self.seen.get(place)
        return seen is not None and not seen.rows and not seen.schema

    def changes_schema(self, place: PLACE) -> bool:
        """Whether a step was seen to change the schema."""
        seen = (self.seen or {}).get(place)
        return seen is not None and seen.schema


class Judge:
    """Walks over the operations of a squash in their order.

    A table that the squash has made itself holds what the squash has put there, on every database
    where it runs. So a step that reaches only such tables does there what it was seen to do.

    Args:
        block: the squash.
        evidence: what is known of the steps.

    Attributes:
        made: the models that the squash has made so far.
        born: those of them that hold nothing but what the squash has put there.
        filled: the models whose rows a step that stays may have changed.
        shared: those of them that have no table of their own.
        touched: of each step that stays, the models that it reaches; None for any.
        relying: the steps that stay and rely on unique indexes.
        defining: the steps that stay and change the schema.
    """

    def __init__(self, block: Block, evidence: Evidence) -> None:
        self.block = block
        self.evidence = evidence
        self.born: set[ModelPath] = set()
        self.made: set[ModelPath] = set()
        self.relying: set[int] = set()
        self.defining: set[int] = set()
        self.filled: set[ModelPath] = set()
        self.shared: set[ModelPath] = set()
        self.steps: list[Step] = []
        self.touched: dict[int, frozenset[ModelPath] | None] = {}

    def take(self, key: MigrationKey, index: int, operation: Any, state: Any) -> bool:
        """Judge an operation, and say whether it stays.

        Args:
            key: the migration that it is of.
            index: its place there.
            operation: what it is.
            state: the models before it.
        """
        if not is_data(operation):
            self._bear(key.app, operation)
            self._disown(key.app, operation)
            return True
        empty = self.born - self.filled - self.shared
        reached = Reached(self.evidence.reaches.get((key, index)), state, empty)
        step = self._step(Verbatim(key, index), operation, reached, state)
        self.steps.append(step)
        if not step.left_out:
            self._let_in(operation, reached)
            self.touched[id(operation)] = reached.models
            if not RELYING.isdisjoint(reached.code.words):
                self.relying.add(id(operation))
            if step.kind == "schema":
                self.defining.add(id(operation))
        return not step.left_out

    def _step(self, place: Verbatim, operation: Any, reached: Reached, state: Any) -> Step:
        key, index = place.key, place.index
        kind = self._kind((key, index), operation, reached)
        gone, stays = self._without(kind, place, operation, reached), self._obstacle(kind, reached)
        if gone and changes_models(operation, key.app, state):
            gone, stays = "", "it changes models"
        quiet = self.evidence.seen is not None and self.evidence.quiet((key, index))
        name, function = type(operation).__name__, _function(operation)
        return Step(key, index, name, kind, bool(gone), gone or stays, quiet, function)

    def _kind(self, place: PLACE, operation: Any, reached: Reached) -> Kind:
        if is_noop(operation):
            return "noop"
        if self.evidence.changes_schema(place) or only_defines(operation):
            return "schema"
        quiet = self.evidence.quiet(place)
        if reached.models is not None and self._is_settled(reached):
            # Where nobody looked, rows that were put there before may be changed.
            unsure = self.evidence.seen is None and not reached.models.isdisjoint(self.filled)
            return "transform" if quiet and not unsure else "seed"
        return "seed" if self.evidence.seen is not None and not quiet else "external"

    def _is_settled(self, reached: Reached) -> bool:
        """Whether a step does the same on every database where the squash runs."""
        met = reached.models is not None and reached.models <= self.born
        return met and not reached.varies

    def _without(self, kind: Kind, step: Verbatim, operation: Any, reached: Reached) -> str:
        """Why the squash can do without the step, or an empty string."""
        if kind == "noop":
            return "it does nothing"
        if self.evidence.elide == "none" or not self.block.initial:
            return ""
        if kind == "transform":
            return "it only meets tables that are made here, and writes no row"
        observed = self.evidence.seen is not None and self.evidence.quiet((step.key, step.index))
        # The author cannot know of rows that a step which stays has put there.
        alone = self.filled.isdisjoint(reached.models or ())
        by_word = step in self.block.elidable and operation.elidable
        if by_word and alone and (observed or self.evidence.seen is None):
            return "its author calls it elidable"
        if self.evidence.elide == "observed" and observed:
            return "it was seen to write nothing on an empty database"
        return ""

    def _obstacle(self, kind: Kind, reached: Reached) -> str:
        """Why a step that stays could not be proven to have no effect."""
        if self.evidence.elide == "none":
            return "all steps are to stay"
        if kind == "schema":
            return "it changes the schema"
        if reached.models is None:
            return reached.why
        unsettled = self._unsettled(reached.models, reached)
        if unsettled or not self.block.initial:
            return unsettled or "the squash may meet rows"
        what = "make" if reached.fills else "change"
        return f"it may {what} rows" if self.evidence.seen is None else f"it {what}s rows"

    def _unsettled(self, models: frozenset[ModelPath], reached: Reached) -> str:
        """Why a step may not do the same on every database."""
        if reached.varies:
            return reached.varies
        outside = models - self.made
        if outside:
            return f"it meets {_listed(outside)}, which the squash has not made"
        unsure = models - self.born
        if unsure:
            return f"it meets {_listed(unsure)}, where an earlier step may have put anything"
        return ""

    def _let_in(self, operation: Any, reached: Reached) -> None:
        """After a step that stays, tables may hold what differs from database to database."""
        if reached.models is None:
            if not only_defines(operation):
                self.born.clear()
        elif not self._is_settled(reached):
            self.born -= reached.models
        self.filled |= reached.models or set()

    def _disown(self, app: str, operation: Any) -> None:
        """Forget of models whether their tables are the ones that were made for them."""
        if isinstance(operation, django_operations.SeparateDatabaseAndState):
            self.born -= models_inside(operation, app)
        elif isinstance(operation, django_operations.AlterModelOptions) and (
            not operation.options.get("managed", True)
        ):
            self.born.discard((app, operation.name_lower))

    def _bear(self, app: str, operation: Any) -> None:
        if isinstance(operation, django_operations.CreateModel):
            if operation.options.get("managed", True):
                self.made.add((app, operation.name_lower))
                self.born.add((app, operation.name_lower))
            if operation.options.get("proxy"):
                self.shared.add((app, operation.name_lower))
        elif isinstance(operation, django_operations.RenameModel):
            old, new = (app, operation.old_name_lower), (app, operation.new_name_lower)
            for models in (self.born, self.made, self.filled, self.shared):
                if old in models:
                    models.discard(old)
                    models.add(new)
        elif isinstance(operation, django_operations.DeleteModel):
            self.born.discard((app, operation.name_lower))
            self.filled.discard((app, operation.name_lower))


def _function(operation: Any) -> str:
    """The name of what a step runs; a lambda has none."""
    name = getattr(getattr(operation, "code", None), "__name__", "")
    return name if name.isidentifier() else ""


def _listed(models: Iterable[ModelPath]) -> str:
    return listed(sorted(map(".".join, models)), MODELS_TOLD)


def is_data(operation: Any) -> bool:
    """Whether an operation may touch rows."""
    if isinstance(operation, django_operations.SeparateDatabaseAndState):
        inner = (*operation.database_operations, *operation.state_operations)
        return is_foreign(operation) or any(map(is_data, inner))
    known = (django_operations.RunPython, django_operations.RunSQL)
    return isinstance(operation, known) or is_foreign(operation)


def changes_models(operation: Any, app: str, state: Any) -> bool:
    """Whether a step also says what models look like, as with `state_operations`."""
    after = state.clone()
    advance(after, app, operation)
    return bool(after.models != state.models)


def only_defines(operation: Any) -> bool:
    """Whether this is SQL that only creates, alters or drops; without a query inside."""
    if not isinstance(operation, django_operations.RunSQL):
        return False
    texts = [operation.sql] if isinstance(operation.sql, str) else list(operation.sql)
    if not all(isinstance(text, str) for text in texts):
        return False
    found = [one for text in texts for one in sqlparse.parse(text) if str(one).strip("; \n\t")]
    return all(_defines(one) for one in found)


def _defines(statement: Any) -> bool:
    words = {token.value.upper() for token in statement.flatten()}
    return statement.get_type() in DEFINITIONS and words.isdisjoint(FILLING)

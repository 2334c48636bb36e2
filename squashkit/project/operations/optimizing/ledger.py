"""What is known while operations are walked: who made a model, and who decides about its parts."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from ....analysis.traces import Node, Trace
from ....model.footprints import Footprint, Path
from .creating import Creation
from .footprints import footprint_of, touching
from .knowledge import Known
from .places import OPTION, name_of
from .relations import ModelPath
from .subjects import left_behind, subject_of

Fixed = Callable[[Any], bool]
Touched = Callable[[Any], "Collection[ModelPath] | None"]


@dataclass(frozen=True, slots=True)
class Choice:
    """What the caller knows of operations.

    Attributes:
        state: the models before the first one.
        touched: the models whose rows an operation may touch, or None for any.
        fixed: whether an operation has to stay as it is.
    """

    state: Any
    touched: Touched
    fixed: Fixed


class Ledger:
    """The trace of operations, and where in it models and their parts are made.

    Args:
        app: the label of the app.
        choice: what the caller knows.

    Attributes:
        created: the nodes that make a model, if nothing hides what came since.
        owners: of each model, the nodes that decide about its parts.
        empty: the models whose tables cannot have rows yet.
        mentions: the nodes that may meet something of a model.
        kept_apart: whether something stood between two that could be one.
    """

    def __init__(self, app: str, choice: Choice) -> None:
        self.app = app
        self.choice = choice
        self.known = Known(app, choice.state)
        self.trace: Trace[Any] = Trace()
        self.created: dict[ModelPath, Node[Any]] = {}
        self.owners: dict[ModelPath, dict[Path, Node[Any]]] = {}
        self.empty: set[ModelPath] = set()
        self.mentions: dict[ModelPath, set[Node[Any]]] = {}
        self.kept_apart = False

    def footprint(self, item: Any) -> Footprint:
        """What an operation, or a model in the making, meets."""
        found = footprint_of(built(item), self.known)
        if found.boundless:
            models = self.choice.touched(item)
            return found if models is None else touching(models)
        return found

    def joins(self, node: Node[Any], before: set[Node[Any]]) -> bool:
        """Whether an item behind these nodes can become one with an earlier node."""
        can = self.trace.can_join(node, before)
        self.kept_apart = self.kept_apart or not can
        return can

    def note(self, node: Node[Any], footprint: Footprint, before: set[Node[Any]]) -> None:
        """Let a node do the work of a further item as well."""
        self.trace.join(node, footprint, before)
        self.mention(node, footprint)

    def mention(self, node: Node[Any], footprint: Footprint) -> None:
        """Remember which models a node meets."""
        for path in footprint.reads | footprint.writes:
            if len(path) > 1 and path[0]:
                self.mentions.setdefault((path[0], path[1]), set()).add(node)

    def own(self, node: Node[Any], operation: Any, model: ModelPath) -> None:
        """Remember which node decides about the part of the model from now on."""
        parts = self.owners.setdefault(model, {})
        parts.pop(subject_of(operation, model), None)
        after = left_behind(operation, model)
        if after and node.item is not None:
            parts[after] = node

    def create(self, node: Node[Any], operation: Any) -> None:
        """A node makes a model; what was known of one of its name is gone."""
        model = (self.app, operation.name_lower)
        self.forget(model)
        self.created[model] = node
        if operation.options.get("managed", True):
            self.empty.add(model)

    def keep_renaming(self, node: Node[Any], operation: Any) -> None:
        """What was said of the old name can no longer be changed; of the new one this is all."""
        old, new = ((self.app, name) for name in names_of(operation))
        filled = old not in self.empty
        self.forget(old)
        self.forget(new)
        self.owners[new] = {name_of(new): node}
        self.empty |= set() if filled else {new}

    def pass_over(self, footprint: Footprint) -> None:
        """What the operation may have met can no longer be decided by earlier ones."""
        if footprint.boundless:
            self.created, self.owners, self.empty = {}, {}, set()
            return
        for path in footprint.writes:
            # An option is in nobody's way but its own.
            if path[0] and path[2:3] != OPTION:
                self.forget((path[0], path[1]))

    def forget(self, model: ModelPath) -> None:
        """Nothing that was done to a model so far can be merged with any more."""
        self.created.pop(model, None)
        self.owners.pop(model, None)
        self.empty.discard(model)

    def mentioning(self, path: Path) -> list[Node[Any]]:
        """The nodes that meet a place or something below it, in their order."""
        found = [
            node
            for node in self.mentions.get((path[0], path[1]), ())
            if node.item is not None and self.meets(node, path)
        ]
        return sorted(found, key=lambda node: node.place)

    def meets(self, node: Node[Any], path: Path) -> bool:
        """Whether a node meets a place, something below it or above it."""
        footprint = self.footprint(node.item)
        if isinstance(node.item, Creation) and (self.app, node.item.name.lower()) == path[:2]:
            return len(path) == 2 or node.item.has(path[3]) or node.item.mentions(path[3])
        met = footprint.reads | footprint.writes
        return any(one[: len(path)] == path or path[: len(one)] == one for one in met)


def built(item: Any) -> Any:
    """The operation that an item stands for."""
    return item.build() if isinstance(item, Creation) else item


def names_of(operation: Any) -> tuple[str, str]:
    """The two names of a `RenameModel`, in lower case."""
    return operation.old_name_lower, operation.new_name_lower

"""One walk over the operations: each is merged with an earlier one, or put behind all others."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.migrations import operations as django_operations

from ....analysis.traces import Node
from ....model.footprints import Footprint
from .creating import Creation
from .ledger import Choice, Ledger, built
from .merging import Pair, merge
from .relations import ModelPath
from .renames import Renames
from .subjects import model_of, subject_of

Nodes = set[Node[Any]]


class Walk:
    """Walks over the operations of one app.

    Args:
        app: the label.
        choice: what the caller knows of them.
    """

    def __init__(self, app: str, choice: Choice) -> None:
        self.app = app
        self.ledger = Ledger(app, choice)
        self.renames = Renames(self.ledger)

    def run(self, operations: Iterable[Any]) -> list[Any]:
        """The operations that are left."""
        for operation in operations:
            self.take(operation)
            self.ledger.known.learn(operation)
        return [built(item) for item in self.ledger.trace.items()]

    def take(self, operation: Any) -> None:
        """Find a place for the next operation."""
        # What came before may have changed a table that what comes after does not, or vice versa.
        switches = self.ledger.known.switches_managed(operation)
        kind, fixed = type(operation), switches or self.ledger.choice.fixed(operation)
        if not fixed and self.renames.take(operation):
            return
        footprint = self.ledger.footprint(operation)
        before = self.ledger.trace.conflicting(footprint)
        if fixed:
            self._add_fixed(operation, footprint, before)
            return
        if kind is django_operations.DeleteModel:
            before = self._delete_parts(operation, before)
        creates = kind is django_operations.CreateModel
        if creates or not self._merged(operation, footprint, before):
            self._add(operation, footprint, before)

    def _merged(self, operation: Any, footprint: Footprint, before: Nodes) -> bool:
        """Whether an earlier operation does the work of this one as well now."""
        if type(operation) is django_operations.DeleteModel:
            return self._never_created((self.app, operation.name_lower), before)
        model = model_of(operation, self.app)
        if model is None:
            return False
        owner = self.ledger.owners.get(model, {}).get(subject_of(operation, model))
        if owner is not None and self._merged_into(owner, operation, model, before):
            self.ledger.note(owner, footprint, before)
            if type(operation) is django_operations.RenameModel:
                self.ledger.keep_renaming(owner, operation)
            else:
                self.ledger.own(owner, operation, model)
            return True
        creation = self.ledger.created.get(model)
        if creation is None or not self.ledger.joins(creation, before):
            return False
        if creation.item is None or not creation.item.take(operation):
            return False
        self.ledger.note(creation, footprint, before)
        return True

    def _merged_into(
        self, owner: Node[Any], operation: Any, model: ModelPath, before: Nodes
    ) -> bool:
        """Whether the last operation about the same part does the work of this one now."""
        if not self.ledger.joins(owner, before):
            return False
        found = merge(Pair(owner.item, operation, model in self.ledger.empty))
        if found is None:
            return False
        owner.item = found[0] if found else None
        return True

    def _never_created(self, model: ModelPath, before: Nodes) -> bool:
        """A model that comes and goes leaves nothing."""
        creation = self.ledger.created.get(model)
        if creation is None or not self.ledger.joins(creation, before):
            return False
        creation.item = None
        self.ledger.forget(model)
        return True

    def _delete_parts(self, operation: Any, before: Nodes) -> Nodes:
        """Drop what was done to parts of a model that goes, and pass on what it waited for.

        Not what gave it its name, without which there is no model of that name.
        """
        parts = self.ledger.owners.get((self.app, operation.name_lower), {})
        for node in sorted(set(parts.values()), key=lambda one: -one.place):
            renames = type(node.item) is django_operations.RenameModel
            if not renames and self.ledger.trace.can_join(node, before):
                node.item = None
                before = (before - {node}) | node.before
        return before

    def _add(self, operation: Any, footprint: Footprint, before: Nodes) -> None:
        """Put the operation behind all others, and forget what cannot be merged across it."""
        creates = type(operation) is django_operations.CreateModel
        item = Creation(operation) if creates else operation
        node = self.ledger.trace.add(item, footprint, before)
        self.ledger.mention(node, footprint)
        model = model_of(operation, self.app)
        if creates:
            self.ledger.create(node, operation)
        elif type(operation) is django_operations.RenameModel:
            self.ledger.keep_renaming(node, operation)
        elif model is not None:
            self.ledger.own(node, operation, model)
        else:
            self.ledger.pass_over(footprint)

    def _add_fixed(self, operation: Any, footprint: Footprint, before: Nodes) -> None:
        """Nothing can be merged with it, so nothing that it changes has an owner any more."""
        node = self.ledger.trace.add(operation, footprint, before)
        self.ledger.mention(node, footprint)
        model = model_of(operation, self.app)
        if model is None or self.ledger.known.switches_managed(operation):
            self.ledger.pass_over(footprint)
        else:
            self.ledger.owners.get(model, {}).pop(subject_of(operation, model), None)

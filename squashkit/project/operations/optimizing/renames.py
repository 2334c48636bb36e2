"""Carries a renaming back to where the name was given."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.migrations import operations as django_operations

from ....analysis.traces import Node
from ....model.footprints import Footprint, Path
from .creating import Creation
from .ledger import Ledger, names_of
from .places import field_place
from .relations import ModelPath
from .renaming import with_field, with_model


class Renames:
    """Gives models and fields their later names from the start.

    That works where nothing that comes between knows the old name and cannot be changed: a data
    step, or an index on the field that Django itself would leave as it is.

    Args:
        ledger: of the walk.
    """

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.app = ledger.app

    def take(self, operation: Any) -> bool:
        """Whether what is renamed has its later name from the start now."""
        if type(operation) is django_operations.RenameModel:
            done = self._rename_model(operation)
        elif type(operation) is django_operations.RenameField:
            done = self._rename_field(operation)
        else:
            return False
        self.ledger.kept_apart = self.ledger.kept_apart or not done
        return done

    def _rename_model(self, operation: Any) -> bool:
        """Give the model its later name from the start, if nothing in between knows the old one."""
        old, new = ((self.app, name) for name in names_of(operation))
        birth = self.ledger.created.get(old)
        if birth is None or old == new or self.ledger.mentioning(new):
            return False
        nodes = [birth, *(node for node in self.ledger.mentioning(old) if node is not birth)]
        names = (self.app, operation.old_name, operation.new_name)
        changed = [None if self._stays(node) else with_model(node.item, *names) for node in nodes]
        if not self._replaced(birth, nodes, changed):
            return False
        self.ledger.created[new] = self.ledger.created.pop(old)
        self._move_owners(old, new)
        self.ledger.empty |= {new} if old in self.ledger.empty else set()
        self.ledger.forget(old)
        self._note_again(nodes, new)
        return True

    def _move_owners(self, old: ModelPath, new: ModelPath) -> None:
        parts = self.ledger.owners.pop(old, {})
        self.ledger.owners[new] = {(*new, *path[2:]): node for path, node in parts.items()}

    def _rename_field(self, operation: Any) -> bool:
        """Give the field its later name from the start, if nothing in between knows the old one."""
        model = (self.app, operation.model_name_lower)
        old, new = (field_place(model, name) for name in (operation.old_name, operation.new_name))
        birth = self._birth(model, operation.old_name)
        # A base may have had a field of that name until just now.
        places = [new, *(field_place(one, operation.new_name) for one in self._bases(model))]
        if birth is None or old == new or any(map(self.ledger.mentioning, places)):
            return False
        nodes = [birth, *(node for node in self.ledger.mentioning(old) if node is not birth)]
        names = (model, operation.old_name, operation.new_name)
        changed = [
            None if self._stays(node) else with_field(node.item, self.app, *names) for node in nodes
        ]
        if not self._replaced(birth, nodes, changed):
            return False
        parts = self.ledger.owners.setdefault(model, {})
        if old in parts:
            parts[new] = parts.pop(old)
        self._note_again(nodes, new)
        return True

    def _bases(self, model: ModelPath) -> Iterable[ModelPath]:
        return self.ledger.known.bases(model)

    def _stays(self, node: Node[Any]) -> bool:
        """Whether what a node holds has to stay as it is."""
        return not isinstance(node.item, Creation) and self.ledger.choice.fixed(node.item)

    def _birth(self, model: ModelPath, field: str) -> Node[Any] | None:
        """The node that makes a field, if it is known and nothing hides what came since."""
        owner = self.ledger.owners.get(model, {}).get(field_place(model, field))
        if owner is not None and type(owner.item) is django_operations.AddField:
            return owner
        creation = self.ledger.created.get(model)
        if creation is None or creation.item is None or not creation.item.has(field):
            return None
        return creation

    def _replaced(self, birth: Node[Any], nodes: list[Node[Any]], items: list[Any]) -> bool:
        """Put changed items into the nodes, or change nothing where one of them cannot be."""
        if any(item is None for item in items):
            return False
        if not all(self.ledger.trace.comes_before(birth, node) for node in nodes):
            return False
        for node, item in zip(nodes, items, strict=True):
            node.item = item
        return True

    def _note_again(self, nodes: Iterable[Node[Any]], path: Path) -> None:
        """The nodes meet places of a new name now."""
        for node in nodes:
            footprint = self.ledger.footprint(node.item)
            inside = Footprint(
                frozenset(one for one in footprint.reads if one[: len(path)] == path),
                frozenset(one for one in footprint.writes if one[: len(path)] == path),
            )
            self.ledger.note(node, inside, set())

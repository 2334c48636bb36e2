"""Merges operations into fewer that do the same."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Any

from django.db.migrations import operations as django_operations

from ...analysis.traces import Node, Trace
from ...model.footprints import Footprint, Path
from .creating import Creation
from .footprints import footprint_of, touching
from .knowledge import Known
from .merging import Pair, merge
from .places import field_place, name_of
from .relations import ModelPath
from .renaming import with_field, with_model
from .subjects import left_behind, model_of, subject_of

Fixed = Callable[[Any], bool]
Touched = Callable[[Any], "Collection[ModelPath] | None"]


class Optimizer:
    """Merges the operations of one app.

    Takes the place of `django.db.migrations.optimizer.MigrationOptimizer`, with the same method.

    Args:
        state: the models before the first operation; only read.
        touched: the models whose rows an operation may touch, or None for any of any app. Asked
            for what is no change of a model by Django.
        fixed: whether an operation has to stay as it is; others may pass it as far as they can.
    """

    def __init__(
        self,
        state: Any = None,
        touched: Touched = lambda _: None,
        fixed: Fixed = lambda _: False,
    ) -> None:
        self.state = state
        self.touched = touched
        self.fixed = fixed
        self._iterations = 0

    def optimize(self, operations: Sequence[Any], app_label: str) -> list[Any]:
        """The fewest operations that were found; neither list nor operations are changed.

        An operation that nothing was merged with comes back as the same object.

        Args:
            operations: in the order in which they run.
            app_label: of the app whose migrations they are.

        Raises:
            TypeError: the label is no text.
        """
        if not isinstance(app_label, str):
            raise TypeError("app_label must be a str.")
        walk = _Pass(app_label, self)
        before, found, first = len(operations), walk.run(operations), walk.known
        self._iterations = 1
        # What kept two apart may itself be gone by now.
        while walk.kept_apart and len(found) < before:
            walk = _Pass(app_label, self)
            before, found = len(found), walk.run(found)
            self._iterations += 1
        return list(_arranged(found, first))


def _arranged(operations: Sequence[Any], known: Known) -> Iterator[Any]:
    """New models with their fields in the order of their tables' columns."""
    renamed = {
        model_of(one, known.app)
        for one in operations
        if type(one) in {django_operations.RenameField, django_operations.RenameModel}
    }
    for one in operations:
        model = (known.app, getattr(one, "name_lower", ""))
        if type(one) is django_operations.CreateModel and model not in renamed:
            names = [name.lower() for name, _ in one.fields]
            wanted = known.in_order(model, names)
            yield one if wanted == names else Creation(one).arranged(wanted).build()
        else:
            yield one


class _Pass:
    """One walk over the operations, each of which is merged with an earlier one or added."""

    def __init__(self, app: str, how: Optimizer) -> None:
        self.app = app
        self.how = how
        self.known = Known(app, how.state)
        self.trace: Trace[Any] = Trace()
        self.created: dict[ModelPath, Node[Any]] = {}
        self.owners: dict[ModelPath, dict[Path, Node[Any]]] = {}
        self.empty: set[ModelPath] = set()
        self.mentions: dict[ModelPath, set[Node[Any]]] = {}
        self.kept_apart = False

    def run(self, operations: Iterable[Any]) -> list[Any]:
        for operation in operations:
            self.take(operation)
            self.known.learn(operation)
        return [built(item) for item in self.trace.items()]

    def take(self, operation: Any) -> None:
        kind = type(operation)
        if not self.how.fixed(operation) and self.renamed(operation):
            return
        footprint = self.footprint(operation)
        before = self.trace.conflicting(footprint)
        if self.how.fixed(operation):
            self.add_fixed(operation, footprint, before)
            return
        if kind is django_operations.DeleteModel:
            before = self.delete_parts(operation, before)
        if not self.merged(operation, footprint, before):
            self.add(operation, footprint, before)

    def footprint(self, item: Any) -> Footprint:
        found = footprint_of(built(item), self.known)
        if found.boundless:
            models = self.how.touched(item)
            return found if models is None else touching(models)
        return found

    def merged(self, operation: Any, footprint: Footprint, before: set[Node[Any]]) -> bool:
        """Whether an earlier operation does the work of this one as well now."""
        if type(operation) is django_operations.DeleteModel:
            return self.never_created((self.app, operation.name_lower), before)
        model = model_of(operation, self.app)
        if model is None:
            return False
        owner = self.owners.get(model, {}).get(subject_of(operation, model))
        if owner is not None and self.merged_into(owner, operation, model, before):
            self.note(owner, footprint, before)
            if type(operation) is django_operations.RenameModel:
                self.keep_renaming(owner, operation)
            else:
                self.own(owner, operation, model)
            return True
        creation = self.created.get(model)
        if creation is None or not self.joins(creation, before):
            return False
        if creation.item is None or not creation.item.take(operation):
            return False
        self.note(creation, footprint, before)
        return True

    def joins(self, node: Node[Any], before: set[Node[Any]]) -> bool:
        can = self.trace.can_join(node, before)
        self.kept_apart = self.kept_apart or not can
        return can

    def merged_into(
        self, owner: Node[Any], operation: Any, model: ModelPath, before: set[Node[Any]]
    ) -> bool:
        if not self.joins(owner, before):
            return False
        found = merge(Pair(owner.item, operation, model in self.empty))
        if found is None:
            return False
        owner.item = found[0] if found else None
        return True

    def never_created(self, model: ModelPath, before: set[Node[Any]]) -> bool:
        """A model that comes and goes leaves nothing."""
        creation = self.created.get(model)
        if creation is None or not self.joins(creation, before):
            return False
        creation.item = None
        self.forget(model)
        return True

    def delete_parts(self, operation: Any, before: set[Node[Any]]) -> set[Node[Any]]:
        """Drop what was done to parts of a model that goes, and pass on what it waited for."""
        parts = self.owners.get((self.app, operation.name_lower), {})
        for node in sorted(set(parts.values()), key=lambda one: -one.place):
            if self.trace.can_join(node, before):
                node.item = None
                before = (before - {node}) | node.before
        return before

    def note(self, node: Node[Any], footprint: Footprint, before: set[Node[Any]]) -> None:
        self.trace.join(node, footprint, before)
        self.mention(node, footprint)

    def mention(self, node: Node[Any], footprint: Footprint) -> None:
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

    def add(self, operation: Any, footprint: Footprint, before: set[Node[Any]]) -> None:
        """Put the operation behind all others, and forget what cannot be merged across it."""
        creates = type(operation) is django_operations.CreateModel
        item = Creation(operation) if creates else operation
        node = self.trace.add(item, footprint, before)
        self.mention(node, footprint)
        model = model_of(operation, self.app)
        if creates:
            self.create(node, operation)
        elif type(operation) is django_operations.RenameModel:
            self.keep_renaming(node, operation)
        elif model is not None:
            self.own(node, operation, model)
        else:
            self.pass_over(footprint)

    def add_fixed(self, operation: Any, footprint: Footprint, before: set[Node[Any]]) -> None:
        """Nothing can be merged with it, so nothing that it changes has an owner any more."""
        node = self.trace.add(operation, footprint, before)
        self.mention(node, footprint)
        for path in footprint.writes:
            if len(path) == 2 and path[0]:
                self.forget((path[0], path[1]))
        model = model_of(operation, self.app)
        if model is not None:
            self.owners.get(model, {}).pop(subject_of(operation, model), None)

    def create(self, node: Node[Any], operation: Any) -> None:
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
            if path[0]:
                self.forget((path[0], path[1]))

    def forget(self, model: ModelPath) -> None:
        self.created.pop(model, None)
        self.owners.pop(model, None)
        self.empty.discard(model)

    def renamed(self, operation: Any) -> bool:
        """Whether what is renamed has its later name from the start now."""
        if type(operation) is django_operations.RenameModel:
            done = self.rename_model(operation)
        elif type(operation) is django_operations.RenameField:
            done = self.rename_field(operation)
        else:
            return False
        self.kept_apart = self.kept_apart or not done
        return done

    def rename_model(self, operation: Any) -> bool:
        """Give the model its later name from the start, if nothing in between knows the old one."""
        old, new = ((self.app, name) for name in names_of(operation))
        birth = self.created.get(old)
        if birth is None or old == new or self.mentioning(new):
            return False
        nodes = [birth, *(node for node in self.mentioning(old) if node is not birth)]
        names = (self.app, operation.old_name, operation.new_name)
        changed = [None if self.stays(node) else with_model(node.item, *names) for node in nodes]
        if not self.replaced(birth, nodes, changed):
            return False
        self.created[new] = self.created.pop(old)
        self.move_owners(old, new)
        self.empty |= {new} if old in self.empty else set()
        self.forget(old)
        self.note_again(nodes, new)
        return True

    def move_owners(self, old: ModelPath, new: ModelPath) -> None:
        parts = self.owners.pop(old, {})
        self.owners[new] = {(*new, *path[2:]): node for path, node in parts.items()}

    def rename_field(self, operation: Any) -> bool:
        """Give the field its later name from the start, if nothing in between knows the old one."""
        model = (self.app, operation.model_name_lower)
        old, new = (field_place(model, name) for name in (operation.old_name, operation.new_name))
        birth = self.birth(model, operation.old_name)
        if birth is None or old == new or self.mentioning(new):
            return False
        nodes = [birth, *(node for node in self.mentioning(old) if node is not birth)]
        names = (model, operation.old_name, operation.new_name)
        changed = [
            None if self.stays(node) else with_field(node.item, self.app, *names) for node in nodes
        ]
        if not self.replaced(birth, nodes, changed):
            return False
        parts = self.owners.setdefault(model, {})
        if old in parts:
            parts[new] = parts.pop(old)
        self.note_again(nodes, new)
        return True

    def stays(self, node: Node[Any]) -> bool:
        """Whether what a node holds has to stay as it is."""
        return not isinstance(node.item, Creation) and self.how.fixed(node.item)

    def birth(self, model: ModelPath, field: str) -> Node[Any] | None:
        """The node that makes a field, if it is known and nothing hides what came since."""
        owner = self.owners.get(model, {}).get(field_place(model, field))
        if owner is not None and type(owner.item) is django_operations.AddField:
            return owner
        creation = self.created.get(model)
        if creation is None or creation.item is None or not creation.item.has(field):
            return None
        return creation

    def mentioning(self, path: Path) -> list[Node[Any]]:
        """The nodes that meet a place or something below it, in their order."""
        found = [
            node
            for node in self.mentions.get((path[0], path[1]), ())
            if node.item is not None and self.meets(node, path)
        ]
        return sorted(found, key=lambda node: node.place)

    def meets(self, node: Node[Any], path: Path) -> bool:
        footprint = self.footprint(node.item)
        if isinstance(node.item, Creation) and (self.app, node.item.name.lower()) == path[:2]:
            return len(path) == 2 or node.item.has(path[3]) or node.item.mentions(path[3])
        met = footprint.reads | footprint.writes
        return any(one[: len(path)] == path or path[: len(one)] == one for one in met)

    def replaced(self, birth: Node[Any], nodes: list[Node[Any]], items: list[Any]) -> bool:
        """Put changed items into the nodes, or change nothing where one of them cannot be."""
        if any(item is None for item in items):
            return False
        if not all(self.trace.comes_before(birth, node) for node in nodes):
            return False
        for node, item in zip(nodes, items, strict=True):
            node.item = item
        return True

    def note_again(self, nodes: Iterable[Node[Any]], path: Path) -> None:
        """The nodes meet places of a new name now."""
        for node in nodes:
            footprint = self.footprint(node.item)
            inside = Footprint(
                frozenset(one for one in footprint.reads if one[: len(path)] == path),
                frozenset(one for one in footprint.writes if one[: len(path)] == path),
            )
            self.note(node, inside, set())


def built(item: Any) -> Any:
    """The operation that an item stands for."""
    return item.build() if isinstance(item, Creation) else item


def names_of(operation: Any) -> tuple[str, str]:
    """The two names of a `RenameModel`, in lower case."""
    return operation.old_name_lower, operation.new_name_lower

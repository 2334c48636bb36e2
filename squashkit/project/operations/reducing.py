"""Merges the operations of a squash into fewer, and makes sure that they still mean the same."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.migrations.state import ProjectState

from ...model.composition import Held, Rendered, Verbatim
from ...model.keys import MigrationKey
from ..protocol import Block, Reduce, Reduction
from ..views import load
from .concurrent import needs_no_transaction, plain
from .finishing import FINISH, FINISHING, Ran, finished
from .freedom import advance, copied, is_free
from .holding import holding
from .judging import Evidence, Judge
from .optimizing import Optimizer
from .optimizing.apart import connected
from .optimizing.knowledge import Known
from .optimizing.relations import ModelPath
from .rendering import CannotRenderError, Renderer
from .rereading import Bereft, with_rereading
from .settling import SETTLE, SETTLING, settled
from .states import normalised


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an operation comes from, and a copy of it that may be changed."""

    key: MigrationKey
    index: int
    operation: Any

    @property
    def place(self) -> Verbatim:
        """Its place in the author's text."""
        return Verbatim(self.key, self.index)


def reduce(request: Reduce) -> tuple[Reduction, ...]:
    """Work out the operations of every squash, in the order in which everything runs."""
    loader = load()
    migrations = loader.disk_migrations
    state = ProjectState(real_apps=loader.unmigrated_apps)
    replacing = {
        migrations[key.app, key.name].__module__: block.segment
        for block in request.blocks
        if block.segment
        for key in block.members
    }
    evidence, bereft, reductions = Evidence.of(request), Bereft(), []
    for block in request.blocks:
        if block.segment:
            judge, renderer = Judge(block, evidence), Renderer(set(replacing), request.settings)
            reductions.append(_reduce_block(block, migrations, state, bereft, judge, renderer))
        else:
            for key in block.members:
                for operation in migrations[key.app, key.name].operations:
                    bereft.take(operation, key.app, state)
                    advance(state, key.app, operation)
    held: dict[MigrationKey, list[Held]] = {}
    for one in holding(state, replacing):
        held.setdefault(replacing[one.module], []).append(one)
    return tuple(replace(one, held=tuple(held.get(one.segment, ()))) for one in reductions)


def _reduce_block(
    block: Block,
    migrations: dict[tuple[str, str], Any],
    state: Any,
    bereft: Bereft,
    judge: Judge,
    renderer: Renderer,
) -> Reduction:
    assert block.segment is not None
    before, kept, again = state.clone(), [], set[ModelPath]()
    for key in block.members:
        for index, operation in enumerate(migrations[key.app, key.name].operations):
            origin = Origin(key, index, plain(copied(operation), key.app, judge.made))
            if judge.take(key, index, origin.operation, state):
                kept.append(origin)
            again |= bereft.take(origin.operation, key.app, state)
            advance(state, key.app, origin.operation)
    return _Squash(block, tuple(kept), before, again, judge, renderer).reduction()


@dataclass(frozen=True, slots=True)
class _Squash:
    """What one squash is made from.

    Attributes:
        kept: the operations that it does not do without.
        state: the models before it.
        bereft: those that Django has to read again before they get another name.
    """

    block: Block
    kept: tuple[Origin, ...]
    state: Any
    bereft: Collection[ModelPath]
    judge: Judge
    renderer: Renderer

    def reduction(self) -> Reduction:
        """The operations as text; those that have none as their author wrote them."""
        written = {id(one.operation): one.place for one in self.kept if self._as_written(one)}
        try:
            return self._merged(written)
        except CannotRenderError:
            more = {id(one.operation): one.place for one in self.kept if self._has_no_text(one)}
        try:
            return self._merged({**written, **more})
        except CannotRenderError as error:
            return self._failed(str(error))

    def _as_written(self, one: Origin) -> bool:
        """Whether the author's own text says more than what Django would write for it."""
        return is_free(one.operation) or one.place in self.block.computed

    def _has_no_text(self, one: Origin) -> bool:
        try:
            self.renderer.render(one.operation)
        except CannotRenderError:
            return True
        return False

    def _failed(self, failure: str) -> Reduction:
        assert self.block.segment is not None
        return Reduction(self.block.segment, steps=tuple(self.judge.steps), failure=failure)

    def _merged(self, written: Mapping[int, Verbatim]) -> Reduction:
        assert self.block.segment is not None
        app = self.block.segment.app
        folded, operations = self._folded(app, written.keys())
        stuck = next(filter(needs_no_transaction, operations), None)
        if self.block.atomic and stuck is not None:
            return self._failed(f"{stuck.describe()}: it refuses a transaction")
        origins = {id(one.operation): one.key for one in self.kept}
        judge = self.judge
        ran = Ran(judge.touched, origins, judge.relying, judge.defining)
        ends = settled(finished(operations, ran, app, self.state), ran, app, self.state)
        ended = with_rereading(ends, app, self.bereft)
        sources = tuple(_source(one, written, self.renderer) for one in ended)
        return Reduction(self.block.segment, sources, tuple(self.judge.steps), folded)

    def _folded(self, app: str, fixed: Collection[int]) -> tuple[bool, list[Any]]:
        """The fewest operations that lead to the same models; else the given ones.

        Where something goes wrong with some models, the others are merged all the same.
        """
        originals = [one.operation for one in self.kept]
        groups = connected(originals, Known(app, self.state))
        apart = {id(one.operation) for one in self.kept if one.place in self.block.apart}
        fixed = {*fixed}.union(*(group for group in groups if group & apart))
        merged = self._optimized(app, originals, fixed)
        if merged is not None:
            return not apart, merged
        every = set().union(*groups)
        wrong = [
            group
            for group in groups
            if self._optimized(app, originals, {*fixed, *(every - group)}) is None
        ]
        return False, self._optimized(app, originals, fixed.union(*wrong)) or originals

    def _optimized(
        self, app: str, originals: list[Any], fixed: Collection[int]
    ) -> list[Any] | None:
        """The fewest operations; None where they lead to other models."""
        optimizer = Optimizer(
            self.state,
            touched=lambda operation: self.judge.touched.get(id(operation)),
            fixed=lambda operation: id(operation) in fixed,
        )
        merged = optimizer.optimize(originals, app)
        same = _outcome(app, merged, self.state) == _outcome(app, originals, self.state)
        return merged if same else None


def _source(
    operation: Any, written: Mapping[int, Verbatim], renderer: Renderer
) -> Verbatim | Rendered:
    added = {id(FINISH): FINISHING, id(SETTLE): SETTLING}.get(id(operation))
    if added:
        return added
    return written.get(id(operation)) or renderer.render(operation)


def _outcome(app: str, operations: Sequence[Any], state: Any) -> Any:
    """The models after the operations, or what went wrong."""
    after = state.clone()
    try:
        for operation in operations:
            advance(after, app, operation)
    except Exception as error:  # noqa: BLE001  a wrong merge fails in any way it likes
        return f"{type(error).__name__}: {error}"
    return normalised(after).models

"""A random history from a seed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from random import Random

from squashkit.model.keys import MigrationKey

from . import models, moving, options, steps
from .cases import Ask, Case, Op, Step
from .world import MODELS, Impossible, World

Maker = Callable[[World], Op]
TRIES = 12
LINKED = 4
"""Of a hundred migrations, how many have something unusual of one kind in how they are linked."""

EVERYTHING: Mapping[Maker, int] = {
    models.create_model: 10,
    models.create_proxy: 1,
    models.create_child: 2,
    models.create_middle: 2,
    models.alter_id: 3,
    models.add_loudly: 1,
    models.delete_model: 3,
    models.rename_model: 5,
    models.add_field: 10,
    models.add_one_off: 4,
    models.add_generated: 2,
    models.add_pointer: 7,
    models.add_many: 4,
    models.add_through: 6,
    models.remove_field: 6,
    models.alter_field: 7,
    models.alter_pointer: 3,
    models.rename_field: 6,
    **options.MAKERS,
    **steps.MAKERS,
}


RENAMES: Mapping[Maker, int] = {
    models.create_model: 6,
    models.create_child: 1,
    models.create_middle: 2,
    models.delete_model: 4,
    models.rename_model: 16,
    models.add_one_off: 6,
    models.add_pointer: 12,
    models.add_many: 6,
    models.add_through: 6,
    models.remove_field: 4,
    models.alter_field: 3,
    models.alter_pointer: 4,
    models.rename_field: 16,
    options.unique_together: 4,
    options.index_together: 4,
    options.order_with_respect_to: 5,
    options.add_index: 5,
    options.remove_index: 2,
    options.rename_index: 2,
    options.add_constraint: 5,
    options.remove_constraint: 2,
    steps.seed: 10,
    steps.change: 2,
    steps.link: 2,
    steps.look: 2,
}
"""Of one app: where Django's optimiser is known to go wrong."""


def generate(seed: str) -> Case:
    """The history of a seed."""
    dice = Random(seed)
    apps = dice.choice((("a",), ("a",), ("a", "b"), ("a", "b", "c"), ("a", "b", "c")))
    world = World(dice, apps)
    weights = RENAMES if len(apps) == 1 and dice.random() < 0.7 else EVERYTHING
    weave = _Weave(world, weights)
    for _ in range(dice.randint(3, 6) if len(apps) == 1 else dice.randint(5, 12)):
        weave.migration()
    found = weave.steps
    keys = [one.key for one in found]
    ask = _ask(dice, apps, keys)
    # A segment that begins after a bound meets the rows that were there at the bound.
    stop = ask.bounds[0] if ask.bounds and dice.random() < 0.7 else dice.choice([None, *keys])
    return Case(seed, tuple(found), ask, stop)


def _ask(dice: Random, apps: tuple[str, ...], keys: list[MigrationKey]) -> Ask:
    if dice.random() < 0.5:
        return Ask()
    return dice.choice(
        [
            Ask(apps=(dice.choice(apps),)),
            Ask(keep=dice.randint(1, 2)),
            Ask(bounds=(dice.choice(keys),)),
            Ask(bounds=(dice.choice(keys),)),
        ]
    )


class _Weave:
    """Makes migrations one after the other, each for any of the apps."""

    def __init__(self, world: World, weights: Mapping[Maker, int]) -> None:
        self.world = world
        self.weights = weights
        self.steps: list[Step] = []

    def migration(self) -> None:
        world = self.world
        first = not world.own()
        world.app = world.one(world.apps)
        operations: list[Op] = []
        if not world.own() or (first and not self._latest(world.app)):
            operations += filter(None, [self._operation({models.create_model: 1})])
        for _ in range(world.dice.randint(1, 3)):
            operations += filter(None, [self._operation(self.weights)])
        if operations:
            self._finish(operations)
        if world.chance(LINKED):
            self._move()

    def _move(self) -> None:
        """Give a model to another app, the way it is usually done: its table gets a fixed name."""
        world = self.world
        try:
            leave, enter, to = moving.move(world)
        except Impossible:
            return
        if world.accept(leave):
            self._finish([leave])
            left, world.app = world.app, to
            if world.accept(enter):
                self._finish([replace(enter, needs=(*enter.needs, left))])

    def _operation(self, weights: Mapping[Maker, int]) -> Op | None:
        makers = list(weights)
        for _ in range(TRIES):
            maker = self.world.dice.choices(makers, list(weights.values()))[0]
            self.world.code.clear()
            try:
                found = maker(self.world)
            except Impossible:
                continue
            found = replace(found, code="\n\n".join(filter(None, (*self.world.code, found.code))))
            if self.world.accept(found):
                return found
        return None

    def _finish(self, operations: list[Op]) -> None:
        world = self.world
        needed = {world.app, *(app for one in operations for app in one.needs)}
        if world.chance(20):
            needed.add(world.one(world.apps))
        after = [key for app in sorted(needed) for key in self._latest(app)]
        step = Step(self._next(), tuple(after), tuple(operations), atomic=not world.chance(3))
        if world.chance(LINKED):
            step = self._run_after(step)
        branched = self._branch(step) if world.chance(LINKED) else step
        self.steps.append(branched)
        if branched != step:
            self.steps.append(Step(self._next(), tuple(self._latest(world.app, 2)), ()))

    def _next(self) -> MigrationKey:
        number = len(self._latest(self.world.app, len(self.steps))) + 1
        return MigrationKey(self.world.app, f"{number:04}_m")

    def _run_after(self, step: Step) -> Step:
        """Say by `run_before` of the other what a dependency said."""
        others = [key for key in step.after if key.app != step.key.app]
        if not others:
            return step
        for place, one in enumerate(self.steps):
            if one.key == others[0]:
                self.steps[place] = replace(one, before=(*one.before, step.key))
        return replace(step, after=tuple(key for key in step.after if key != others[0]))

    def _branch(self, step: Step) -> Step:
        """Begin where the one before began; a merge must follow."""
        earlier = self._latest(step.key.app, 2)
        if len(earlier) < 2:
            return step
        before = next(one for one in self.steps if one.key == earlier[1])
        if _models(before) & _models(step):
            return step
        after = tuple(earlier[0] if key == earlier[1] else key for key in step.after)
        return replace(step, after=after)

    def _latest(self, app: str, count: int = 1) -> list[MigrationKey]:
        found = [step.key for step in self.steps if step.key.app == app]
        return found[-count:] if count else []


def _models(step: Step) -> set[str]:
    """The models that a migration may be about."""
    text = step.text.lower()
    return {name for name in MODELS if name.lower() in text}

"""A random history from a seed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

from squashkit.model.keys import MigrationKey

from . import models, options, steps
from .cases import Ask, Case, Op, Step
from .world import Impossible, World

Maker = Callable[[World], Op]
TRIES = 12

EVERYTHING: Mapping[Maker, int] = {
    models.create_model: 10,
    models.create_proxy: 1,
    models.create_child: 2,
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


def generate(seed: str) -> Case:
    """The history of a seed."""
    dice = Random(seed)
    apps = dice.choice((("a",), ("a", "b"), ("a", "b", "c"), ("a", "b", "c")))
    world = World(dice, apps)
    weave = _Weave(world)
    for _ in range(dice.randint(3, 6) if len(apps) == 1 else dice.randint(5, 12)):
        weave.migration()
    found = weave.steps
    keys = [one.key for one in found]
    return Case(seed, tuple(found), _ask(dice, apps, keys), dice.choice([None, *keys]))


def _ask(dice: Random, apps: tuple[str, ...], keys: list[MigrationKey]) -> Ask:
    if dice.random() < 0.6:
        return Ask()
    return dice.choice(
        [
            Ask(apps=(dice.choice(apps),)),
            Ask(keep=dice.randint(1, 2)),
            Ask(bounds=(dice.choice(keys),)),
        ]
    )


class _Weave:
    """Makes migrations one after the other, each for any of the apps."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.steps: list[Step] = []

    def migration(self) -> None:
        world = self.world
        first = not world.own()
        world.app = world.one(world.apps)
        operations: list[Op] = []
        if not world.own() or (first and not self._latest(world.app)):
            operations += filter(None, [self._operation({models.create_model: 1})])
        for _ in range(world.dice.randint(1, 3)):
            operations += filter(None, [self._operation(EVERYTHING)])
        if operations:
            self._finish(operations)

    def _operation(self, weights: Mapping[Maker, int]) -> Op | None:
        makers = list(weights)
        for _ in range(TRIES):
            maker = self.world.dice.choices(makers, list(weights.values()))[0]
            try:
                found = maker(self.world)
            except Impossible:
                continue
            if self.world.accept(found):
                return found
        return None

    def _finish(self, operations: list[Op]) -> None:
        world = self.world
        needed = {world.app, *(app for one in operations for app in one.needs)}
        if world.chance(20):
            needed.add(world.one(world.apps))
        after = [key for app in sorted(needed) for key in self._latest(app)]
        number = sum(step.key.app == world.app for step in self.steps) + 1
        key = MigrationKey(world.app, f"{number:04}_m")
        self.steps.append(Step(key, tuple(after), tuple(operations)))

    def _latest(self, app: str) -> list[MigrationKey]:
        return [step.key for step in self.steps if step.key.app == app][-1:]

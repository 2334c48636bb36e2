"""Long histories in a few shapes: 20 models, then fields that are added and altered."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import migrations, models

MODELS = 20
EVERY = 50
"""So many operations are between two data steps."""

Path = tuple[str, str]
Touched = Callable[[Any], "Collection[Path] | None"]


@dataclass(frozen=True)
class Shape:
    """A kind of history.

    Attributes:
        related: whether each model refers to an earlier one.
        steps: whether there are data steps.
        known: whether it is known that each of them reaches one model only.
        scattered: whether any field of any model may come next, each a foreign key to any model.
    """

    name: str
    related: bool = False
    steps: bool = False
    known: bool = False
    scattered: bool = False

    def operations(self, count: int) -> list[Any]:
        """So many operations, not counting data steps."""
        return list(self._operations(count))

    def _operations(self, count: int) -> Iterator[Any]:
        fields = scattered() if self.scattered else map(field, itertools.count())
        for number in range(count):
            yield create(number, self.related) if number < MODELS else next(fields)
            if self.steps and number % EVERY == EVERY - 1:
                yield migrations.RunPython(rows)

    def touched(self, operations: Sequence[Any]) -> Touched:
        """What the data steps reach, the first the first model, and so on."""
        steps = [one for one in operations if isinstance(one, migrations.RunPython)]
        reached = {
            id(step): {("app", f"model{number % MODELS}")} for number, step in enumerate(steps)
        }
        return lambda one: reached.get(id(one)) if self.known else None


SHAPES = (
    Shape("no relations"),
    Shape("foreign keys", related=True),
    Shape(f"a RunPython every {EVERY}", steps=True),
)
KNOWN = Shape(f"a RunPython every {EVERY}, each known to reach one model", steps=True, known=True)
SCATTERED = (
    Shape("foreign keys at random", scattered=True),
    Shape(f"the same, a RunPython every {EVERY}", scattered=True, steps=True),
    Shape("the same, each known to reach one model", scattered=True, steps=True, known=True),
)


def rows(apps: Any, schema_editor: Any) -> None:
    """What a data step runs."""


def create(number: int, related: bool) -> Any:
    """The model of this number, which may refer to the one before."""
    fields: list[tuple[str, Any]] = [("id", models.BigAutoField(primary_key=True))]
    if related and number:
        target = models.ForeignKey(f"app.Model{number - 1}", models.CASCADE)
        fields.append(("parent", target))
    return migrations.CreateModel(f"Model{number}", fields)


def field(number: int) -> Any:
    """One model after the other gets two fields, then the first of those two is altered."""
    turn, model = divmod(number, MODELS)
    alters = turn % 3 == 2
    kind = migrations.AlterField if alters else migrations.AddField
    width = models.CharField(max_length=20 if alters else 10, default="")
    return kind(f"Model{model}", f"field{turn - 2 if alters else turn}", width)


def scattered() -> Iterator[Any]:
    """Of each three operations two add a field and one alters any of those that are there."""
    choose = random.Random(0)
    made: list[tuple[str, str]] = []
    for number in itertools.count():
        adds = number % 3 < 2
        if adds:
            made.append((f"Model{choose.randrange(MODELS)}", f"field{number}"))
        place = made[-1] if adds else choose.choice(made)
        target = f"app.Model{choose.randrange(MODELS)}"
        kind = migrations.AddField if adds else migrations.AlterField
        yield kind(*place, models.ForeignKey(target, models.CASCADE, null=True))

"""A project with a long history: 20 models, and a data step after every 50 migrations."""

from __future__ import annotations

from pathlib import Path

from .projects import ID, Site

MODELS = 20
EVERY = 50

TRANSFORM = """
def step(apps, schema_editor):
    for row in apps.get_model("shop", "{model}").objects.all():
        row.field{field} = row.field{field}.upper()
        row.save(update_fields=["field{field}"])
"""
SEED = """
def step(apps, schema_editor):
    apps.get_model("shop", "{model}").objects.create(field{field}="seed")
"""


def many_steps(root: Path, count: int, step: str) -> Site:
    """Write a project with so many migrations, not counting those of data steps.

    Args:
        root: an empty folder.
        count: each has one operation: 20 create a model, the others add and alter fields.
        step: the function of a data step on the field that was added last.
    """
    site = Site(root, "shop")
    before = ""
    for number in range(count):
        before = _add(site, before, _create(number) if number < MODELS else _field(number))
        if number % EVERY == EVERY - 1:
            model, field = _place(number)
            code = step.format(model=model, field=field)
            before = _add(site, before, "migrations.RunPython(step),", code)
    return site


def _add(site: Site, before: str, operation: str, code: str = "") -> str:
    number = int(before[5:9]) + 1 if before else 1
    name = f"shop.{number:04}_{'rows' if code else 'change'}"
    site.migration(name, operation, before, before=code)
    return name


def _create(number: int) -> str:
    return f"migrations.CreateModel('Model{number}', [{ID}]),"


def _place(number: int) -> tuple[str, int]:
    """The model and the field: each model in turn gets two, then the first is altered."""
    turn, model = divmod(number - MODELS, MODELS)
    return f"Model{model}", turn - 2 if turn % 3 == 2 else turn


def _field(number: int) -> str:
    model, name = _place(number)
    alters = (number - MODELS) // MODELS % 3 == 2
    kind, width = ("AlterField", 20) if alters else ("AddField", 10)
    field = f"models.CharField(max_length={width}, default='')"
    return f"migrations.{kind}('{model}', 'field{name}', {field}),"

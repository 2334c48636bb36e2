"""Squashes without a step that only changes rows of one kind, which its code names in some way."""

import pytest

from tests.byhand import project, squash_by_hand
from tests.projects import ID

STEP = """
from app import kinds

def step(apps, _):
    items = apps.get_model("app", "A").objects
    {}

"""
KINDS = """
NEW = "new"
LIMIT = {"new": 7}

class Kind:
    NEW = "new"

def is_new(one):
    return one.kind == "new"

def raise_new(items):
    items.filter(kind="new").update(n=7)
"""
CHANGES = [
    "items.filter(kind='new').update(n=7)",
    "items.filter(kind=kinds.NEW).update(n=7)",
    "items.filter(kind__in=[kinds.Kind.NEW]).update(n=7)",
    "kinds.raise_new(items)",
    "[items.filter(pk=one.pk).update(n=7) for one in items.all() if kinds.is_new(one)]",
    "[items.filter(pk=one.pk).update(n=kinds.LIMIT.get(one.kind, one.n)) for one in items.all()]",
    "items.filter(on__gte=__import__('datetime').datetime(2020, 1, 1)).update(n=7)",
]


@pytest.fixture
def squashed(empty_site):
    """A squash of what comes after the first migration, with the step or without it."""

    def made(step, choices="", *, whole=False):
        site = empty_site("app", settings="USE_TZ = False")
        site.write("app/kinds.py", KINDS)
        fields = f"{ID}, ('n', models.IntegerField()), ('on', models.DateTimeField())"
        kind = f"('kind', models.CharField(max_length=9{choices}))"
        site.migration("app.0001_a", f"migrations.CreateModel('A', [{fields}, {kind}]),")
        run, add = "migrations.RunPython(step),", "migrations.AlterModelOptions('A', {}),"
        code = STEP.format(step)
        site.migration("app.0002_b", run, "app.0001_a", before=code)
        site.migration("app.0003_c", add, "app.0002_b")
        squash_by_hand(site, f"{run}\n{add}" if whole else add, before=code)
        return [check.name for check in project(site).validate().proof.checks if check.differences]

    return made


@pytest.mark.parametrize("step", CHANGES)
def test_it_is_found_out(squashed, step):
    assert squashed(step) == ["upgrade"]


@pytest.mark.parametrize("step", CHANGES[-2:])
def test_a_squash_with_the_step_is_equal(squashed, step):
    assert squashed(step, whole=True) == []


def test_each_choice_is_there(squashed):
    """Although nobody can read which one the step is about."""
    choices = f", choices={[(one, one) for one in ('old', 'new', 'none')]}"
    step = "items.filter(kind='{}'.format('n') + 'ew').update(n=7)"
    assert squashed(step, choices) == ["upgrade"]

"""A long history with a data step after every 50 migrations becomes its models and no more."""

import re

import pytest

from squashkit import Project
from tests.manysteps import MODELS, SEED, TRANSFORM, many_steps

CREATED = [f"CreateModel Model{number}" for number in range(MODELS)]


@pytest.fixture
def squashed(tmp_path):
    """Squash a project of so many migrations whose steps run this code; the proof must hold."""

    def squash(count, code):
        squash = Project(many_steps(tmp_path / "site", count, code).root, "settings").squash()
        assert squash.holds, [one for one in squash.proof.checks if not one.holds]
        return squash

    return squash


def operations(squash):
    """What the one file does, in order."""
    [file] = squash.files
    found = re.findall(r'^        migrations\.(\w+)\(\s*(?:\w+=)?"?(\w+)', file.text, re.MULTILINE)
    return [" ".join(one) for one in found]


def compared(squash, name):
    return next(one.compared for one in squash.proof.checks if one.name == name)


def test_steps_that_only_transform_rows_leave_nothing(squashed):
    squash = squashed(300, TRANSFORM)
    [segment] = squash.plan.segments

    assert operations(squash) == CREATED
    assert (len(segment.members), len(segment.steps)) == (306, 6)
    assert {(one.kind, one.why) for one in segment.steps} == {
        ("transform", "it only meets tables that are made here, and writes no row")
    }


def test_seeds_stay_and_everything_around_them_folds(squashed):
    """They make rows of Model9 twice, and of Model19 once."""
    squash = squashed(150, SEED)

    assert operations(squash) == [
        *CREATED,
        "RunPython step",
        "AlterField Model9",
        "AddField Model9",
        "RunPython step_0102",
        "AddField Model9",
        "AddField Model19",
        "AlterField Model19",
        "AddField Model9",
        "RunPython step_0153",
    ]
    assert compared(squash, "rows") == "3 rows in 20 tables"
    assert "finish_tables" not in squash.files[0].text

import sys
from types import ModuleType

import pytest
from django.db import migrations

from squashkit.project.replays.literals import literals


def asked(tmp_path, monkeypatch, code, operation=None):
    """The pairs in a migration with this code."""
    path = tmp_path / "made.py"
    path.write_text(code)
    module = ModuleType("made")
    module.__file__ = str(path)
    monkeypatch.setitem(sys.modules, "made", module)
    step = operation or migrations.RunPython(migrations.RunPython.noop)
    kind = type("Migration", (migrations.Migration,), {"operations": [step]})
    kind.__module__ = "made"
    return literals([kind("0001", "shop")])


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("items.filter(state='new')", [("state", "new")]),
        ("items.filter(state__iexact='new').exclude(size=7)", [("state", "new"), ("size", 7)]),
        (
            "items.filter(Q(state='new') | models.Q(state='old'))",
            [("state", "new"), ("state", "old")],
        ),
        ("items.filter(state__in=['new', 'old'])", [("state", "new"), ("state", "old")]),
        ("[one for one in items if one.state == 'new']", [("state", "new")]),
        ("[one for one in items if one.state in {'new'}]", [("state", "new")]),
        ("items.filter(state__startswith='n')", []),  # which is no value
        ("items.get(state='new')", []),  # which is there already
        ("items.filter(state=wanted)", []),
        ("items.update(state='new')", []),  # nobody asks for that
        ("items.filter(**kinds)", []),
    ],
)
def test_constants_that_rows_are_asked_for(tmp_path, monkeypatch, code, expected):
    assert sorted(asked(tmp_path, monkeypatch, code)) == sorted(expected)


def test_what_takes_a_step_back_asks_for_the_rows_of_that_step(tmp_path, monkeypatch):
    def back(apps, schema_editor): ...

    code = "def back(apps, schema_editor):\n    items.filter(state='new').delete()"
    step = migrations.RunPython(migrations.RunPython.noop, back)
    assert asked(tmp_path, monkeypatch, code, step) == ()


def test_only_files_with_data_steps_are_read(tmp_path, monkeypatch):
    code, plain = "items.filter(state='new')", migrations.DeleteModel("Item")
    assert asked(tmp_path, monkeypatch, code, plain) == ()

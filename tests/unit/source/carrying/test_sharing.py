from __future__ import annotations

import pytest

from tests.sources import one, run, squash


def test_identical_code_is_carried_once():
    code = "from os import sep\nX = (sep, 1)\ndef g(): return X\ndef f(apps, e): return g()"
    text = squash({"0001_a": one(code), "0002_b": one(code + "  # again"), "0003_c": one(code)})
    assert text.count("def ") == 3
    assert text.count("RunPython(f)") == 2
    assert text.count("RunPython(f_0002)") == 1


def test_one_statement_of_several_names_is_not_taken_for_several_copies():
    text = squash({"0001_a": one("a, b = (1, 2)\ndef f(apps, e): return a, b")})
    assert run(text) == [(1, 2)]


@pytest.mark.parametrize(
    "code",
    [
        "X = []\ndef f(apps, e): X.append(1); return X",
        "def f(apps, e, x=[]): x.append(1); return x",
        "def f(apps, e):\n    global n\n    n = 1",
        "n = 0\ndef f(apps, e):\n    global n\n    n += 1\n    return [n]",
        "def f(apps, e): f.x += [1]; return f.x\nf.x = []",
    ],
)
def test_code_with_state_is_carried_each_time(code):
    text = squash({"0001_a": one(code), "0002_b": one(code)})
    first, second = run(text)
    assert first == second
    assert "def f_0002" in text

"""What a claim says of the steps of squashes, which `s` replaces `1` and `2` with."""

from __future__ import annotations

import pytest

from squashkit.model.migrations import Opaque
from squashkit.project.protocol import View
from squashkit.workflows.proofs.claims import Claim
from squashkit.workflows.proofs.routes import Squashed
from tests.builders import history, key, keys

UNREADABLE = {"opaque": (Opaque("steps() is computed", 1),)}


@pytest.fixture(autouse=True)
def files(tmp_path, monkeypatch):
    """All of one code."""
    monkeypatch.chdir(tmp_path)
    for name in "12s":
        path = tmp_path / f"a/migrations/{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("def step(apps, editor): ...")


def claim(text, **facts):
    squashed = Squashed(key("a.s"), keys("a.1 a.2"))
    return Claim((), View(), View(), keys("a.1 a.2"), (squashed,), history=history(text, **facts))


@pytest.mark.parametrize(
    ("squash", "facts", "thinned"),
    [
        ("rows", {}, ""),
        ("rows rows", {}, ""),
        ("schema", {}, "a.1 a.2"),
        ("rows", {"a_1": UNREADABLE}, "a.1 a.2"),
        ("rows", {"a_s": UNREADABLE}, "a.1 a.2"),
    ],
)
def test_members_of_squashes_with_fewer_steps(squash, facts, thinned):
    found = claim(f"a.1; a.2 <- a.1 : rows; a.s : {squash}", **facts)
    assert found.thinned == frozenset(keys(thinned))


def test_members_whose_functions_a_squash_does_not_have(tmp_path):
    text = "a.1; a.2 <- a.1 : rows; a.s : rows"
    (tmp_path / "a/migrations/s.py").write_text("def step_0002(apps, editor): ...")
    assert claim(text).thinned == frozenset()
    (tmp_path / "a/migrations/s.py").write_text("def step(apps, editor): apps.ready")
    assert claim(text).thinned == frozenset(keys("a.1 a.2"))


ONE, OTHER = "def step(a, b): ...\n", "def more(a, b): return 1\n"


@pytest.mark.parametrize(
    ("replaced", "squash", "thinned"),
    [
        (f"{ONE}RunPython(step)", f"{ONE}RunPython(code=step, elidable=True)", ""),
        (f"{ONE}RunPython(step)", ONE, "a.1 a.2"),
        (f"{ONE}RunPython(step)", "def step_0002(a, b): ...\nRunPython(step_0002)", ""),
        (f"{ONE}{OTHER}RunPython(step)", f"{OTHER}{ONE}RunPython(more)", "a.1 a.2"),
        (
            f"{ONE}RunPython(step)",
            f"{OTHER}def step(a, b): ...\n[RunPython(more), RunPython(more)]",
            "a.1 a.2",
        ),
        ("RunPython(lambda a, b: 1)", "RunPython(lambda a, b: 1)", ""),
        (
            f"{ONE}{OTHER}[RunPython(step), RunPython(more)]",
            f"{ONE}{OTHER}[RunPython(more), RunPython(step)]",
            "a.1 a.2",
        ),
        ("[RunSQL('a'), RunSQL('b', 'c')]", "[RunSQL('a', 'c'), RunSQL(sql='b')]", ""),
        ("[RunSQL('a'), RunSQL('b')]", "[RunSQL('b'), RunSQL('a')]", "a.1 a.2"),
        ("RunSQL([('a', [1])])", "RunSQL([('a', [2])])", "a.1 a.2"),
        ("X = []\nX.append(1)\nRunPython(X)", "X = []\nX.append(1)\nRunPython(X)", ""),
        ("X = []\nX.append(1)\nRunPython(X)", "X = []\nX.append(2)\nRunPython(X)", "a.1 a.2"),
        ("A, B = 1, 2\nRunPython(A)", "A, B = 1, 3\nRunPython(A)", "a.1 a.2"),
        ("class S: ...\noperations = [S(1)]", "class S: ...\noperations = [S(1), S(2)]", ""),
        ("class S: ...\noperations = [S(1)]", "class S: ...\noperations = [S(2)]", "a.1 a.2"),
        ("RunPython(lambda a, b: 1)", "RunPython(lambda a, b: 2)", "a.1 a.2"),
        ("from x import y\nRunPython(y)", "from x import y as z\nRunPython(z)", ""),
        ("from x import y\nRunPython(y)", "from x import z as y\nRunPython(y)", "a.1 a.2"),
        ("import x\nRunPython(x.y)", "import x\nRunPython(x.y)", ""),
        (
            f"{ONE}{OTHER}[RunPython(step), RunPython(more)]",
            f"{ONE}{OTHER}[RunPython(step), RunPython(step)]",
            "a.1 a.2",
        ),
    ],
)
def test_members_of_which_a_squash_runs_something_else(tmp_path, replaced, squash, thinned):
    (tmp_path / "a/migrations/2.py").write_text(replaced)
    (tmp_path / "a/migrations/s.py").write_text(squash)
    assert claim("a.1; a.2 <- a.1 : rows; a.s : rows").thinned == frozenset(keys(thinned))


@pytest.mark.parametrize(
    ("squash", "said"),
    [
        (ONE + "RunPython(step)", []),
        (
            OTHER + "RunPython(more)",
            [
                "what becomes of rows of another kind than those made up: "
                "a.s does not run the code of a.2 as it is"
            ],
        ),
    ],
)
def test_what_rows_cannot_tell_of_other_code(tmp_path, squash, said):
    (tmp_path / "a/migrations/2.py").write_text(ONE + "RunPython(step)")
    (tmp_path / "a/migrations/s.py").write_text(squash)
    assert [*claim("a.1; a.2 <- a.1 : rows; a.s : rows").unlike] == said


def test_of_a_squash_that_is_not_written_yet_there_are_none():
    assert claim("a.1; a.2 <- a.1 : rows").thinned == frozenset()


@pytest.mark.parametrize(
    ("text", "facts", "coded"),
    [
        ("a.1; a.2; a.s", {}, ""),
        ("a.1 : rows; a.2; a.s", {}, "a.s"),
        ("a.1; a.2; a.s : rows", {}, "a.s"),
        ("a.1; a.2; a.s", {"a_2": UNREADABLE}, "a.s"),
    ],
)
def test_squashes_with_steps_in_them_or_behind_them(text, facts, coded):
    assert claim(text, **facts).route.coded == frozenset(keys(coded))

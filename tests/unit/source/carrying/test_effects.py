from __future__ import annotations

import libcst as cst
import pytest

from squashkit.source.carrying.effects import acts, makes_state


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("x = []", False),
        ("x: int = 1", False),
        ("x, (y, *z) = 1, (2, 3)", False),
        ("x += 1", False),
        ("'''Doc.'''", False),
        ("...", False),
        ("def f(): g()", False),
        ("class A:\n    f()\n", False),
        ("try: import a\nexcept ImportError: a = None", False),
        ("x = lambda: f()", False),
        ("if __name__ == '__main__': f()", False),
        ('if __name__ == "__main__":\n    f()', False),
        ("if __name__ == '__main__': f()\nelse: g()", True),
        ("if __name__ == 'x': f()", True),
        ("f()", True),
        ("x.append(1)", True),
        ("x[1] = 2", True),
        ("x.y, z = 1, 2", True),
        ("x.y += 1", True),
        ("del x[1]", True),
        ("assert x", True),
        ("if x: raise E", True),
        ("for a in b: x.append(a)", True),
    ],
)
def test_acts(code, expected):
    assert acts(cst.parse_statement(code)) is expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("X = (1, 'a', -2)", False),
        ("def f(x, y=(1,)): return [x]", False),
        ("class A(B):\n    x = 1\n    def f(self): g()\n", False),
        ("X = []", True),
        ("X = f()", True),
        ("X = {**a}", True),
        ("def f(x={}): pass", True),
        ("@cache\ndef f(): pass", True),
        ("class A:\n    x = []\n", True),
    ],
)
def test_makes_state(code, expected):
    assert makes_state(cst.parse_statement(code)) is expected

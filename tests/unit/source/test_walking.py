import ast

import pytest

from squashkit.source.walking import walk

LEFT_OUT = (ast.expr_context, ast.keyword)


@pytest.mark.parametrize(
    "text",
    [
        "x",
        "f(a, *b, c=1, **d)",
        "m.AddField('P', 'x', m.CharField(max_length=3, choices=[('a', 'A')]))",
        "{'a': {1, 2}, **b}[c:d] + -e.f(lambda g: h)",
        "def f(a, *, b=1) -> c:\n    with d as e: return [f for g in h if i]",
    ],
)
def test_finds_what_the_slow_walk_finds(text):
    module = ast.parse(text)
    expected = {node for node in ast.walk(module) if not isinstance(node, LEFT_OUT)}

    assert {node for node in walk(module) if not isinstance(node, LEFT_OUT)} == expected

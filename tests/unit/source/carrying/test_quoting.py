from __future__ import annotations

import libcst as cst
import pytest

from squashkit.source.carrying.quoting import quoted_types


@pytest.mark.parametrize(
    ("code", "types"),
    [
        ("'A'", ["A"]),
        ("list['a.B | None']", ["a.B | None"]),
        ("dict['A', 'B']", ["A", "B"]),
        ("typing.Annotated['A', 'B']", ["A"]),
        ("Literal['A']", []),
        ("Field('A')", []),
        ("'not a type'", []),
        ("b'A'", []),
        ("'\\x41'", []),
        ("A", []),
    ],
)
def test_quoted_types(code, types):
    annotation = cst.Annotation(cst.parse_expression(code))
    found = quoted_types(annotation).values()
    assert [cst.Module([]).code_for_node(one) for one in found] == types

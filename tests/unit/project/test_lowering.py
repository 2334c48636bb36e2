"""Tables that are to blame where a migration raises."""

import pytest

from squashkit.project.lowering import blamed
from squashkit.project.protocol import Filled


@pytest.mark.parametrize(
    ("statement", "tables"),
    [
        ("SELECT 1", set()),
        ("SELECT * FROM a_b", set()),
        ('SELECT * FROM "A"', {"a"}),
        ("UPDATE a SET x = (SELECT max(x) FROM b.c)", {"a", "c"}),
        ("DELETE FROM new", {"a", "old"}),
    ],
)
def test_tables_that_a_statement_names(statement, tables):
    rows = Filled(tables={"a": ("a",), "b.c": ("c",), "new": ("a", "old")})

    assert blamed([statement], rows) == tables

from __future__ import annotations

import libcst as cst
import pytest

from squashkit.source.carrying.locating import file_uses


@pytest.mark.parametrize(
    ("code", "count"),
    [
        ("x = __file__", 1),
        ("def f(): return open(__file__), __file__[:-3]", 2),
        ("os.path.dirname(__file__)", 0),
        ("dirname(os.path.abspath(__file__))", 0),
        ("Path(__file__).parent", 0),
        ("Path(__file__).resolve().parents[2] / 'sql'", 0),
        ("Path(__file__).parent.joinpath('a.sql')", 0),
        ("Path(__file__).with_suffix('.sql')", 1),
        ("os.path.join(os.path.dirname(__file__), os.path.basename(__file__))", 1),
        ("x.__file__, f(__file__=1)", 0),
    ],
)
def test_file_uses(code, count):
    assert len(file_uses(cst.parse_module(code))) == count

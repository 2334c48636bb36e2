import pytest

from squashkit.source.alike import same_code


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (b"x = [1, 2]", b"x = [\n    1,\n    2,\n]  # two", True),
        (b"x = 'a'\r\n", b'x = "a"\n', True),
        (b"x = [1, 2]", b"x = [2, 1]", False),
        (b"def f(): pass", b"def f(): return", False),
        (b"x = ", b"x = ", True),
        (b"x = ", b"x =  ", False),
    ],
)
def test_comments_and_layout_do_not_count(one, other, same):
    assert same_code(one, other) is same

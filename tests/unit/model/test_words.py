import pytest

from squashkit.model.words import counted, listed


@pytest.mark.parametrize(
    ("number", "noun", "text"),
    [(0, "file", "0 files"), (1, "file", "1 file"), (2, "squash", "2 squashes")],
)
def test_counted(number, noun, text):
    assert counted(number, noun) == text


@pytest.mark.parametrize(
    ("names", "most", "text"),
    [
        ("", 3, "nothing"),
        ("a", 3, "a"),
        ("abc", 3, "a, b, c"),
        ("abcd", 3, "a, b, c and 1 more"),
        ("abc", 1, "a and 2 more"),
    ],
)
def test_listed(names, most, text):
    assert listed(names, most) == text

import pytest

from squashkit.model.words import counted


@pytest.mark.parametrize(
    ("number", "noun", "text"),
    [(0, "file", "0 files"), (1, "file", "1 file"), (2, "squash", "2 squashes")],
)
def test_counted(number, noun, text):
    assert counted(number, noun) == text

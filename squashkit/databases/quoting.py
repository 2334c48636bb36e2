"""Names and strings as SQL takes them."""

from __future__ import annotations


def in_quotes(text: str, quote: str) -> str:
    """A text between quotes, with those inside of it doubled.

    Args:
        text: a name or a string.
        quote: `'` for a string; for a name `"`, or a backtick where the engine has that.
    """
    return quote + text.replace(quote, quote * 2) + quote

"""Whether two files are the same code."""

from __future__ import annotations

import ast

from .parsing import UnreadableError, parse


def same_code(one: bytes, other: bytes) -> bool:
    """Whether two files differ in comments and layout at most.

    Args:
        one: the bytes of a module.
        other: those of another; what cannot be read is like nothing else.
    """
    try:
        return ast.dump(parse(one)) == ast.dump(parse(other))
    except UnreadableError:
        return one == other

"""Turns the bytes of a module into a syntax tree, whatever the bytes are."""

from __future__ import annotations

import ast
import io
import sys
import tokenize
import warnings
from collections.abc import Iterable, Iterator

# The longest migration in the repositories that were read has 0.6 MB; this one would take seconds.
LARGEST = 5_000_000

# What a file is no valid Python for, another Python may well read.
NOT_VALID = f"not valid for Python {sys.version_info.major}.{sys.version_info.minor}"

# Statements with no others inside.
_SIMPLE = (ast.Assign, ast.AnnAssign, ast.Expr, ast.Import, ast.ImportFrom, ast.Pass, ast.Return)


class UnreadableError(Exception):
    """A file of which there is no syntax tree.

    Args:
        line: where the reason is, from 1.
        text: the reason, without a full stop.
    """

    def __init__(self, line: int, text: str) -> None:
        super().__init__(line, text)
        self.line = line
        self.text = text


def parse(source: bytes) -> ast.Module:
    """The syntax tree of a module; a coding cookie is respected.

    Args:
        source: the bytes of the file.

    Raises:
        UnreadableError: it is not valid Python, or too much of it.
    """
    if len(source) > LARGEST:
        raise UnreadableError(1, f"larger than {LARGEST // 1_000_000} MB")
    try:
        # Old files have "\d" in strings, and it is not for their reader to complain of it.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            _decode(source)
            return ast.parse(source)
    except (SyntaxError, ValueError, LookupError) as error:
        line = getattr(error, "lineno", None) or 1
        text = getattr(error, "msg", str(error))
        raise UnreadableError(line, f"{NOT_VALID} ({text})") from error
    except (RecursionError, MemoryError) as error:
        raise UnreadableError(1, "nested too deeply") from error


def _decode(source: bytes) -> None:
    """Python refuses to import what is not in its encoding; `ast` overlooks it in comments."""
    if source.isascii() and b"coding" not in source:
        return
    encoding, _ = tokenize.detect_encoding(io.BytesIO(source).readline)
    source.decode(encoding)


def statements(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """These statements and all inside them, in the order of the file.

    Args:
        body: the statements of a module, class or function.
    """
    for statement in body:
        yield statement
        if not isinstance(statement, _SIMPLE):
            yield from statements(_inside(statement))


def _inside(statement: ast.stmt) -> Iterator[ast.stmt]:
    for node in ast.iter_child_nodes(statement):
        if isinstance(node, ast.stmt):
            yield node
        elif isinstance(node, ast.ExceptHandler | ast.match_case):
            yield from node.body

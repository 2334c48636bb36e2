"""What a migration says beside its code: docstrings, and comments around its class."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

import libcst as cst

from .modules import Module


def of_itself(module: Module) -> tuple[str, ...]:
    """Its docstring and that of its class as comments, and the comment right above the class.

    Args:
        module: the migration.
    """
    migration = module.migration
    said = [module.tree.get_docstring(), migration.get_docstring() if migration else None]
    text = "\n\n".join(dict.fromkeys(filter(None, said)))
    lines = f"{module.key.name}: {text}".splitlines() if text else []
    above = _split(migration.leading_lines)[1] if migration else ()
    return (*(f"# {line}".rstrip() for line in lines), *above)


def of_operations(module: Module) -> tuple[str, ...]:
    """The comment above `operations`.

    Args:
        module: the migration.
    """
    bound = module.bindings.get((True, "operations"), ())
    return _comments(bound[0].node.leading_lines) if bound else ()


def behind_code(module: Module) -> tuple[str, ...]:
    """The comment behind the last statement above the class, which LibCST gives to the class.

    Args:
        module: the migration.
    """
    return _split(module.migration.leading_lines)[0] if module.migration else ()


def _split(lines: Iterable[cst.EmptyLine]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The comments with a blank line below them somewhere, and the others."""
    backwards = list(lines)[::-1]
    close = list(itertools.takewhile(lambda line: line.comment is not None, backwards))
    return _comments(backwards[len(close) :][::-1]), _comments(close[::-1])


def _comments(lines: Iterable[cst.EmptyLine]) -> tuple[str, ...]:
    return tuple(line.comment.value for line in lines if line.comment is not None)

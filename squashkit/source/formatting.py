"""Formatting with black, as the project that the file belongs to has configured it."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import black
from black.const import DEFAULT_LINE_LENGTH
from black.files import find_pyproject_toml, parse_pyproject_toml
from black.mode import Mode, TargetVersion
from black.parsing import InvalidInput, stringify_ast

from ..errors import CompositionError, ConfigurationError

REPORT = "Please report this, with the migrations that were squashed."


def format_source(text: str, path: Path) -> str:
    """Format a module the way black would if it were run on its file.

    Args:
        text: the source of the module.
        path: where the file is or will be; black's configuration is looked for from there.

    Returns:
        The formatted source, which means the same as `text`.

    Raises:
        ConfigurationError: black's configuration cannot be read.
        CompositionError: the text is no valid Python, or black would change what it means.
    """
    mode = _mode(path)
    try:
        formatted = black.format_str(text, mode=mode)
        same = _meaning(text) == _meaning(formatted)
    except (InvalidInput, SyntaxError) as error:
        fact = f"{path.name} as composed is not valid Python: {error}."
        raise CompositionError(fact, REPORT) from error
    if not same:
        fact = f"black changes the meaning of {path.name}."
        raise CompositionError(fact, REPORT)
    return formatted


def _meaning(text: str) -> list[str]:
    # black's own comparison writes a log file where it fails, and raises another error by version.
    return list(stringify_ast(ast.parse(text)))


def _mode(path: Path) -> Mode:
    try:
        found = find_pyproject_toml((str(path),))
        return Mode() if found is None else _mode_from(parse_pyproject_toml(found))
    except (OSError, ValueError, TypeError, KeyError) as error:
        fact = f"black's configuration for {path} cannot be read: {error}."
        raise ConfigurationError(fact, f"Run `black --check {path.parent}` to see.") from error


def _mode_from(options: Mapping[str, Any]) -> Mode:
    versions = options.get("target_version", [])
    versions = [versions] if isinstance(versions, str) else versions
    return Mode(
        target_versions={TargetVersion[version.upper()] for version in versions},
        line_length=int(options.get("line_length", DEFAULT_LINE_LENGTH)),
        string_normalization=not options.get("skip_string_normalization", False),
        magic_trailing_comma=not options.get("skip_magic_trailing_comma", False),
        preview=bool(options.get("preview", False)),
        unstable=bool(options.get("unstable", False)),
    )

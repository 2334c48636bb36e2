"""Formatting with black, as the project that the file belongs to has configured it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import black
from black.files import find_pyproject_toml, parse_pyproject_toml

from squashkit.errors import CompositionError, ConfigurationError


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
        black.assert_equivalent(text, formatted)
    except black.InvalidInput as error:
        fact = f"{path.name} as composed is not valid Python: {error}."
        raise CompositionError(fact, "Please report this with the migrations.") from error
    except AssertionError as error:
        fact = f"black changes the meaning of {path.name}."
        raise CompositionError(fact, "Please report this with the migrations.") from error
    return formatted


def _mode(path: Path) -> black.Mode:
    found = find_pyproject_toml((str(path),))
    if found is None:
        return black.Mode()
    try:
        return _mode_from(parse_pyproject_toml(found))
    except (OSError, ValueError, TypeError, KeyError) as error:
        fact = f"[tool.black] of {found} cannot be read: {error}."
        raise ConfigurationError(fact, f"Run `black --check {path.parent}` to see.") from error


def _mode_from(options: Mapping[str, Any]) -> black.Mode:
    versions = options.get("target_version", [])
    versions = [versions] if isinstance(versions, str) else versions
    return black.Mode(
        target_versions={black.TargetVersion[version.upper()] for version in versions},
        line_length=int(options.get("line_length", black.DEFAULT_LINE_LENGTH)),
        string_normalization=not options.get("skip_string_normalization", False),
        magic_trailing_comma=not options.get("skip_magic_trailing_comma", False),
        preview=bool(options.get("preview", False)),
        unstable=bool(options.get("unstable", False)),
    )

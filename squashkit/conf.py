"""Reads `[tool.squashkit]` of the project's pyproject.toml."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from .errors import ConfigurationError
from .model.steps import ELIDE, Elide

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


@dataclass(frozen=True, slots=True)
class Configuration:
    """What a project can set once; an option of the command line comes before it.

    Attributes:
        settings: the dotted name of the settings module.
        exclude: labels that are never squashed.
        first_party: labels that count as the project's own although their files are elsewhere.
        base: the branch where others are merged.
        refs: names and patterns of the branches to look at.
        migrations: app label to the folder of its migrations, where files do not tell.
        elide: which data steps a squash may leave out: `proven`, `observed` or `none`.
        on: servers on which a proof has to hold too, as URLs or aliases.
    """

    settings: str = ""
    exclude: tuple[str, ...] = ()
    first_party: tuple[str, ...] = ()
    base: str = ""
    refs: tuple[str, ...] = ()
    migrations: Mapping[str, str] = field(default_factory=dict)
    elide: Elide = "proven"
    on: tuple[str, ...] = ()


def read_configuration(start: Path) -> Configuration:
    """Read the nearest pyproject.toml, upwards.

    Args:
        start: the folder to begin with.

    Raises:
        ConfigurationError: it is not TOML, or has unknown keys or wrong types; all in one message.
    """
    folders = [start, *start.parents]
    path = next((one for folder in folders if (one := folder / "pyproject.toml").is_file()), None)
    if path is None:
        return Configuration()
    try:
        table = tomllib.loads(path.read_text("utf-8")).get("tool", {}).get("squashkit", {})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path} is not valid TOML: {error}.", "Mend it.") from error
    mistakes = _mistakes(table)
    if mistakes:
        listed = "; ".join(mistakes)
        known = ", ".join(field.name for field in fields(Configuration))
        raise ConfigurationError(f"{path}, [tool.squashkit]: {listed}.", f"It may have: {known}.")
    return Configuration(
        settings=table.get("settings", ""),
        exclude=tuple(table.get("exclude", ())),
        first_party=tuple(table.get("first_party", ())),
        base=table.get("base", ""),
        refs=tuple(table.get("refs", ())),
        migrations=table.get("migrations", {}),
        elide=table.get("elide", "proven"),
        on=tuple(table.get("on", ())),
    )


def _mistakes(table: dict[str, Any]) -> list[str]:
    known = {one.name: one.type for one in fields(Configuration)}
    found = [f"{key} is not known" for key in sorted(table.keys() - known.keys())]
    for key in sorted(table.keys() & known.keys()):
        wanted, check = KINDS[str(known[key])]
        if not check(table[key]):
            found.append(f"{key} must be {wanted}")
    return found


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))


def _is_table(value: object) -> bool:
    return isinstance(value, dict) and all(map(_is_text, value.values()))


def _is_elide(value: object) -> bool:
    return value in ELIDE


KINDS = {
    "Elide": (f"one of {', '.join(ELIDE)}", _is_elide),
    "str": ("a string", _is_text),
    "tuple[str, ...]": ("a list of strings", _is_texts),
    "Mapping[str, str]": ("a table of strings", _is_table),
}

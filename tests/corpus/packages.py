"""Reads which packages there are: packages.toml and the pins beside it."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

__all__ = ["Package", "read_packages", "tomllib"]

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Package:
    """One published package.

    Attributes:
        version: the exact one that is pinned.
        pins: everything that is installed with it, one `name==version` each.
        folders: top-level packages to copy and squash.
        settings: the text of the copy's settings module.
    """

    name: str
    version: str
    pins: tuple[str, ...]
    folders: tuple[str, ...]
    settings: str

    @property
    def title(self) -> str:
        """The name with the version."""
        return f"{self.name} {self.version}"


def read_packages(folder: Path = HERE) -> dict[str, Package]:
    """All packages by name, in the order of the file.

    Args:
        folder: where packages.toml and pins/ are.

    Raises:
        ValueError: a pin without an exact version, or none for the package itself.
    """
    document = tomllib.loads((folder / "packages.toml").read_text("utf-8"))
    around = document["head"], document["tail"]
    return {
        name: _package(name, table, folder / "pins" / f"{table.get('pins', name)}.txt", around)
        for name, table in document["packages"].items()
    }


def _package(name: str, table: dict[str, Any], path: Path, around: tuple[str, str]) -> Package:
    pins = _pins(path)
    versions = dict(pin.lower().split("==") for pin in pins)
    if table["distribution"] not in versions:
        raise ValueError(f"{table['distribution']} is not in pins/{path.name}")
    head, tail = around
    settings = head + table["settings"] + tail
    version = versions[table["distribution"]]
    return Package(name, version, pins, tuple(table["folders"]), settings)


def _pins(path: Path) -> tuple[str, ...]:
    lines = [line.strip() for line in path.read_text("utf-8").splitlines()]
    pins = tuple(line for line in lines if line and not line.startswith("#"))
    loose = [pin for pin in pins if pin.count("==") != 1]
    if loose:
        raise ValueError(f"{path.name}: not an exact version: {', '.join(loose)}")
    return pins

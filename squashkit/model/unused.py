"""Code that nothing but replaced migrations uses."""

from __future__ import annotations

from dataclasses import dataclass

from .keys import MigrationKey


@dataclass(frozen=True, slots=True, order=True)
class Unused:
    """A function, class or constant that can go after a cleanup.

    Attributes:
        module: the dotted name of the module that defines it.
        name: its name there.
        path: the file, relative to the project's folder, with slashes.
        line: where the definition starts.
        migrations: those that use it, sorted; their files go.
    """

    module: str
    name: str
    path: str
    line: int
    migrations: tuple[MigrationKey, ...]

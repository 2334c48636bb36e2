"""Migrations as they would be, and whether they can be imported."""

from __future__ import annotations

from dataclasses import dataclass

from ...model.keys import MigrationKey


@dataclass(frozen=True, slots=True)
class Overlay:
    """A migration file that is seen although it is not in its place.

    Attributes:
        key: the migration that it defines, new or instead of the one on disk.
        module: the dotted name under which it is loaded.
        source: where its text is now.
        path: where it would be written; what its `__file__` says.
    """

    key: MigrationKey
    module: str
    source: str
    path: str


@dataclass(frozen=True, slots=True)
class Changed:
    """A file of other code that is seen as it will be.

    Attributes:
        module: its dotted name.
        source: where the text is for now.
        path: its own place.
    """

    module: str
    source: str
    path: str


@dataclass(frozen=True, slots=True)
class View:
    """The project's migrations as they would be: some added, some gone.

    Attributes:
        added: files that are not in their place yet.
        hidden: migrations on disk that are not seen.
        changed: other code, which migrations may import.
    """

    added: tuple[Overlay, ...] = ()
    hidden: tuple[MigrationKey, ...] = ()
    changed: tuple[Changed, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportFiles:
    """Asks which of these files cannot be imported."""

    files: tuple[Overlay, ...]


@dataclass(frozen=True, slots=True)
class Unimportable:
    """The answer for one that cannot."""

    key: MigrationKey
    error: str

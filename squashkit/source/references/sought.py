"""The migrations that are looked for, under every name that they have."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ...model.keys import MigrationKey

NUMBERED = re.compile(rb"(?<!\w)[0-9]\w*")


@dataclass(frozen=True)
class Sought:
    """Migrations by their names.

    Attributes:
        modules: dotted names, `shop.migrations.0002_price`.
        paths: their files, resolved.
        folders: the label of each app, also of others, to its folder.
        elsewhere: names that migrations which stay have as well.
    """

    modules: Mapping[str, MigrationKey]
    paths: Mapping[Path, MigrationKey]
    folders: Mapping[str, Path]
    elsewhere: frozenset[str] = frozenset()

    @cached_property
    def keys(self) -> frozenset[MigrationKey]:
        """All of them."""
        return frozenset(self.modules.values())

    @cached_property
    def names(self) -> Mapping[str, tuple[MigrationKey, ...]]:
        """Those of each name, which several apps may have."""
        found: dict[str, list[MigrationKey]] = {}
        for key in sorted(self.keys):
            found.setdefault(key.name, []).append(key)
        return {name: tuple(keys) for name, keys in found.items()}

    def short(self, app: str, number: str) -> MigrationKey | None:
        """What `migrate` takes `0002` for, where that is one of these.

        Args:
            app: the app's label.
            number: a text.
        """
        found = self._short.get((app, number), ())
        return found[0] if len(found) == 1 else None

    def app_around(self, path: Path) -> str:
        """The label of the app that a file belongs to; empty for none.

        Args:
            path: the file.
        """
        place = path.resolve()
        around = [label for label, one in self.folders.items() if place.is_relative_to(one)]
        return max(around, key=lambda label: len(self.folders[label].parts), default="")

    def in_words(self, data: bytes) -> bool:
        """Whether any of the names is a word of a file.

        Args:
            data: what is in it.
        """
        # Thousands of alternatives in one pattern would be tried one by one at each byte.
        if any(word in self._numbered for word in NUMBERED.findall(data)):
            return True
        return self._others is not None and self._others.search(data) is not None

    def dotted(self, text: str) -> tuple[MigrationKey, str] | None:
        """The migration that a dotted name begins with, and what follows.

        Args:
            text: `shop.migrations.0002_price` or `shop.migrations.0002_price.fill`.
        """
        parts = text.split(".")
        for end in range(len(parts), 1, -1):
            key = self.modules.get(".".join(parts[:end]))
            if key:
                return key, ".".join(parts[end:])
        return None

    def beside(self, path: Path, name: str, level: int) -> tuple[MigrationKey, str] | None:
        """The same for a relative import.

        Args:
            path: the file in which it stands.
            name: what follows the dots; may be empty.
            level: how many dots there are.
        """
        above = path.resolve().parents
        folder = above[min(level, len(above)) - 1]
        parts = name.split(".")
        for end in range(len(parts), 0, -1):
            key = self.paths.get(folder.joinpath(*parts[:end]).with_suffix(".py"))
            if key:
                return key, ".".join(parts[end:])
        return None

    @cached_property
    def _short(self) -> Mapping[tuple[str, str], list[MigrationKey]]:
        found: dict[tuple[str, str], list[MigrationKey]] = {}
        for key in sorted(self.keys):
            number = key.name.partition("_")[0]
            if number.isdigit():
                found.setdefault((key.app, number), []).append(key)
        return found

    @cached_property
    def _numbered(self) -> frozenset[bytes]:
        numbers = {number for _, number in self._short}
        return frozenset(name.encode() for name in _numbered({*self.names, *numbers}))

    @cached_property
    def _others(self) -> re.Pattern[bytes] | None:
        others = sorted(self.names.keys() - set(_numbered(self.names)))
        words = b"|".join(re.escape(name.encode()) for name in others)
        return re.compile(rb"\b(?:" + words + rb")\b") if words else None


def _numbered(names: Iterable[str]) -> list[str]:
    return [name for name in names if name[:1].isdigit() and name.isascii()]

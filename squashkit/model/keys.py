"""The name of a migration."""

from __future__ import annotations

import re
from dataclasses import dataclass

NUMBER = re.compile(r"(?:.*_squashed_)?(\d+)")


@dataclass(frozen=True, slots=True, order=True)
class MigrationKey:
    """What Django calls a node of the graph: app label and migration name."""

    app: str
    name: str

    def __str__(self) -> str:
        return f"{self.app}.{self.name}"

    @property
    def number(self) -> int | None:
        """The number the name stands for: of a squash, that of its last member.

        Django numbers on from there: `MigrationAutodetector.parse_number`, ticket 23953.
        """
        match = NUMBER.match(self.name)
        return int(match[1]) if match else None

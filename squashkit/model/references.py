"""What the rest of a project says about migrations whose files a cleanup takes away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .keys import MigrationKey

ReferenceKind = Literal["import", "key", "text"]
"""`import` of the module, `key` as Django's graph has it: app and name. `text` is any other text,
in code or in a script: nothing says what it means."""


@dataclass(frozen=True, slots=True, order=True)
class Reference:
    """A line that names migrations.

    Attributes:
        path: the file, relative to the project's folder, with slashes.
        line: from 1.
        kind: see `ReferenceKind`.
        names: the migrations, sorted.
    """

    path: str
    line: int
    kind: ReferenceKind
    names: tuple[MigrationKey, ...]

    def __str__(self) -> str:
        verb = {"import": "imports", "key": "names", "text": "mentions"}[self.kind]
        return f"{self.path}, line {self.line}, {verb} {', '.join(map(str, self.names))}"

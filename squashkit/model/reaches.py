"""What a data step can reach: the rows it may read or write, as far as its code tells."""

from __future__ import annotations

from dataclasses import dataclass

from .keys import MigrationKey
from .migrations import ModelName


@dataclass(frozen=True, slots=True)
class Unknown:
    """Why it cannot be told what a step does.

    Attributes:
        reason: what it does that cannot be followed, as the end of a sentence: `calls open`.
        path: the file with the code.
        line: from 1.
    """

    reason: str
    path: str
    line: int

    def __str__(self) -> str:
        return f"{self.path}, line {self.line}: it {self.reason}"


@dataclass(frozen=True, slots=True)
class Reach:
    """What one data step reaches, by the code of its function and of all that this calls.

    Attributes:
        key: the migration.
        index: the step's place in its operations, from 0.
        models: those that it asks for by name, sorted.
        words: every name and text in the code; a relation can only be followed by one of
            them; sorted, in lower case.
        makes: whether it calls anything that makes rows.
        deletes: whether it deletes rows, and with them those that refer to them.
        unknown: why there may be more; None where the code was read to its end.
        settings: those that name further models: of Django's settings the name, of others as in
            `Dependency.setting`; sorted.
    """

    key: MigrationKey
    index: int
    models: tuple[ModelName, ...] = ()
    words: tuple[str, ...] = ()
    makes: bool = False
    deletes: bool = False
    unknown: Unknown | None = None
    settings: tuple[str, ...] = ()

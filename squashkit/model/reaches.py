"""What a data step can reach: the rows it may read or write, as far as its code tells."""

from __future__ import annotations

from collections.abc import Iterable
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
class Code:
    """What a piece of code reaches, with all that it calls.

    Attributes:
        models: those that it asks for by name, sorted.
        words: every name and text in the code; a relation can only be followed by one of
            them; sorted, in lower case.
        makes: whether it calls anything that makes rows, or instances of models.
        deletes: whether it deletes rows, and with them those that refer to them.
        unknown: why there may be more; None where the code was read to its end.
        settings: those that name further models: of Django's settings the name, of others as in
            `Dependency.setting`; sorted.
        varies: why it may do more or less elsewhere: it asks what kind of database it is on.
        chance: why it may do more or less at another time: it asks the clock, or draws lots. That
            counts where it may make rows.
    """

    models: tuple[ModelName, ...] = ()
    words: tuple[str, ...] = ()
    makes: bool = False
    deletes: bool = False
    unknown: Unknown | None = None
    settings: tuple[str, ...] = ()
    varies: Unknown | None = None
    chance: Unknown | None = None

    def __or__(self, other: Code) -> Code:
        """What either of the two reaches."""
        return Code(
            tuple(sorted({*self.models, *other.models})),
            tuple(sorted({*self.words, *other.words})),
            self.makes or other.makes,
            self.deletes or other.deletes,
            self.unknown or other.unknown,
            tuple(sorted({*self.settings, *other.settings})),
            self.varies or other.varies,
            self.chance or other.chance,
        )


@dataclass(frozen=True, slots=True)
class Loop:
    """Code that runs once for each row of some model, and so never where there is none.

    Attributes:
        model: whose rows; None where a setting names it.
        setting: which one; empty where the model is known.
        inside: what the code reaches.
    """

    model: ModelName | None
    setting: str
    inside: Code


@dataclass(frozen=True, slots=True)
class Reach:
    """What one data step reaches, by the code of its function and of all that this calls.

    Attributes:
        key: the migration.
        index: the step's place in its operations, from 0.
        code: what runs in any case.
        loops: what runs for rows only.
    """

    key: MigrationKey
    index: int
    code: Code = Code()
    loops: tuple[Loop, ...] = ()

    def with_loops(self, loops: Iterable[Loop]) -> Code:
        """What it reaches where only these loops find rows."""
        found = self.code
        for loop in loops:
            found |= loop.inside
        return found

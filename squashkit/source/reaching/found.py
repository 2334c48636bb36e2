"""What was noted of a piece of code so far."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field

from ...model.migrations import ModelName
from ...model.reaches import Code, Unknown
from .modules import Module

WORD = re.compile(r"[A-Za-z_][A-Za-z0-9]*(?:_[A-Za-z0-9]+)*")


@dataclass(slots=True)
class Found:
    """See `Code`. Of several reasons the first is kept."""

    models: set[ModelName] = field(default_factory=set)
    settings: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    makes: bool = False
    deletes: bool = False
    unknown: Unknown | None = None
    varies: Unknown | None = None
    chance: Unknown | None = None

    def as_code(self) -> Code:
        """The same as it goes on from here."""
        return Code(
            models=tuple(sorted(self.models)),
            words=tuple(sorted(self.words)),
            makes=self.makes,
            deletes=self.deletes,
            unknown=self.unknown,
            settings=tuple(sorted(self.settings)),
            varies=self.varies,
            chance=self.chance,
        )

    def refuse(self, reason: str, node: ast.AST, module: Module) -> None:
        """Note why it cannot be told what the code does."""
        self.unknown = self.unknown or _at(reason, node, module)

    def doubt(self, reason: str, node: ast.AST, module: Module) -> None:
        """Note why the code may do something else elsewhere."""
        self.varies = self.varies or _at(reason, node, module)

    def hazard(self, reason: str, node: ast.AST, module: Module) -> None:
        """Note why the code may do something else at another time."""
        self.chance = self.chance or _at(reason, node, module)


def _at(reason: str, node: ast.AST, module: Module) -> Unknown:
    return Unknown(reason, module.path, getattr(node, "lineno", 1))


def words_of(text: str) -> set[str]:
    """The names that a text may consist of: `shelf__name` is two."""
    return {part for word in WORD.findall(text.lower()) for part in (word, *word.split("__"))}

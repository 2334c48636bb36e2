"""What one squashed migration is made of, before it is text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from .keys import MigrationKey
from .migrations import PLAIN_BASE, Dependency


@dataclass(frozen=True, slots=True)
class Verbatim:
    """An operation carried over as its author wrote it, with the code that it needs.

    Attributes:
        key: the migration that it comes from.
        index: its place in that migration's `operations`, from 0.
    """

    key: MigrationKey
    index: int


@dataclass(frozen=True, slots=True)
class Carried:
    """A module-level object of a replaced migration that a rendered operation refers to.

    Attributes:
        placeholder: the identifier that stands for it in the rendered text.
        module: the dotted name of the migration module that defines it.
        name: its name in that module.
    """

    placeholder: str
    module: str
    name: str


class Rendered(NamedTuple):
    """An operation that was made or merged, as Python source.

    A tuple, since in JSON it has to look other than what is `Verbatim`.

    Attributes:
        text: an expression.
        imports: whole import statements that it needs.
        carried: what it refers to by placeholder.
    """

    text: str
    imports: tuple[str, ...] = ()
    carried: tuple[Carried, ...] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """An object of a replaced migration that the models have to the end.

    Attributes:
        module: the dotted name of the migration module that defines it.
        name: its name in that module.
        where: what has it: `field name of shop.item`.
        line: where its code begins, 0 if that is not known.
    """

    module: str
    name: str
    where: str
    line: int = 0


OperationSource: TypeAlias = Verbatim | Rendered


@dataclass(frozen=True, slots=True)
class Composition:
    """A squashed migration, ready to be written as text.

    Attributes:
        header: lines of the comment that opens the file, without `#`.
        members: the migrations that it is made of, in the order in which they ran.
        replaces: what it replaces: its members, and in the place of a squash what that replaces.
        atomic: whether it runs in one transaction.
        base: the full name of its base class, relative to the migrations package where it begins
            with a dot.
        initial: whether it starts at the app's root.
        held: what its members define and the models have to the end, which no copy can stand for.
    """

    key: MigrationKey
    members: tuple[MigrationKey, ...]
    dependencies: tuple[Dependency, ...]
    operations: tuple[OperationSource, ...]
    run_before: tuple[Dependency, ...] = ()
    initial: bool = False
    header: tuple[str, ...] = ()
    replaces: tuple[MigrationKey, ...] = ()
    atomic: bool = True
    base: str = PLAIN_BASE
    held: tuple[Held, ...] = ()


@dataclass(frozen=True, slots=True)
class ModuleSource:
    """The source of one migration module.

    Attributes:
        module: its dotted name, which relative imports are resolved against.
        path: its file, for messages.
        text: what is in the file, decoded.
    """

    module: str
    path: str
    text: str

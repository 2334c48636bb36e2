"""What is asked of operations."""

from __future__ import annotations

from dataclasses import dataclass

from ...model.composition import Held, Rendered, Verbatim
from ...model.keys import MigrationKey
from ...model.reaches import Reach
from ...model.steps import Elide, Seen, Step
from .views import View


@dataclass(frozen=True, slots=True)
class Block:
    """What runs next: one migration, or all members of the squash `segment`.

    Attributes:
        initial: whether the squash starts at its app's root, so that it finds no table there.
        atomic: whether it runs in one transaction.
        elidable: steps that may be left out by their author's word, if rows are out of the way.
        computed: operations with settings in them, which have to stay as they are written.
        apart: operations that are merged with nothing, nor any other on the same models or related
            ones: merged, they make another database somewhere.
    """

    members: tuple[MigrationKey, ...]
    segment: MigrationKey | None = None
    initial: bool = False
    atomic: bool = True
    elidable: tuple[Verbatim, ...] = ()
    computed: tuple[Verbatim, ...] = ()
    apart: tuple[Verbatim, ...] = ()


@dataclass(frozen=True, slots=True)
class Reduce:
    """Asks for the operations of squashes.

    Attributes:
        blocks: the whole history in an order in which it can run.
        reaches: what the data steps of the squashes reach.
        seen: what the steps did on an empty database; None where nobody has looked yet.
        elide: which steps may be left out.
        settings: what names swappable models besides Django's settings; see `Dependency.setting`.
    """

    blocks: tuple[Block, ...]
    reaches: tuple[Reach, ...] = ()
    seen: tuple[Seen, ...] | None = None
    elide: Elide = "proven"
    settings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reduction:
    """The operations of one squash.

    Attributes:
        operations: in order, each as written or as rendered.
        steps: the data steps of its members, in order, those that are left out among them.
        folded: whether operations were merged wherever that can be; if not, some led to other
            models when they were merged, and stay.
        failure: why there are none, or an empty string.
        held: what its members define and the models have to the end.
    """

    segment: MigrationKey
    operations: tuple[Verbatim | Rendered, ...] = ()
    steps: tuple[Step, ...] = ()
    folded: bool = True
    failure: str = ""
    held: tuple[Held, ...] = ()


@dataclass(frozen=True, slots=True)
class GoOn:
    """Asks which squashes on disk lead to other models than what they replace, so that it matters.

    Attributes:
        originals: the migrations without those squashes.
        order: the migrations with them, in the order in which they run.
        squashes: those.
        reaches: what the data steps of the originals reach.
    """

    originals: View
    order: tuple[MigrationKey, ...]
    squashes: tuple[MigrationKey, ...]
    reaches: tuple[Reach, ...] = ()


@dataclass(frozen=True, slots=True)
class Parted:
    """The answer for one for which it matters to databases that have run it.

    Attributes:
        fact: a sentence.
    """

    squash: MigrationKey
    fact: str

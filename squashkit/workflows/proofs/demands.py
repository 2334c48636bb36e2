"""What a user wants a proof to cover, beyond what every proof does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ...model.proofs import Proof
from ...model.refs import Ref

Progress = Callable[[str], None]
"""Is told what happens next."""


@dataclass(frozen=True, slots=True)
class Demands:
    """The wishes of one user.

    Attributes:
        on: servers on which it has to hold too, as `databases.sandboxes.sandbox` takes them; SQLite
            always comes first.
        releases: commits whose own code makes databases that are then upgraded.
        earlier: a proof that need not be made again where it still matches.
        sqlite: what was named as a server and is a database of SQLite, which adds nothing.
    """

    on: tuple[str, ...] = ()
    releases: tuple[Ref, ...] = ()
    earlier: Proof | None = None
    sqlite: tuple[str, ...] = ()


NOTHING_MORE = Demands()

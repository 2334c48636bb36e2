"""Proofs that need not be made again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ...analysis.matching import engine_mismatch, mismatch, release_mismatch
from ...databases.sandboxes import sandbox
from ...model.proofs import Proof, Reuse
from .claims import Claim
from .demands import Demands


@dataclass(frozen=True, slots=True)
class Proven:
    """A proof, and what became of the earlier one, if there was one."""

    proof: Proof
    reuse: Reuse | None = None


def prove_anew(claim: Claim, demands: Demands, prove: Callable[[Claim], Proof]) -> Proven:
    """The earlier proof where it still matches, else a new one.

    Args:
        claim: what is to be proven.
        demands: what it has to cover, and the earlier proof.
        prove: makes a new one.

    Raises:
        DatabaseError: a server cannot be used.
    """
    earlier = demands.earlier
    if earlier is None:
        return Proven(prove(claim))
    reuse = Reuse(
        mismatch(earlier, claim.subject, claim.basis)
        or release_mismatch(earlier, demands.releases)
        or _other_engine(earlier, demands.on)
    )
    return Proven(earlier if reuse.accepted else prove(claim), reuse)


def _other_engine(earlier: Proof, on: Sequence[str]) -> str:
    """What the earlier proof lacks of the engines that are here now.

    SQLite it may lack: where a history only migrates on a server, there is nothing to prove.
    """
    has_sqlite = any(run.engine.startswith("SQLite ") for run in earlier.runs)
    servers = ["", *on] if has_sqlite else on
    return next(filter(None, (engine_mismatch(earlier, _engine(one)) for one in servers)), "")


def _engine(server: str) -> str:
    with sandbox(server) as box:
        return box.read(box.database("version")).engine

"""The replays of an original, kept between runs: who mends a squash proves it again and again."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

from ..model.proofs import Proof
from ..project.keeping import KeepingProcess, Store
from ..project.process import ProjectProcess
from ..project.protocol import Changed, Overlay
from ..source.cache import cache_folder
from .basis import name_in
from .demands import Progress
from .trials import Claim

ANEW = "replaying the original anew, since what was kept of it may be out of date"
OWN = Path(__file__).resolve().parents[1]
VOLATILE = frozenset({"_", "COLUMNS", "LINES", "OLDPWD", "PWD", "SHLVL"})
"""What a shell changes with each command, and no step asks for."""


def prove_with_kept(
    process: ProjectProcess,
    claim: Claim,
    prove: Callable[[ProjectProcess], Proof],
    progress: Progress,
) -> Proof:
    """Prove a claim of squashes on disk, with what is kept of their originals.

    What the squashes do is never taken from an earlier run. Where the proof does not hold, or
    only holds since the original seems to do something else each time, all is done anew: the
    reason may be something outside that no digest knows.

    Args:
        process: the project's own Django.
        claim: what is to be proven.
        prove: makes the proof with the process that it is given.
        progress: is told what happens next.

    Raises:
        ProjectError, DatabaseError: see `Prover`.
    """
    folder = cache_folder()
    if folder is None:
        return prove(process)
    store = Store(folder / "replays")
    keeping = KeepingProcess(process, claim.before, origin_of(claim, process.root), store)
    proof = prove(keeping)
    if not keeping.taken or (proof.holds and not keeping.is_doubtful):
        return proof
    progress(ANEW)
    return prove(process)


def origin_of(claim: Claim, root: Path) -> str:
    """A digest of all that decides what the original does, as far as it can be known.

    The files of squashes are none of it.

    Args:
        claim: of migrations that are all on disk.
        root: the project's folder.
    """
    basis, view = claim.basis, claim.before
    known = claim.history.migrations
    hidden = {name_in(root, Path(known[key].path)) for key in view.hidden if key in known}
    files = {name: one for name, one in basis.digests.items() if name not in hidden}
    added: tuple[Overlay | Changed, ...] = (*view.added, *view.changed)
    for one in added:
        files[name_in(root, Path(one.path))] = _digest(Path(one.source).read_bytes())
    whole = {
        **asdict(basis),
        "digests": files,
        "root": str(root.resolve()),
        "sqlite": sqlite3.sqlite_version,
        "environment": {name: one for name, one in os.environ.items() if name not in VOLATILE},
        "installed files": list(_installed()),
        "own": list(_own()),
    }
    return _digest(json.dumps(whole, sort_keys=True).encode())


def _installed() -> Iterator[str]:
    """What is on the path: distributions carry their version in the name of a folder."""
    for entry in filter(os.path.isdir, sys.path):
        yield from sorted(name for name in os.listdir(entry) if name.endswith("-info"))


def _own() -> Iterator[tuple[str, int, int]]:
    """What runs the jobs may be under development itself."""
    for path in sorted(OWN.rglob("*.py")):
        found = path.stat()
        yield path.name, found.st_size, found.st_mtime_ns


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()

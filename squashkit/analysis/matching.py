"""Whether a proof that was made before still stands for what is to be proven."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ..model.proofs import Basis, Proof
from ..model.refs import Ref
from ..model.words import listed

REPLACED = {
    "is new": "is to be rewritten or deleted, and was not then",
    "is gone": "was rewritten or deleted with it, and is not now",
}


def mismatch(earlier: Proof, subject: tuple[str, ...], basis: Basis) -> str:
    """Why an earlier proof says nothing now, as a sentence; empty where it does.

    Args:
        earlier: the proof.
        subject: what is to be proven.
        basis: what that rests on now.
    """
    return next(_mismatches(earlier, subject, basis), "")


def engine_mismatch(earlier: Proof, engine: str) -> str:
    """Why an earlier proof says nothing of an engine; empty where it does.

    Args:
        earlier: the proof.
        engine: name and version, for example `PostgreSQL 15.19`.
    """
    known = [run.engine for run in earlier.runs]
    if engine in known:
        return ""
    name = engine.partition(" ")[0]
    other = next((one for one in known if one.partition(" ")[0] == name), "")
    return f"it was made on {other}, and here is {engine}." if other else f"it is not of {name}."


def release_mismatch(earlier: Proof, releases: Iterable[Ref]) -> str:
    """Why an earlier proof says nothing of databases of a release; empty where it does.

    Args:
        earlier: the proof.
        releases: those whose databases are to be upgraded.
    """
    for one in releases:
        if one.name not in earlier.releases:
            return f"it does not start from {one.name}."
        if earlier.releases[one.name] != one.commit:
            return f"{one.name} was another commit."
    return ""


def _mismatches(earlier: Proof, subject: tuple[str, ...], basis: Basis) -> Iterator[str]:
    was = earlier.basis
    if not earlier.holds:
        yield "it does not hold."
    if sorted(earlier.subject) != sorted(subject):
        yield f"it is of {listed(earlier.subject, 1)}, and not of {listed(subject, 1)}."
    if was.settings != basis.settings:
        yield f"it was made with the settings {was.settings}, and not {basis.settings}."
    for name, version in basis.versions.items():
        if was.versions.get(name) != version:
            yield f"it was made with {name} {was.versions.get(name, 'unknown')}, not {version}."
    yield from (f"{path} {what}." for path, what in _changed(was.digests, basis.digests))
    for path, what in _changed(was.replaced, basis.replaced):
        yield f"{path} {REPLACED.get(what, what)}."
    for label, what in _changed(was.installed, basis.installed):
        yield f"of the installed app {label} something {what}."
    if was.code != basis.code:
        yield "another file of the project has changed."


def _changed(was: Mapping[str, str], now: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name in sorted(was.keys() | now.keys()):
        if name not in was:
            yield name, "is new"
        elif name not in now:
            yield name, "is gone"
        elif was[name] != now[name]:
            yield name, "has changed"

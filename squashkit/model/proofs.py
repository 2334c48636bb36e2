"""The record that a squashed history equals the original."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .schema import Difference


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was compared.

    Attributes:
        name: `graph`, `state`, `schema`, `rows`, `upgrade`, `reverse`, `applied`, `databases`.
        compared: what was looked at and how much of it, in words with numbers.
        differences: what must be equal and is not; with any, the check does not hold.
        remarks: differences that do not matter for the verdict, shown all the same.
        engine: of the databases that were compared; empty where none were.
        hint: what to do about the differences.
    """

    name: str
    compared: str
    differences: tuple[Difference, ...] = ()
    remarks: tuple[Difference, ...] = ()
    engine: str = ""
    hint: str = ""

    @property
    def holds(self) -> bool:
        """Whether nothing that must be equal differs."""
        return not self.differences

    @property
    def told(self) -> tuple[Difference, ...]:
        """Of the remarks, those that somebody may want to do something about."""
        return tuple(one for one in self.remarks if one.layer.is_told)

    def __str__(self) -> str:
        where = f" on {self.engine}" if self.engine else ""
        return f"{self.name}{where}: {self.compared}"


@dataclass(frozen=True, slots=True)
class Run:
    """How long `migrate` took on an empty database of one engine.

    Attributes:
        engine: name and version, for example `PostgreSQL 15.19`.
        seconds_before: with the original migrations.
        seconds_after: with the squash.
    """

    engine: str
    seconds_before: float
    seconds_after: float


@dataclass(frozen=True, slots=True)
class Basis:
    """What a proof rests on, beside the engines: where all of it is the same, so is the result.

    Paths are relative to the project's folder; digests are sha256.

    Attributes:
        settings: the dotted name of the settings module.
        versions: of Python, Django, squashkit, and the packages that the migrations import.
        digests: of each migration of the project, and of other files that change, as they will be.
        replaced: of the files that change or go, as they were.
        installed: label of each app that is not the project's own, to one digest of its migrations.
        code: one digest of all other files of the project: a step may read any of them.
    """

    settings: str = ""
    versions: Mapping[str, str] = field(default_factory=dict)
    digests: Mapping[str, str] = field(default_factory=dict)
    replaced: Mapping[str, str] = field(default_factory=dict)
    installed: Mapping[str, str] = field(default_factory=dict)
    code: str = ""


@dataclass(frozen=True, slots=True)
class Proof:
    """All checks of one squash, and what they rest on.

    Attributes:
        subject: the keys of the squashes, as text.
        commit: the commit of the tree, or an empty string outside git.
        basis: what else it would depend on whether it came out the same.
        not_compared: what nobody looked at.
        runs: the engines, in the order in which they were tried.
        releases: those whose databases were upgraded, with the ids of their commits.
    """

    subject: tuple[str, ...]
    commit: str
    basis: Basis
    checks: tuple[Check, ...]
    not_compared: tuple[str, ...] = ()
    runs: tuple[Run, ...] = ()
    releases: Mapping[str, str] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        """Whether every check holds; a proof without checks proves nothing."""
        return bool(self.checks) and all(check.holds for check in self.checks)


@dataclass(frozen=True, slots=True)
class Reuse:
    """What became of a proof that was made before.

    Attributes:
        why_not: why it was made again, as a sentence; empty where it was not.
    """

    why_not: str = ""

    @property
    def accepted(self) -> bool:
        """Whether it still matched."""
        return not self.why_not

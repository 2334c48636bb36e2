"""What was found where branches meet."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import Enum

from .history import no_app
from .refs import Change, Ref


class Level(str, Enum):
    """How much a finding matters.

    ERROR: something breaks, or means something else. WARNING: a person should look.
    NOTE: good to know.
    """

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a file on a ref.

    Attributes:
        ref: where it was read.
        path: relative to the repository's root.
        line: from 1.
        change: the commit that brought the file as it is there, where it was looked up.
    """

    ref: Ref
    path: str
    line: int = 1
    change: Change | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a person should know before a merge.

    Attributes:
        rule: the id of the rule.
        level: how much it matters.
        app: the app's label, or an empty string where it is about a whole ref.
        fact: one sentence that names the objects.
        hint: the next command or step.
        refs: names of the refs that it is about, the base or the earlier name first.
        places: where to look.
    """

    rule: str
    level: Level
    app: str
    fact: str
    hint: str
    refs: tuple[str, ...]
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Conflicts:
    """What the tracked refs will do to each other on the base.

    Attributes:
        base: where they are to be merged.
        refs: those that were asked for, sorted by name.
        findings: errors first, then by app, rule and refs.
        apps: labels of the apps of the base and the refs, sorted.
    """

    base: Ref
    refs: tuple[Ref, ...]
    findings: tuple[Finding, ...]
    apps: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether nothing of error level was found."""
        return not any(one.level is Level.ERROR for one in self.findings)

    def only(self, labels: Collection[str]) -> Conflicts:
        """Findings on these apps, and on whole refs.

        Raises:
            PlanError: one of them is nowhere.
        """
        for label in labels:
            if label not in self.apps:
                raise no_app(label, self.apps, "on any of these refs")
        kept = tuple(one for one in self.findings if not one.app or one.app in labels)
        return replace(self, findings=kept)

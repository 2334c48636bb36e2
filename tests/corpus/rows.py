"""What `make corpus` found, as values: a row an app, a row a package."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from .observing import Count

LONG = 5
"""From this many migration files on, an app counts for the share."""
SHARE = 0.5
PROVEN, NOT_PROVEN, LEFT, NOT_RUN = "proven", "not proven", "left", "not run"
RIGHT, UNPARSABLE, REFUSED, WRONG = "right", "unparsable", "refused", "wrong"


@dataclass(frozen=True)
class Tried:
    """What Django's own `squashmigrations` made of an app.

    Attributes:
        verdict: one of the last four above, or that it was not run to its end.
        operations: how many its file has; None where there is no file, or none that can be read.
        said: why it is not right.
    """

    verdict: str
    operations: int | None = None
    said: str = ""

    def __str__(self) -> str:
        return self.verdict if self.operations is None else f"{self.verdict}, {self.operations}"


@dataclass(frozen=True)
class ShippedRow:
    """A squash that a package has, beside squashkit's of the same migrations.

    Attributes:
        members: how many migrations it replaces.
        theirs: its operations.
        ours: those of squashkit's squashes of the members, and of members that it left; None
            where there was nothing to compare.
        migrations: how many migrations those are.
        verdict: `fewer`, `same` or `more` operations, and why; else what was in the way.
        their_steps: how many of theirs are data steps.
        our_steps: how many of ours.
        loud: how many of those were seen to make rows on an empty database.
    """

    app: str
    name: str
    members: int
    theirs: int
    ours: int | None
    migrations: int
    verdict: str
    their_steps: int = 0
    our_steps: int = 0
    loud: int = 0

    def __str__(self) -> str:
        ours = "-" if self.ours is None else f"{self.ours} in {self.migrations}"
        return (
            f"{self.app} {self.name}: {self.members} members, "
            f"theirs {self.theirs}, ours {ours}: {self.verdict}"
        )


@dataclass(frozen=True)
class EngineRow:
    """What came of the squashes on a server.

    Attributes:
        engine: its name, with its version where it was reached.
        verdict: proven, not proven, or not run.
        differences: check, object and both sides, where it is not proven.
        seconds: of `migrate` from zero before and after.
        said: why it was not run.
        others: rule and fact of what is left for its sake, and squashed where it is not asked.
    """

    engine: str
    verdict: str
    differences: tuple[str, ...] = ()
    seconds: tuple[float, float] | None = None
    said: str = ""
    others: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        if self.seconds is None:
            return f"{self.engine}: {self.verdict}, {self.said}"
        before, after = self.seconds
        return f"{self.engine}: {self.verdict}, {before:.1f} s before, {after:.1f} s after"


@dataclass(frozen=True)
class Judged:
    """The verdict of `squashkit validate` on the squashes that a package was published with.

    Attributes:
        squashes: how many were compared with their originals, all together.
        differences: check, object and both sides.
        said: why there is no verdict.
        column_orders: in how many tables the columns have another order.
    """

    squashes: int
    differences: tuple[str, ...] = ()
    said: str = ""
    column_orders: int = 0


@dataclass(frozen=True)
class Steps:
    """The data steps of a package: its `RunPython` operations.

    Attributes:
        run: those that an empty database runs.
        silent: those of them that write nothing there.
        proven: those that were proven to have no effect.
        obstacles: what most often stood in the way of a proof for the others that write nothing.
    """

    run: int
    silent: int
    proven: int
    obstacles: tuple[tuple[str, int], ...] = ()

    def __str__(self) -> str:
        told = (
            f"{self.run} RunPython in what was squashed, of which {self.silent} write nothing on "
            f"an empty database and {self.proven} are proven to have no effect"
        )
        listed = ", ".join(f"{reason} ({count})" for reason, count in self.obstacles)
        return f"{told}; in the way of the others: {listed}" if listed else told


@dataclass(frozen=True)
class AppRow:
    """One app.

    Attributes:
        before: what there was.
        after: what there is now; the same where nothing was written.
        segments: how many squashes it got.
        verdict: one of the first four above.
        reasons: rule and fact of all that was not squashed, or not in one.
        django: what Django's own command made of it; None where that was not tried.
    """

    app: str
    before: Count
    after: Count
    segments: int
    verdict: str
    reasons: tuple[tuple[str, str], ...] = ()
    django: Tried | None = None

    @property
    def long(self) -> bool:
        """Whether it counts for the share."""
        return self.before.files >= LONG

    @property
    def at_bound(self) -> bool:
        """Whether it was squashed into as few migrations as the graph allows."""
        return self.verdict == PROVEN and self.after.migrations == self.before.bound


@dataclass(frozen=True)
class PackageRow:
    """One package.

    Attributes:
        seconds: of `migrate` from zero before and after, from the proof; None without one.
        problems: where an independent look disagrees.
        remarks: what it sees and does not count as a difference.
        error: why it could not be run, or an empty string.
        steps: its data steps, where they were counted.
        shipped: the squashes that it was published with, where they were compared.
        commit: of squashkit, when the package was squashed.
        commits: of squashkit, by what was asked later: engines, published or shipped.
        engines: what came of the squashes on servers.
        published: the verdict on published squashes; None where there are none, or nobody asked.
    """

    title: str
    apps: tuple[AppRow, ...] = ()
    seconds: tuple[float, float] | None = None
    problems: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    error: str = ""
    steps: Steps | None = None
    shipped: tuple[ShippedRow, ...] = ()
    commit: str = ""
    commits: Mapping[str, str] = field(default_factory=dict)
    engines: tuple[EngineRow, ...] = ()
    published: Judged | None = None

    @property
    def name(self) -> str:
        """The package's name, without its version."""
        return self.title.rpartition(" ")[0]

    @property
    def ratio(self) -> float | None:
        """Which part of the seconds before it takes after."""
        return self.seconds[1] / self.seconds[0] if self.seconds and self.seconds[0] else None


@dataclass(frozen=True)
class Tally:
    """How many long apps there are, how many of them are proven, and how many at their bound."""

    long: int
    proven: int
    at_bound: int

    @property
    def enough(self) -> bool:
        """Whether the share was reached."""
        return self.proven >= SHARE * self.long

    def __str__(self) -> str:
        return (
            f"{self.proven} of {self.long} apps with {LONG} or more migrations came out squashed "
            f"with a proof that holds, {self.at_bound} into as few as the graph allows"
        )


def tally(packages: Iterable[PackageRow]) -> Tally:
    """Count over all apps of these packages."""
    rows = [row for package in packages for row in package.apps if row.long]
    proven = [row for row in rows if row.verdict == PROVEN]
    return Tally(len(rows), len(proven), sum(row.at_bound for row in rows))


def good(packages: Sequence[PackageRow]) -> bool:
    """Whether all could be run, nothing disagrees, and the share was reached."""
    flawless = not any(package.error or package.problems for package in packages)
    return flawless and tally(packages).enough


def django_tally(packages: Iterable[PackageRow]) -> str:
    """How often Django's own command came to which verdict, over all long apps; maybe nothing."""
    rows = [row for package in packages for row in package.apps if row.long]
    counted = Counter(row.django.verdict for row in rows if row.django)
    return ", ".join(f"{number} {verdict}" for verdict, number in counted.most_common())

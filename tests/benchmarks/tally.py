"""Counts what was right and what was wrong, and writes it as a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

COLUMNS = (
    *("repository", "scored against", "conflict", "merges", "conflicts", "found", "missed"),
    *("false alarms", "recall", "precision", "folk recall", "folk precision"),
)


@dataclass(frozen=True)
class Mistake:
    """Something that was missed, or said in error.

    Attributes:
        about: the row.
        merge: its commits.
        app: the label.
        why: what happens there, or what squashkit said.
    """

    about: str
    merge: str
    app: str
    why: str


@dataclass
class Row:
    """One line of the table.

    Attributes:
        repository: owner and name.
        against: `cases` or `git and Django`.
        kind: of conflict.
        merges: how many were looked at.
        found: conflicts that were said.
        missed: conflicts that were not.
        wrong: alarms without a conflict.
        folk: of the rule `same number on both sides`: right, missed, wrong; empty where it is the
            question itself.
    """

    repository: str
    against: str
    kind: str
    merges: int = 0
    found: int = 0
    missed: list[Mistake] = field(default_factory=list)
    wrong: list[Mistake] = field(default_factory=list)
    folk: list[int] = field(default_factory=list)

    @property
    def title(self) -> str:
        """The row in words."""
        return f"{self.repository}, {self.kind}, {self.against}"

    @property
    def conflicts(self) -> int:
        """How many there are."""
        return self.found + len(self.missed)

    @property
    def recall(self) -> float | None:
        """The share of the conflicts that was found."""
        return share(self.found, self.conflicts)

    @property
    def precision(self) -> float | None:
        """The share of the alarms that is right."""
        return share(self.found, self.found + len(self.wrong))

    def add(self, merge: str, expected: dict[str, str], said: dict[str, str]) -> None:
        """Count one merge, app by app.

        Args:
            merge: its commits.
            expected: the apps with a conflict, and why.
            said: the apps with an alarm, and its text.
        """
        self.found += len(expected.keys() & said.keys())
        for app in sorted(expected.keys() - said.keys()):
            self.missed.append(Mistake(self.title, merge, app, expected[app]))
        for app in sorted(said.keys() - expected.keys()):
            self.wrong.append(Mistake(self.title, merge, app, said[app]))

    def add_folk(self, expected: Iterable[str], guessed: Iterable[str]) -> None:
        """Count what the folk rule would have said of one merge.

        Args:
            expected: the apps with a conflict.
            guessed: the apps with one number on both sides.
        """
        true, said = set(expected), set(guessed)
        counts = (len(true & said), len(true - said), len(said - true))
        self.folk = [a + b for a, b in zip(self.folk or (0, 0, 0), counts, strict=True)]


def share(part: int, whole: int) -> float | None:
    """A part of a whole; None of nothing."""
    return part / whole if whole else None


def together(rows: Sequence[Row]) -> list[Row]:
    """One row for all repositories, for each thing that was scored."""
    sums: dict[tuple[str, str], Row] = {}
    for row in rows:
        one = sums.setdefault((row.against, row.kind), Row("together", row.against, row.kind))
        one.merges += row.merges
        one.found += row.found
        one.missed += row.missed
        one.wrong += row.wrong
        if row.folk:
            one.folk = [a + b for a, b in zip(one.folk or (0, 0, 0), row.folk, strict=True)]
    return list(sums.values())


def table(rows: Iterable[Row]) -> Iterator[str]:
    """The lines of a table in Markdown."""
    yield f"| {' | '.join(COLUMNS)} |"
    yield f"|---|---|---|{'---:|' * (len(COLUMNS) - 3)}"
    for row in rows:
        yield f"| {' | '.join(_cells(row))} |"


def mistakes(rows: Iterable[Row]) -> Iterator[str]:
    """A line for each miss and each false alarm; one with a count for those of one app."""
    for row in rows:
        yield from _listed("missed", row.missed)
        yield from _listed("false alarm", row.wrong)


def _listed(what: str, found: Iterable[Mistake]) -> Iterator[str]:
    by_app: dict[str, list[Mistake]] = {}
    for one in found:
        by_app.setdefault(one.app, []).append(one)
    for app, same in by_app.items():
        first = same[0]
        more = f" And {len(same) - 1} more of {app}." if len(same) > 1 else ""
        yield f"- {what} ({first.about}): {first.merge} {app}: {first.why}{more}"


def _cells(row: Row) -> Iterator[str]:
    yield from (row.repository, row.against, row.kind)
    counts = (row.merges, row.conflicts, row.found, len(row.missed), len(row.wrong))
    yield from map(str, counts)
    yield from map(_digits, (row.recall, row.precision, *_folk(row.folk)))


def _folk(counts: Sequence[int]) -> tuple[float | None, float | None]:
    if not counts:
        return None, None
    right, missed, wrong = counts
    return share(right, right + missed), share(right, right + wrong)


def _digits(value: float | None) -> str:
    # Rounded down: only what is perfect may look so.
    return "" if value is None else f"{int(value * 1000) / 1000:.3f}"

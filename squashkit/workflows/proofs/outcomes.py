"""What a changed set of migrations made of a database, beside what the original made of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Protocol

from ...analysis.comparing import (
    Window,
    compare,
    failing,
    find_noise,
    frozen,
    of_one_owner,
    remarks,
    seen_twice,
    with_numbers,
)
from ...model.proofs import Check
from ...model.schema import Difference, Layer, Noise, Snapshot
from ...model.words import counted
from ...project.protocol import Migrated

NO_NOISE = Noise()
QUIET = 3
"""After so many runs that are like the first one, rows that differ are not random."""
SUSPICIOUS = 12
"""After so many, where what is random in another database would be all that differs."""
MORE = 2
"""How many runs there are at most besides: of a few values two may be alike."""


@dataclass(frozen=True, slots=True)
class Replay:
    """A database after `migrate`.

    Attributes:
        database: its path or URL, as long as its sandbox is there.
    """

    migrated: Migrated
    snapshot: Snapshot
    database: str

    @property
    def clock(self) -> Window:
        """When it began and ended."""
        return Window(self.migrated.started, self.migrated.ended, self.migrated.zones)


class Again(Protocol):
    """Runs the original once more on a database of its own."""

    def __call__(self, *, shuffled: bool = False) -> Replay:
        """What came of it.

        Args:
            shuffled: whether code that asks for no order gets rows in another one.
        """


@dataclass(frozen=True)
class Outcome:
    """What the original made of a database, and what the changed migrations did.

    Attributes:
        subject: which database, in words.
        start: when the history that both share began, if they share any: what it wrote counts as
            now on both.
        noise: what the original writes differently each time on such a database.
        unfinished: tables into which more rows come later than both have come.
        stuck: why the original did not run once more, so that nobody knows what is random.
        again: runs the original once more on such a database, if somebody can.
        first: what other runs of it are compared with, where that is not `before`.
    """

    subject: str
    before: Replay
    after: Replay
    start: str = ""
    noise: Noise = NO_NOISE
    unfinished: frozenset[str] = frozenset()
    stuck: str = ""
    again: Again | None = field(default=None, compare=False, repr=False)
    first: Replay | None = field(default=None, compare=False, repr=False)

    @property
    def impossible(self) -> str:
        """Why no database comes this way: the original itself raises; else an empty string."""
        migrated = self.before.migrated
        if not migrated.error:
            return ""
        return f"{self.subject}: there the original's {_raised(migrated)}"

    @property
    def failed(self) -> tuple[Difference, ...]:
        """The migration that raises with the squash and did not without, if there is one."""
        return () if self.impossible else _failed(self.after.migrated)

    @cached_property
    def differences(self) -> tuple[Difference, ...]:
        """What the databases do not share, but for what no two runs share."""
        if self.impossible or self.failed:
            return self.failed
        clocks = (self._clock(self.before), self._clock(self.after))
        snapshots = (self.before.snapshot, self.after.snapshot)
        found = compare(*snapshots, clocks=clocks, noise=self.noise, unfinished=self.unfinished)
        return of_one_owner(found)

    @property
    def not_compared(self) -> tuple[str, ...]:
        """What nobody read in one of the databases, and what is random in them."""
        not_read = (*self.before.snapshot.not_read, *self.after.snapshot.not_read)
        return (*dict.fromkeys(not_read), *self.noise.describe(), *filter(None, [self.stuck]))

    def _clock(self, replay: Replay) -> Window:
        window = replay.clock
        return window._replace(start=self.start or window.start)


def possible(outcomes: Iterable[Outcome]) -> tuple[Outcome, ...]:
    """Those of databases that there can be."""
    return tuple(one for one in outcomes if not one.impossible)


def impossible(outcomes: Iterable[Outcome]) -> tuple[str, ...]:
    """Why there are no others, and of which nobody knows what is random."""
    return tuple(reason for one in outcomes if (reason := one.impossible or one.stuck))


def differences_in(outcomes: Iterable[Outcome]) -> tuple[Difference, ...]:
    """What differs in several databases; each difference says in which."""
    return tuple(
        replace(one, where=outcome.subject) for outcome in outcomes for one in outcome.differences
    )


def settled(
    outcome: Outcome,
    again: Again,
    known: Noise = NO_NOISE,
    original: Replay | None = None,
    quiet: int = QUIET,
) -> Outcome:
    """With what the original itself writes differently each time; only looked for where it matters.

    Random keys, tokens and hashes of passwords can only be known by running it once more. Keys may
    also be other ones by the order of a query that asks for none, which is another one from the
    second time on.

    Args:
        outcome: of a database on the same way as the original.
        again: runs the original once more.
        known: what was found before.
        original: what other runs of it are compared with, where `outcome` has not that.
        quiet: after how many runs that are alike nothing is random.
    """
    first = original or outcome.before
    outcome = replace(outcome, noise=outcome.noise | known, again=again, first=original)
    alike = 0
    for tried in range(quiet + MORE):
        layers = {one.layer for one in outcome.differences} & {Layer.ROWS, Layer.NUMBERS}
        if not layers or (Layer.ROWS in layers and alike == quiet):
            break
        shuffled = tried > 0 and Layer.ROWS not in layers
        other = again(shuffled=shuffled)
        if other.migrated.error:
            why = f"the original's {_raised(other.migrated)} when it runs once more"
            return replace(outcome, stuck=f"{outcome.subject}, as to what is random: {why}")
        noise = find_noise(first.snapshot.tables, other.snapshot.tables, (first.clock, other.clock))
        # What comes of another order but keys is no reason to compare less.
        found = Noise(numbers=noise.numbers) if shuffled else noise
        alike = alike + 1 if outcome.noise | found == outcome.noise else 0
        outcome = replace(outcome, noise=outcome.noise | found)
    return outcome


def doubted(outcome: Outcome, elsewhere: Noise) -> Outcome:
    """With more runs, where what is random elsewhere would be all that differs.

    Of two values every eighth database gets the same one three times more.

    Args:
        outcome: after `settled`.
        elsewhere: what is random in other databases.
    """
    rows = any(one.layer is Layer.ROWS for one in outcome.differences)
    if outcome.again is None or outcome.stuck or not rows:
        return outcome
    if failing(replace(outcome, noise=outcome.noise | elsewhere).differences):
        return outcome
    return settled(outcome, outcome.again, original=outcome.first, quiet=SUSPICIOUS)


def frozen_in(
    outcome: Outcome, without: Replay, again: Callable[[], tuple[Replay, Replay]]
) -> tuple[Difference, ...]:
    """What the original writes anew on each database, and the squash on each the same.

    Args:
        outcome: of an empty database.
        without: what the squash made of another one.
        again: runs both once more: what is drawn from a few values may be drawn twice.
    """
    originals, others = [outcome.before], [outcome.after, without]
    if found := _frozen(outcome.noise, originals, others):
        for runs, one in zip((originals, others), again(), strict=True):
            if not one.migrated.error:
                runs.append(one)
        found = _frozen(outcome.noise, originals, others)
    return found


def frozen_once_more(outcome: Outcome, again: Callable[[], Replay]) -> tuple[Difference, ...]:
    """The same of a database that has come out equal, where rows have random values.

    Args:
        outcome: from `settled`.
        again: runs the squash once more.
    """
    tables = {table for table, _ in outcome.noise.columns}
    before, after = (
        {name: one.snapshot.tables.get(name) for name in tables}
        for one in (outcome.before, outcome.after)
    )
    rerun = outcome.again
    if rerun is None or before == after or failing(outcome.differences):
        return ()
    found = frozen_in(outcome, again(), lambda: (rerun(), again()))
    return tuple(replace(one, where=outcome.subject) for one in found)


def _frozen(
    noise: Noise, originals: Sequence[Replay], others: Sequence[Replay]
) -> tuple[Difference, ...]:
    return frozen(noise, *([one.snapshot.tables for one in runs] for runs in (originals, others)))


def _raised(migrated: Migrated) -> str:
    return f"{migrated.failed} raises {migrated.error}"


def _failed(migrated: Migrated) -> tuple[Difference, ...]:
    if not migrated.error:
        return ()
    line = f", line {migrated.line}" if migrated.line else ""
    subject = f"migration {migrated.failed}{line}"
    return (Difference(Layer.STRUCTURE, subject, "runs", migrated.error),)


def check_databases(whole: Outcome, *, numbers: bool = False) -> tuple[Check, ...]:
    """Schema and rows of two databases that were migrated from zero, as far as they came.

    Args:
        whole: both.
        numbers: whether the next number of a table is more than what its rows have come to.
    """
    original = whole.before.snapshot
    if whole.failed:
        return (Check("schema", whole.subject, whole.failed, engine=original.engine),)
    found = with_numbers(whole.differences) if numbers else whole.differences
    schema = tuple(one for one in found if not one.layer.is_of_rows)
    rows = tuple(one for one in found if one.layer.is_of_rows)
    parts = f"{counted(len(original.parts), 'part')} of the schema"
    second = seen_twice(original, whole.after.snapshot)
    compared = [one for name, one in original.tables.items() if name not in whole.noise.tables]
    rows_in = counted(sum(len(one.rows) for one in compared), "row")
    many = f"{rows_in} in {counted(len(compared), 'table')}"
    return (
        _check("schema", ", ".join(filter(None, (parts, second))), schema, original.engine),
        _check("rows", many, rows, original.engine),
    )


def check_upgrades(
    outcomes: Sequence[Outcome], engine: str, rows: int = 0, others: Sequence[Difference] = ()
) -> tuple[Check, ...]:
    """One check for several databases of one engine; each difference says in which.

    Without a database there is none.

    Args:
        outcomes: what came of each.
        engine: of all of them.
        rows: how many were made up in them.
        others: differences that are known already.
    """
    if not (outcomes or others):
        return ()
    found = (*differences_in(outcomes), *others)
    starts = ", ".join(outcome.subject.removeprefix("database ") for outcome in outcomes)
    made = f" with {counted(rows, 'made-up row')}" if rows else ""
    compared = f"{counted(len(outcomes), 'database')}{made}: {starts}"
    return (_check("upgrade", compared, found, engine),)


def _check(name: str, compared: str, found: Sequence[Difference], engine: str) -> Check:
    return Check(name, compared, failing(found), remarks(found), engine)

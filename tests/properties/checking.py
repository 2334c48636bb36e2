"""Squashes a history the way `squashkit squash` does, and says what came of it."""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, replace

from squashkit.analysis.comparing import compare, failing
from squashkit.analysis.wishes import Wish
from squashkit.databases.sqlite import snapshot
from squashkit.databases.sqlite.sandboxes import Files, files
from squashkit.errors import SquashkitError
from squashkit.model.plans import Bound, Limits, Reason
from squashkit.model.schema import Snapshot
from squashkit.project.protocol import Migrate, View
from squashkit.workflows.proofs.outcomes import Outcome, Replay
from squashkit.workflows.squashes.composing import UNMERGED
from squashkit.workflows.squashes.making import _overlays, make_squash
from squashkit.workflows.squashes.squashing import Squash

from .cases import Ask, Case
from .inside import InProcess, site_of
from .rows import Fill, fill

BOUND = Reason("SQK000", "it stays")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of one history.

    Attributes:
        kind: `fine`, `nothing` to squash, `invalid` where the original itself does not migrate,
            or what failed: a check of the proof, `rows`, or the class of an exception.
        details: the differences, or the traceback.
        left: why segments that were planned could not be composed, and those of which nothing
            could be merged.
    """

    kind: str
    details: tuple[str, ...] = ()
    left: tuple[str, ...] = ()

    @property
    def failed(self) -> bool:
        """Whether squashkit is at fault."""
        return self.kind not in {"fine", "nothing", "invalid"}

    @property
    def signature(self) -> tuple[str, ...]:
        """What two failures of one class share: what failed, and what that is about."""
        first = self.details[0] if self.details else ""
        raised = re.search(r"\w+(?:Error|Exception|DoesNotExist)\b", first)
        about = re.search(r"(?:upgrade: [^:]*: |\w+: |)(\w+)(?: [\w.]+ (\w+) )?", first)
        kind = self.kind.partition(" ")[0]
        return (kind, raised[0] if raised else "", *(about.groups("") if about else ()))


def check(case: Case, inside: InProcess) -> Verdict:
    """Squash the history and compare."""
    inside.show(case)
    try:
        squash = make_squash(site_of(inside), _wish(case.ask))
    except Exception as error:  # noqa: BLE001  whatever is raised is the finding
        return _raised(error, inside)
    if squash.proof is None:
        return Verdict("nothing", left=_left(squash))
    bad = [one for one in squash.proof.checks if not one.holds]
    if bad and _is_damaged(case, inside):
        return Verdict("invalid", ("operations of one migration get into each other's way",))
    if bad:
        details = tuple(f"{one.name}: {found}" for one in bad for found in one.differences)
        return Verdict(" ".join(one.name for one in bad), details, _left(squash))
    found = tuple(_with_rows(case, squash, inside))
    return Verdict("fine" if not found else "upgrade with rows", found, _left(squash))


def _wish(ask: Ask) -> Wish:
    bounds = tuple(Bound(key, BOUND) for key in ask.bounds)
    return Wish(frozenset(ask.apps), bounds=bounds, limits=Limits(keep=ask.keep))


def _left(squash: Squash) -> tuple[str, ...]:
    """Segments that were planned and could not be made, or made without merging anything."""
    whole = [one for one in squash.files if UNMERGED in one.text]
    return (
        *(f"{one.reason.rule} {one.reason.fact}" for one in squash.plan.left),
        *(f"unmerged {one.segment}" for one in whole),
    )


def _is_damaged(case: Case, inside: InProcess) -> bool:
    """Whether the original owes its schema to what shares a migration.

    Django makes indexes at the end of a migration. Where it changes their column before that,
    they are lost, or are on a text instead of the column; the same operations in migrations of
    their own do what they say.
    """
    original = _schema(inside)
    inside.show(case.split())
    other = _schema(inside)
    return bool(other and original and failing(compare(original, other)))


def _schema(inside: InProcess) -> Snapshot | None:
    with files() as box:
        database = box.database("original")
        migrated = inside.migrate(Migrate(View()), database)
        return None if migrated.error else replace(snapshot(database), tables={})


def _raised(error: Exception, inside: InProcess) -> Verdict:
    with files() as box:
        original = inside.migrate(Migrate(View()), box.database("original"))
    if original.error:
        return Verdict("invalid", (f"{original.failed}: {original.error}",))
    shown = (
        [str(error)]
        if isinstance(error, SquashkitError)
        else traceback.format_exception(error)[-3:]
    )
    return Verdict(type(error).__name__, tuple(reversed(shown)))


def _with_rows(case: Case, squash: Squash, inside: InProcess) -> Iterator[str]:
    """Take a database with rows on from the middle, with the original and with the squash."""
    if case.stop is None:
        return
    with files() as box:
        after = View(tuple(_overlays(squash.files, box.directory)))
        outcome = _upgraded(case, after, box, inside)
    if outcome and not outcome.impossible:
        yield from (str(one) for one in failing(outcome.differences))


def _upgraded(case: Case, after: View, box: Files, inside: InProcess) -> Outcome | None:
    start = box.database("start")
    began = inside.migrate(Migrate(View(), case.stop), start)
    if began.error:
        return None
    inside.run(fill, Fill(case.stop), start)
    other = box.copy(start, "other")
    original, squashed = (
        Replay(inside.migrate(Migrate(view), database), snapshot(database), database)
        for view, database in ((View(), start), (after, other))
    )
    return Outcome(f"rows after {case.stop}", original, squashed, began.started)

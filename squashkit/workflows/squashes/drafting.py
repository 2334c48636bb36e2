"""Plans whose files have been composed: only so it is known that their code can move."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ...analysis.graphs import build_graph
from ...analysis.wishes import Wish
from ...errors import PlanError
from ...model.composition import Rendered
from ...model.history import History
from ...model.plans import Plan
from ...model.steps import Seen
from ...model.words import counted
from ...project.protocol import Reduction
from ..ports import Site
from ..proofs.demands import Progress
from ..referring import with_references
from .planning import Planned, outline, refuse_cut, work_out
from .unused import with_unused

if TYPE_CHECKING:
    from .composing import Composed


@dataclass(frozen=True, slots=True)
class Draft:
    """What will be squashed, with the files.

    Attributes:
        wish: what was wanted, and what was found to be in the way of it.
    """

    composed: Composed
    wish: Wish


@dataclass(frozen=True, slots=True)
class Drafter:
    """Makes drafts of one history.

    Attributes:
        site: the project.
        history: its migrations.
        plan: one that was made before, whose segments alone are meant; None for all.
        keep_going: leave out segments of that plan whose code cannot be carried.
        formatted: whether the files are to be read.
        progress: is told what happens next.
    """

    site: Site
    history: History
    plan: Plan | None = None
    keep_going: bool = False
    formatted: bool = True
    progress: Progress = lambda _: None

    def outline(self, wish: Wish) -> Planned:
        """The segments; see `outline`."""
        planned = outline(self.site, wish, self.history)
        return planned.only(self.plan) if self.plan else planned

    def draft(self, planned: Planned, wish: Wish, seen: tuple[Seen, ...] | None = None) -> Draft:
        """Merge and compose, around the migrations whose code cannot be carried.

        Args:
            planned: what `outline` gave, or `work_out`.
            wish: what is wanted.
            seen: see `work_out`.

        Raises:
            PlanError: a range or a segment that the user named cannot be made.
        """
        from .composing import compose_files

        while True:
            if not planned.reductions:
                self.progress("merging operations")
                planned = work_out(self.site, planned, wish, seen)
            self.progress(f"composing {counted(len(planned.plan.segments), 'file')}")
            composed = compose_files(planned, build_graph(self.history), formatted=self.formatted)
            if self.plan is not None and not self.keep_going:
                _refuse_lost(self.plan, composed.plan)
            if not composed.around or self.plan is not None:
                refuse_cut(self.history, composed.plan, wish)
                return Draft(composed, wish)
            wish = replace(wish, bounds=(*wish.bounds, *composed.around))
            planned = self.outline(wish)


def _refuse_lost(earlier: Plan, now: Plan) -> None:
    """Refuse a plan of the user's of which a segment could not be composed."""
    reasons = {one.migrations: one.reason for one in now.left}
    made = {segment.key for segment in now.segments}
    for segment in earlier.segments:
        reason = reasons.get(segment.members)
        if segment.key not in made and reason is not None:
            raise PlanError(
                f"The plan names {segment.key}, which cannot be squashed: {reason.fact}",
                reason.hint or "Make another plan: squashkit plan",
            )


def make_plan(site: Site, wish: Wish) -> Plan:
    """Propose segments, merge their operations, and see that their code can move.

    Args:
        site: the project; with files alone operations are not worked out.
        wish: which apps are meant, and how far the plan may go.

    Raises:
        RepositoryError: limits that need git, and there is no repository or no such ref.
        PlanError: an app or a range that cannot be planned.
    """
    drafter = Drafter(site, site.history(), formatted=False)
    planned = drafter.outline(wish)
    plan = planned.plan
    if site.settings and plan.segments:
        planned = work_out(site, planned, wish)
        # Only code needs a look at the files, and what that takes.
        if any(map(_carries_code, planned.reductions.values())):
            composed = drafter.draft(planned, wish).composed
            plan, texts = composed.plan, [file.text for file in composed.files]
        else:
            refuse_cut(planned.history, planned.plan, wish)
            plan, texts = planned.plan, [*_texts(planned)]
        plan = with_unused(site.root, drafter.history, plan, texts)
    return with_references(site.root, drafter.history, plan)


def _carries_code(reduction: Reduction) -> bool:
    carried = (not isinstance(one, Rendered) or one.carried for one in reduction.operations)
    return bool(reduction.held) or any(carried)


def _texts(planned: Planned) -> Iterator[str]:
    """What squashes without code of their own consist of."""
    for segment in planned.plan.segments:
        yield f"import {segment.base}"
        for operation in planned.reductions[segment.key].operations:
            if isinstance(operation, Rendered):
                yield "\n".join((*operation.imports, operation.text))

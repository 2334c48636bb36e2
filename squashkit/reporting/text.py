"""Results for people, on a terminal or in a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from ..model.comparisons import Comparison
from ..model.plans import InFlight, Left, Plan, Runs, Segment
from ..model.proofs import Check, Proof, Reuse
from ..model.references import Reference
from ..model.schema import Difference
from ..model.unused import Unused
from ..model.words import counted

NAMED = "Code that names these migrations, which a cleanup will meet"
SHOWN = 10
"""Differences of one check that are listed; the JSON document has all."""


def table(*columns: str, numbers: Sequence[str] = ()) -> Table:
    """An empty table in the house style; the columns named in `numbers` align right."""
    made = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for column in columns:
        made.add_column(column, justify="right" if column in numbers else "left", overflow="fold")
    return made


def uncut(line: Text) -> Text:
    """The line as long as it is: a command that is cut cannot be copied.

    Args:
        line: one, among other parts.
    """
    line.no_wrap, line.overflow = True, "ignore"
    return line


def plan_text(plan: Plan) -> RenderableType:
    """The segments with what they buy, then what stays and why."""
    parts: list[RenderableType] = []
    if plan.segments:
        parts += [_segments(plan.segments), Text(), _gain(plan.segments)]
    else:
        parts.append(Text("Nothing to squash."))
    if plan.left:
        parts += [Text(), Text("Left as they are", style="bold"), _left(plan.left)]
    parts += [part for part in (_steps(plan.segments), _runs(plan.runs)) if part]
    if plan.in_flight:
        parts += [Text(), Text("In flight", style="bold"), *_in_flight(plan.in_flight)]
    if plan.references:
        parts += [Text(), *references_text(plan.references, NAMED)]
    if plan.unused:
        parts += [Text(), *_unused(plan.unused)]
    parts += [Text(f"Note: {note}", style="yellow") for note in plan.notes]
    return Group(*parts)


def _segments(segments: Sequence[Segment]) -> Table:
    made = table(
        "App", "Becomes", "Files", "Operations", "Ends because", numbers=("Files", "Operations")
    )
    for segment in segments:
        gain = segment.gain
        after = "?" if gain.operations_after is None else str(gain.operations_after)
        made.add_row(
            Text(segment.key.app, style="cyan"),
            segment.key.name,
            f"{gain.files} -> 1",
            f"{gain.operations_before} -> {after}",
            "; ".join(f"{reason.fact} [{reason.rule}]" for reason in segment.ends)
            or Text("the app ends", style="dim"),
        )
    return made


def _in_flight(found: Sequence[InFlight]) -> Iterator[Text]:
    for one in found:
        yield Text.assemble(
            (one.ref, "cyan"), f": {one.migration} depends on {one.needs}. {one.rewriting}"
        )


def _gain(segments: Sequence[Segment]) -> Text:
    files = sum(segment.gain.files for segment in segments)
    before = sum(segment.gain.operations_before for segment in segments)
    after = [segment.gain.operations_after for segment in segments]
    text = f"{counted(files, 'file')} can become {len(segments)}"
    known = [number for number in after if number is not None]
    if len(known) == len(after):
        text += f", {counted(before, 'operation')} {sum(known)}"
    return Text(f"{text}.", style="bold green")


def _steps(segments: Sequence[Segment]) -> RenderableType | None:
    """How many data steps go, and why the others stay."""
    steps = [step for segment in segments for step in segment.steps]
    if not steps:
        return None
    stay = [step for step in steps if not step.left_out]
    gone = counted(len(steps) - len(stay), "data step")
    made = table("Step that stays", "Kind", "Because")
    for step in stay:
        made.add_row(f"{step.key}: {step.title}", step.kind, step.why)
    head = Text(f"{gone} without effect left out, {len(stay)} stay.", style="bold")
    return Group(Text(), head, made) if stay else Group(Text(), head)


def _runs(runs: Sequence[Runs]) -> RenderableType | None:
    """How many migrations an empty database runs, beside what dependencies alone ask for."""
    before, after = sum(one.before for one in runs), sum(one.after for one in runs)
    least = sum(one.least for one in runs)
    more = [one for one in runs if one.after > one.least]
    listed = ", ".join(f"{one.app} {one.after} (least {one.least})" for one in more)
    text = (
        f"An empty database runs {after} of these apps' migrations instead of {before}; "
        f"dependencies alone ask for at least {least}{f': {listed}' if more else ''}."
    )
    return Text(text) if runs else None


def references_text(references: Sequence[Reference], title: str) -> Iterator[RenderableType]:
    """The lines that name migrations, a row each."""
    yield Text(title, style="bold")
    made = table("Where", "As", "Migrations")
    for one in references:
        where = Text(f"{one.path}:{one.line}", style="cyan")
        made.add_row(where, one.kind, ", ".join(map(str, one.names)))
    yield made


def _unused(unused: Sequence[Unused]) -> Iterator[RenderableType]:
    yield Text("Code that only replaced migrations use: it can go after a cleanup", style="bold")
    made = table("Where", "Name", "Used by")
    for one in unused:
        where = Text(f"{one.path}:{one.line}", style="cyan")
        made.add_row(where, one.name, ", ".join(map(str, one.migrations)))
    yield made


def _left(left: Sequence[Left]) -> Table:
    made = table("App", "Migrations", "Why", "Next")
    for one in left:
        first, last = one.migrations[0].name, one.migrations[-1].name
        many = len(one.migrations)
        made.add_row(
            Text(one.app, style="cyan"),
            first if many == 1 else f"{first} .. {last} ({many})",
            f"{one.reason.fact} [{one.reason.rule}]",
            one.reason.hint,
        )
    return made


def proof_text(proof: Proof) -> RenderableType:
    """Each check with what it compared, then the differences, then the verdict."""
    verdict = Text("The proof holds.", style="bold green")
    if not proof.holds:
        verdict = Text("The proof does not hold.", style="bold red")
    return Group(
        *(line for check in proof.checks for line in _check(check, several=len(proof.runs) > 1)),
        Text(f"Not compared: {'; '.join(proof.not_compared)}.", style="dim"),
        *(
            Text(
                f"migrate from zero: {run.seconds_before:.2f} s before, "
                f"{run.seconds_after:.2f} s after ({run.engine})"
            )
            for run in proof.runs
        ),
        verdict,
    )


def reuse_line(reuse: Reuse, kept: str) -> str:
    """What became of a proof that was made before.

    Args:
        reuse: whether it was accepted.
        kept: its file.
    """
    if reuse.accepted:
        return f"The proof in {kept} still matches: it was not made again."
    return f"{kept} does not match: {reuse.why_not}"


def comparison_text(found: Comparison) -> RenderableType:
    """The differences that matter, those that do not, and what nobody compared."""
    what = f"{found.compared} of {found.before} were compared with {found.after} ({found.engine})."
    verdict = Text("They are the same.", style="bold green")
    if not found.holds:
        number = counted(len(found.differences), "difference")
        verdict = Text(f"{number}: they are not the same.", style="bold red")
    unread = [Text(f"Not compared: {'; '.join(found.not_compared)}.", style="dim")]
    return Group(
        Text(what),
        *(Text(f"{one.layer.value}: {one}", style="red") for one in found.differences),
        *(Text(f"{one.layer.value}: {one}", style="dim") for one in found.remarks),
        *(unread if found.not_compared else ()),
        verdict,
    )


def _difference(difference: Difference) -> Iterator[Text]:
    """What differs, then each side with the operation that made it so."""
    yield Text(f"    {difference.layer.value}: {difference.title}", style="red")
    for side, value in zip(("before", "after"), difference.sides, strict=True):
        yield Text(f"        {side:<6}  {value}")
        causes = (one for one in difference.causes if one.side == side)
        yield from (Text(f"{' ' * 16}{cause}", style="cyan") for cause in causes)


def _check(check: Check, *, several: bool) -> Iterator[RenderableType]:
    mark = Text("equal   ", style="green") if check.holds else Text("UNEQUAL ", style="bold red")
    engine = f" ({check.engine})" if several and check.engine else ""
    yield Text.assemble(mark, (f"{check.name:<7} ", "bold"), check.compared, engine)
    for difference in check.differences[:SHOWN]:
        yield from _difference(difference)
    if len(check.differences) > SHOWN:
        yield Text(f"    ... and {len(check.differences) - SHOWN} more", style="red")
    if check.hint:
        yield Text(f"    Next: {check.hint}", style="green")
    if check.remarks:
        layers = sorted({remark.layer.value for remark in check.remarks})
        number = counted(len(check.remarks), "difference")
        yield Text(f"    {number} that the verdict ignores: {', '.join(layers)}", style="dim")
        yield from (Text(f"        {one}", style="dim") for one in check.told[:SHOWN])
        if len(check.told) > SHOWN:
            yield Text(f"        ... and {len(check.told) - SHOWN} more", style="dim")

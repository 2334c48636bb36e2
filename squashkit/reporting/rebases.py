"""What a rebase changes, for people and for the pages of a pull request."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from ..analysis.rules.rebasing import BEHIND
from ..model.findings import Finding, Level, Place
from ..model.rebases import Move, Rebase
from ..model.words import counted
from .findings import finding_lines
from .text import table, uncut


def rebase_text(rebase: Rebase) -> Group:
    """The moves, then what is in the way or worth knowing, then the sum.

    Args:
        rebase: what was worked out.
    """
    parts: list[RenderableType] = []
    if rebase.moves and rebase.possible:
        parts += [_moves(rebase.moves), Text()]
    parts += [uncut(line) for one in rebase.findings for line in finding_lines(one)]
    return Group(*parts, _sum(rebase))


def _moves(moves: tuple[Move, ...]) -> Table:
    made = table("Migration", "Becomes", "Names instead")
    for move in moves:
        made.add_row(Text(str(move.key), style="cyan"), _becomes(move), ", ".join(_edits(move)))
    return made


def _becomes(move: Move) -> Text:
    if move.gone:
        return Text("goes")
    return Text(move.new.name) if move.new != move.key else Text("stays", style="dim")


def _edits(move: Move) -> Iterator[str]:
    yield from (f"{new} for {old}" for old, new in move.targets)
    if move.lacks:
        yield f"{move.lacks} as well"


def _sum(rebase: Rebase) -> Text:
    what = f"{rebase.branch.name} onto {rebase.onto.name} ({rebase.onto.commit[:9]})"
    if not rebase.possible:
        return Text(f"{what}: not possible before this is settled.", style="bold red")
    if not rebase.moves:
        return Text(f"{what}: nothing to do.", style="bold green")
    return Text(f"{what}: {counted(len(rebase.moves), 'migration')} to change.", style="bold")


def as_findings(rebase: Rebase) -> tuple[Finding, ...]:
    """What was found, and each move as a finding of its own.

    Args:
        rebase: what was worked out.
    """
    return (*rebase.findings, *(_behind(rebase, one) for one in rebase.moves))


def _behind(rebase: Rebase, move: Move) -> Finding:
    what = [f"name {', '.join(_edits(move))}"] if move.targets or move.lacks else []
    what += [f"become {move.new.name}"] if move.new != move.key else []
    return Finding(
        BEHIND.id,
        Level.ERROR,
        move.key.app,
        f"{move.key} has to {' and '.join(what) or 'go'}.",
        f"On {rebase.branch.name}: squashkit rebase --onto {rebase.onto.name}",
        (rebase.onto.name, rebase.branch.name),
        (Place(rebase.branch, move.path),),
    )

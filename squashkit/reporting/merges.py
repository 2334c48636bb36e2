"""Apps that end in several migrations, for people."""

from __future__ import annotations

import os
from collections.abc import Iterator

from rich.text import Text

from ..model.merges import Clash, Fork, MergeRecord, Said
from .text import uncut

INDENT = "    "


def forks_lines(record: MergeRecord) -> Iterator[Text]:
    """Each app with its ends, then what joins them or why nothing does.

    Args:
        record: what came of it.
    """
    if not record.forks:
        yield Text("Each app ends in one migration: nothing to merge.", style="bold green")
    for fork in record.forks:
        yield from map(uncut, _fork(fork))


def _fork(fork: Fork) -> Iterator[Text]:
    ends = ", ".join(key.name for key in fork.ends)
    yield Text.assemble((fork.app, "cyan"), f" ends in {ends}.")
    if fork.merge:
        yield Text(f"{INDENT}Either may come first; {fork.merge} merges them.", style="green")
    if fork.last:
        yield Text(f"{INDENT}{fork.last.name} comes last.", style="green")
    for clash in fork.clashes:
        yield from _clash(clash)
    if fork.clashes and all(one.both_run for one in fork.clashes):
        for end in fork.ends:
            yield Text(f"{INDENT}To have {end.name} last: squashkit merge --last {end}")


def _clash(clash: Clash) -> Iterator[Text]:
    """Both operations, and what comes of each order."""
    yield Text(f"{INDENT}The order of these matters for {clash.what}:", style="bold red")
    for said in (clash.one, clash.other):
        yield Text.assemble(
            (f"{INDENT * 2}{os.path.relpath(said.path)}:{said.line}", "cyan"),
            f" {said.does}",
            f" {said.text}".rstrip(),
        )
    for said in (clash.one, clash.other):
        yield Text(f"{INDENT * 2}With {said.migration.name} last, {_outcome(clash, said)}.")


def _outcome(clash: Clash, last: Said) -> str:
    if not clash.both_run:
        return f"{last.migration.name} finds it done, or gone, and may fail"
    return f"{clash.what} is as {last.migration.name} leaves it"

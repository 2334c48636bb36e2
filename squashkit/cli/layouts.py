"""Puts the reports of a verb together, for a terminal."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.syntax import Syntax
from rich.text import Text

from ..model.merges import MergeRecord
from ..model.proofs import Proof, Reuse
from ..model.rebases import Rebased, RenamedRows
from ..model.words import counted
from ..reporting.merges import forks_lines
from ..reporting.rebases import rebase_text
from ..reporting.text import plan_text, proof_text, references_text, reuse_line, uncut

if TYPE_CHECKING:  # they import LibCST, which `history` and `conflicts` do without
    from ..workflows.cleanups.cleaning import Cleanup, CleanupRecord
    from ..workflows.cleanups.restoring import Restored
    from ..workflows.squashes.squashing import Squash
    from ..workflows.validating import Validation


def squash_text(squash: Squash, written: Sequence[Path], diff: str, kept: str) -> RenderableType:
    """The plan, the proof, and what was written.

    Args:
        squash: what was made.
        written: the files that were written, changed or deleted.
        diff: the changes, or an empty text where they are not to be shown.
        kept: the file in which the proof is kept.
    """
    proven = _proven(squash.proof, squash.reuse, kept)
    outcome = squash_outcome(squash, written)
    return Group(plan_text(squash.plan), Text(), *proven, *_coloured(diff), outcome)


def squash_outcome(squash: Squash, written: Sequence[Path]) -> Text:
    """What was written, or why nothing was."""
    if written:
        return Text("\n".join(_done(squash)), style="bold green")
    if not squash.files:
        return Text("Nothing was written.")
    if squash.holds:
        return Text(f"Nothing was written; {counted(len(squash.files), 'file')} would be.")
    return Text(
        "Nothing was written. Leave out what cannot be proven: squashkit squash --keep-going",
        style="bold red",
    )


def _done(squash: Squash) -> Iterator[str]:
    """The files by what became of them, each under its number."""
    record = squash.record(written=True)
    groups = {"Wrote": record.files, "Changed": record.rewritten, "Deleted": record.deleted}
    for word, paths in groups.items():
        if paths:
            yield f"{word} {counted(len(paths), 'file')}:"
            yield from (f"  {os.path.relpath(path)}" for path in paths)


def _coloured(diff: str) -> list[RenderableType]:
    return [Syntax(diff, "diff", background_color="default")] if diff else []


def _proven(proof: Proof | None, reuse: Reuse | None, kept: str) -> list[RenderableType]:
    said = [Text(reuse_line(reuse, kept))] if reuse else []
    return [*said, proof_text(proof), Text()] if proof else []


def validation_text(validation: Validation, kept: str) -> RenderableType:
    """The proof, and the squashes that have nothing left to be compared with.

    Args:
        validation: what was proven.
        kept: the file in which the proof is kept.
    """
    proven = _proven(validation.proof, validation.reuse, kept)
    return Group(*validated(validation), *proven, *not_judged(validation))


def validated(validation: Validation) -> Iterator[Text]:
    """The squashes that were compared, and those that cannot be."""
    yield from (Text(f"{key}", style="cyan") for key in validation.squashes)
    for key in validation.unprovable:
        gone = f"{key}: its replaced files are gone, so there is nothing to compare."
        yield Text(gone, style="yellow")


def not_judged(validation: Validation) -> Iterator[Text]:
    """Last, as it makes the command fail where the proof of others holds."""
    yield from (Text(f"Not judged: {fault}", style="bold red") for fault in validation.faults)


def cleanup_text(cleanup: Cleanup, record: CleanupRecord, diff: str, kept: str) -> RenderableType:
    """The evidence, what is blocked by whom, the proof, and what was done.

    Args:
        cleanup: what was made.
        record: what became of it.
        diff: the changes, or an empty text where they are not to be shown.
        kept: the file in which the proof is kept.
    """
    proven = _proven(cleanup.proof, cleanup.reuse, kept)
    return Group(*evidence(record), *proven, *_coloured(diff), cleanup_outcome(record))


def evidence(record: CleanupRecord) -> Iterator[RenderableType]:
    """What speaks for it, and what is blocked by whom."""
    yield from (Text(line, style="green") for line in record.evidence)
    for one in record.blocked:
        yield Text.assemble((f"{one.squash} stays. ", "yellow"), f"{one.fact} {one.hint}")
    yield from (Text(line, style="yellow") for line in record.notes)
    if record.references:
        yield from references_text(record.references, "Not rewritten, and names what goes")


def cleanup_outcome(record: CleanupRecord) -> Text:
    """What was done, or would be."""
    if not record.ready:
        return Text("Nothing was changed.")
    groups = {"deleted": record.deleted, "rewritten": record.rewritten, "added": record.files}
    what = _amounts(groups)
    if record.commit:
        return Text(
            f"{what}, in commit {record.commit[:9]}. Undo it: git revert {record.commit[:9]}"
        )
    return Text(f"{what}." if record.written else f"Nothing was changed ({what} when it is done).")


def _amounts(groups: Mapping[str, Sequence[str]]) -> str:
    return ", ".join(
        f"{counted(len(paths), 'file')} {verb}" for verb, paths in groups.items() if paths
    )


def restore_text(record: Restored, diff: str) -> RenderableType:
    """The proof, and what was done.

    Args:
        record: what came of it.
        diff: the changes, or an empty text where they are not to be shown.
    """
    return Group(proof_text(record.proof), Text(), *_coloured(diff), *restored(record))


def restored(record: Restored) -> Iterator[Text]:
    """What came back, and what it means for databases."""
    what = _amounts({"brought back": record.files, "changed": record.rewritten})
    yield Text(f"{what}." if record.written else f"Nothing was changed ({what} when it is done).")
    yield Text(
        "Before you deploy this: a database that has a squash and not what it replaces would run "
        "it again. Ask each: squashkit check --database ALIAS"
    )


def rebased_text(record: Rebased, diff: str) -> RenderableType:
    """What changes, and how it is taken back.

    Args:
        record: what came of it.
        diff: the changes, or an empty text where they are not to be shown.
    """
    moves = rebase_text(record.rebase).renderables
    return Group(*moves, *_proven(record.proof, None, ""), *_coloured(diff), *_written(record))


def _written(record: Rebased) -> Iterator[Text]:
    if record.written:
        yield Text(f"Wrote and staged {counted(len(record.files), 'file')}.", style="bold green")
        yield uncut(Text(f"Undo it: {record.undo}"))
        for one in record.databases:
            yield Text(_renamed(one))
            yield from (uncut(Text(f"  {line}")) for line in one.undo)
        if record.following:
            yield uncut(Text(f"Next: {record.following}", style="green"))
    elif record.files:
        yield Text(f"Nothing was written; {counted(len(record.files), 'file')} would change.")


def merge_text(record: MergeRecord, diff: str) -> RenderableType:
    """The forks, the proof, and what was written.

    Args:
        record: what came of it.
        diff: the changes, or an empty text where they are not to be shown.
    """
    proven = _proven(record.proof, None, "")
    return Group(*forks_lines(record), *proven, *_coloured(diff), *_merge_files(record))


def _merge_files(record: MergeRecord) -> Iterator[Text]:
    if record.written:
        yield Text(f"Wrote {counted(len(record.files), 'file')}:", style="bold green")
        yield from (Text(f"  {os.path.relpath(path)}") for path in record.files)
        yield Text("Next: git add them, and git commit", style="green")
    elif record.files:
        yield Text(f"Nothing was written; {counted(len(record.files), 'file')} would be.")


def _renamed(one: RenamedRows) -> str:
    if not one.names:
        return f"No row of {one.alias} has an old name."
    return f"Renamed {counted(len(one.names), 'row')} of {one.alias}. Undo that too:"

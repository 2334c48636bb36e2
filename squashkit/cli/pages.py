"""Puts the reports of a verb together, in Markdown: what was proven comes first."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Group
from rich.text import Text

from ..model.proofs import Proof, Reuse
from ..reporting.markdown import proof_markdown
from ..reporting.markup import block, details, from_text, page
from ..reporting.text import plan_text
from .layouts import cleanup_outcome, evidence, not_judged, restored, squash_outcome, validated

if TYPE_CHECKING:  # they import LibCST, which `history` and `conflicts` do without
    from ..workflows.cleanups.cleaning import Cleanup, CleanupRecord
    from ..workflows.cleanups.restoring import Restored
    from ..workflows.squashes.squashing import Squash
    from ..workflows.validating import Validation


def squash_page(squash: Squash, written: Sequence[Path], diff: str, kept: str) -> str:
    """The proof, what was written, and the plan.

    Args:
        squash: what was made.
        written: the files that were written, changed or deleted.
        diff: the changes, or an empty text where they are not to be shown.
        kept: the file in which the proof is kept.
    """
    return page(
        [
            *_proven(squash.proof, squash.reuse, kept),
            from_text(squash_outcome(squash, written)),
            details("The plan", from_text(plan_text(squash.plan))),
            _shown(diff),
        ]
    )


def validation_page(validation: Validation, kept: str) -> str:
    """The proof, and of what it is; see `squash_page`."""
    proven = _proven(validation.proof, validation.reuse, kept)
    found = Group(Text("Squashes:"), *validated(validation), *not_judged(validation))
    return page([*proven, from_text(found)])


def cleanup_page(cleanup: Cleanup, record: CleanupRecord, diff: str, kept: str) -> str:
    """The proof, what was done, and the evidence; see `cleanup_text`."""
    return page(
        [
            *_proven(cleanup.proof, cleanup.reuse, kept),
            from_text(cleanup_outcome(record)),
            from_text(Group(*evidence(record))),
            _shown(diff),
        ]
    )


def restore_page(record: Restored, diff: str) -> str:
    """The proof, and what was done; see `restore_text`."""
    proven = proof_markdown(record.proof, None, "")
    return page([proven, from_text(Group(*restored(record))), _shown(diff)])


def _proven(proof: Proof | None, reuse: Reuse | None, kept: str) -> list[str]:
    return [proof_markdown(proof, reuse, kept)] if proof else []


def _shown(diff: str) -> str:
    return details("The changes", block(diff, "diff")) if diff else ""

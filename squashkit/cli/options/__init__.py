"""The options of every verb."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from ...version import __version__
from . import branches, databases, squashes
from .shared import proof

FORMATS = ("text", "json", "markdown")
ANNOTATING = ("github", "gitlab")
"""Formats of what is found at lines of files."""
ANNOTATED = frozenset({"conflicts", "rebase"})
LABELS = "app labels; by default all of ours"
SQUASHES = (
    "app labels, or squashes such as shop.0001_squashed_0009_x; by default all squashes of ours"
)
RANGES = (
    "app labels, or ranges such as shop.0002..0007 that become one squash or none; by default all "
    "of ours"
)


def parser(program: str) -> argparse.ArgumentParser:
    """The whole command line.

    Args:
        program: what the user typed.
    """
    # `squash-plan` is one verb with the options of that verb; its help should not name another.
    top = argparse.ArgumentParser(
        prog=program,
        description="Turns a long Django migration history into a short one that is proven equal.",
        epilog="Exit status: 0 fine, 1 findings, 2 could not run.",
    )
    top.add_argument("--version", action="version", version=f"squashkit {__version__}")
    verbs = top.add_subparsers(dest="verb", required=True, metavar="VERB")
    for name, summary, add, apps in VERBS:
        verb = verbs.add_parser(
            name,
            help=summary,
            description=summary,
            prog=program if program == "squash-plan" else f"{program} {name}",
        )
        add(verb)
        if apps:
            verb.add_argument("apps", nargs="*", metavar="APP", help=apps)
        _common(verb, (*FORMATS, *ANNOTATING) if name in ANNOTATED else FORMATS)
    return top


def _common(verb: argparse.ArgumentParser, formats: Sequence[str]) -> None:
    where = verb.add_argument_group("which project")
    where.add_argument("--project", type=Path, metavar="DIR", help="by default found from here up")
    where.add_argument("--settings", default="", metavar="MODULE", help="the settings module")
    where.add_argument(
        "--first-party",
        action="append",
        default=[],
        metavar="APP",
        help="count an app outside the project's folder as ours; never one in site-packages",
    )
    how = verb.add_argument_group("output")
    lines = ", or notes beside its lines" if "github" in formats else ""
    how.add_argument(
        "--format",
        choices=formats,
        default="text",
        help=f"for people, a document, or a comment on a pull request{lines}",
    )
    how.add_argument("--output", type=Path, metavar="FILE", help="write the report there")
    how.add_argument("--debug", action="store_true", help="show where an error comes from")


VERBS = (
    ("history", "Count the migrations of each app.", squashes.history, LABELS),
    (
        "conflicts",
        "Show what open branches will do to each other when merged.",
        branches.conflicts,
        LABELS,
    ),
    ("rebase", "Make a branch's migrations follow those of its base.", branches.rebase, ""),
    ("merge", "Join the ends of an app, where either may come first.", branches.merge, LABELS),
    ("merge-driver", "Merge max_migration.txt; for git to call.", branches.merge_driver, ""),
    ("plan", "Show what can be squashed safely, and what it buys.", squashes.plan, RANGES),
    ("squash", "Write the squashed migrations, after the proof.", squashes.squash, RANGES),
    ("validate", "Prove squashes on disk equal to what they replace.", proof, SQUASHES),
    ("state", "Show what databases have recorded; they are only read.", databases.state, ""),
    (
        "check",
        "Find what migrate would get wrong without a word; nothing is written.",
        databases.check,
        "",
    ),
    ("diff", "Show what two databases do not share; both are only read.", databases.diff, ""),
    (
        "cleanup",
        "Turn squashes that every database has into normal migrations.",
        squashes.cleanup,
        SQUASHES,
    ),
    ("prune", "Delete recorded rows of migrations that a cleanup removed.", databases.prune, ""),
    ("restore", "Bring back from git what a cleanup removed.", squashes.restore, ""),
)

"""The options of every verb."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path

from ..model.steps import ELIDE
from ..version import __version__

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


def _static(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "--static",
        action="store_true",
        help="find apps by their files alone; needs no settings and imports nothing",
    )


def _selection(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "--exclude", action="append", default=[], metavar="APP", help="leave this app alone"
    )


def _writing(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--dry-run", action="store_true", help="prove, but write nothing")
    verb.add_argument("--diff", action="store_true", help="show the changes; write nothing")
    verb.add_argument(
        "--no-git",
        action="store_true",
        help="write also where git could not bring back what was there",
    )


def _proof(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "--proof",
        type=Path,
        metavar="FILE",
        help="keep the proof there, as JSON; one that is there and still matches is not made again",
    )
    _on(verb)
    verb.add_argument(
        "--from",
        action="append",
        default=[],
        dest="releases",
        metavar="TAG",
        help="upgrade a database of this release too: its own code, from git, makes it",
    )


def _on(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "--on",
        action="append",
        default=[],
        metavar="SERVER",
        help="prove it there too: postgresql, mariadb or mysql to start one, a URL such as "
        "postgresql://user@host or mysql://user@host, or an alias of the settings; throw-away "
        "databases are created there, and nothing else is touched",
    )


def _history(verb: argparse.ArgumentParser) -> None:
    _static(verb)
    refs = verb.add_mutually_exclusive_group()
    refs.add_argument("--at", default="", metavar="REF", help="count a commit, as git has it")
    refs.add_argument(
        "--refs",
        nargs="+",
        action="extend",
        default=[],
        metavar="GLOB",
        help="count many, such as 'origin/*' or 'v*'",
    )


def _conflicts(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "--base", default="", metavar="REF", help="where branches are merged; by default main"
    )
    which = verb.add_mutually_exclusive_group()
    which.add_argument(
        "--refs",
        nargs="+",
        action="extend",
        default=[],
        metavar="GLOB",
        help="the branches to look at, such as 'origin/*'; by default all",
    )
    which.add_argument(
        "--check",
        action="store_true",
        help="only what is checked out: a branch, or the merge result of a pull request",
    )
    verb.add_argument(
        "--plan", type=Path, metavar="FILE", help="take the squashes of this plan into account"
    )


def _plan(verb: argparse.ArgumentParser) -> None:
    _static(verb)
    _selection(verb)
    _limits(verb)


def _limits(verb: argparse.ArgumentParser) -> None:
    limits = verb.add_argument_group("how far to go")
    limits.add_argument("--until", default="", metavar="TAG", help="leave what TAG does not have")
    limits.add_argument(
        "--older-than",
        type=_moment,
        metavar="AGE",
        help="leave what was first committed since: 90d, 12w, or a date such as 2026-01-31",
    )
    limits.add_argument(
        "--keep",
        type=_count,
        default=0,
        metavar="N",
        help="leave the last N migrations of each app",
    )
    limits.add_argument(
        "--elide",
        choices=ELIDE,
        default="",
        help="data steps to leave out: those proven to have no effect where a squash runs (the "
        "default), those observed to have none on an empty database, or none",
    )
    _branches(limits)
    _deployed(limits, "databases that have all of a segment or none", "by default none is asked")
    limits.add_argument(
        "--in-flight",
        choices=("cut", "list"),
        default="cut",
        help="end segments where such a branch depends on them, or list what it has to rewrite",
    )


def _deployed(group: argparse._ActionsContainer, what: str, default: str) -> None:
    group.add_argument(
        "--deployed",
        nargs="+",
        action="extend",
        default=[],
        metavar="STATE",
        help=f"{what}: files of squashkit state, folders of them, or aliases, which are only read, "
        f"with their tenants as in 'default/*'; {default}",
    )


def _branches(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--refs",
        nargs="+",
        action="extend",
        default=[],
        metavar="GLOB",
        help="branches that are not merged yet, such as 'origin/*'; what they need stays",
    )
    group.add_argument(
        "--base",
        default="",
        metavar="REF",
        help="what they are compared with; by default that of pyproject.toml, else HEAD",
    )


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 0")
    return int(text)


def _moment(text: str) -> datetime:
    """`90d` or `12w` before now, or the beginning of a day."""
    age = re.fullmatch(r"(\d{1,5})([dw])", text)
    if age:
        days = int(age[1]) * (7 if age[2] == "w" else 1)
        return datetime.now(timezone.utc) - timedelta(days=days)
    try:
        return datetime.combine(date.fromisoformat(text), time(), timezone.utc)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text!r} is neither an age such as 90d or 12w nor a date such as 2026-01-31"
        ) from None


def _squash(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--plan", type=Path, metavar="FILE", help="only the segments of this plan")
    verb.add_argument(
        "--keep-going",
        action="store_true",
        help="leave out apps that cannot be proven, and squash the others",
    )
    _selection(verb)
    _limits(verb)
    _writing(verb)
    _proof(verb)


def _cleanup(verb: argparse.ArgumentParser) -> None:
    _deployed(
        verb, "databases whose recorded migrations are the evidence", "by default all aliases"
    )
    terms = verb.add_argument_group("what must be so as well")
    terms.add_argument(
        "--released-in",
        nargs="+",
        action="extend",
        default=[],
        metavar="GLOB",
        help="each of these releases has the squash, such as 'v4.*'",
    )
    terms.add_argument(
        "--min-releases",
        type=_count,
        default=0,
        metavar="N",
        help="at least N of them have it, and not all; of all tags without --released-in",
    )
    terms.add_argument(
        "--older-than",
        type=_moment,
        metavar="AGE",
        help="it was first committed before: 90d, 12w, or a date such as 2026-01-31",
    )
    _branches(terms)
    _writing(verb)
    verb.add_argument(
        "--commit",
        action="store_true",
        help="commit the changes, with the evidence in the message; nothing else is in the commit",
    )
    _proof(verb)


def _restore(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "squashes",
        nargs="+",
        metavar="SQUASH",
        help="what a cleanup made normal, such as shop.0001_squashed_0009_x, or app labels",
    )
    _writing(verb)
    _on(verb)


def _state(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "databases",
        nargs="*",
        metavar="ALIAS",
        help="databases of the settings, or all tenants in one: 'default/*' names the schemas of "
        "PostgreSQL, and the databases of a MariaDB server; by default all aliases",
    )


def _prune(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "databases", nargs="*", metavar="ALIAS", help="databases of the settings; by default all"
    )
    verb.add_argument(
        "--record",
        type=Path,
        metavar="FILE",
        help="a new file, in which the rows are kept before they are deleted",
    )
    verb.add_argument("--dry-run", action="store_true", help="show the rows; delete none")
    verb.add_argument(
        "--undo", type=Path, metavar="FILE", help="put the rows back that this file has"
    )


def _check(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "--database",
        nargs="+",
        action="extend",
        default=[],
        dest="databases",
        metavar="STATE",
        help="aliases, which are only read, files of squashkit state, or folders of them; by "
        "default only the files of migrations are looked at",
    )


def _rebase(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "--onto",
        default="",
        metavar="REF",
        help="what the branch is to come after; by default that of pyproject.toml, else main",
    )
    verb.add_argument(
        "--drop-merges",
        action="store_true",
        help="delete the branch's merge migrations that have no operations",
    )
    verb.add_argument(
        "--no-proof", action="store_true", help="write without it; needs no settings then"
    )
    verb.add_argument(
        "--amend",
        action="store_true",
        help="make the changes part of the last commit, as git rebase --exec needs them",
    )
    _on(verb)
    how = verb.add_mutually_exclusive_group()
    how.add_argument("--check", action="store_true", help="only say what there is to do")
    how.add_argument("--dry-run", action="store_true", help="work everything out, write nothing")
    how.add_argument("--diff", action="store_true", help="show the changes; write nothing")


def _merge(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "--last",
        nargs="+",
        action="extend",
        default=[],
        metavar="MIGRATION",
        help="ends that are to come last in their app, such as shop.0004_x, where order matters",
    )
    verb.add_argument(
        "--no-proof", action="store_true", help="write without it; needs no settings then"
    )
    _writing(verb)
    _on(verb)


def _merge_driver(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("result", type=Path, metavar="RESULT", help="what git calls %%A")
    verb.add_argument("path", metavar="PATH", help="what git calls %%P")


def _diff(verb: argparse.ArgumentParser) -> None:
    kinds = (
        "a SQLite file, a URL such as postgresql://user@host/name or mysql://user@host/name, or "
        "an alias of the settings"
    )
    verb.add_argument("before", metavar="BEFORE", help=kinds)
    verb.add_argument("after", metavar="AFTER", help="another one of the same engine")


VERBS = (
    ("history", "Count the migrations of each app.", _history, LABELS),
    ("conflicts", "Show what open branches will do to each other when merged.", _conflicts, LABELS),
    ("rebase", "Make a branch's migrations follow those of its base.", _rebase, ""),
    ("merge", "Join the ends of an app, where either may come first.", _merge, LABELS),
    ("merge-driver", "Merge max_migration.txt; for git to call.", _merge_driver, ""),
    ("plan", "Show what can be squashed safely, and what it buys.", _plan, RANGES),
    ("squash", "Write the squashed migrations, after the proof.", _squash, RANGES),
    ("validate", "Prove squashes on disk equal to what they replace.", _proof, SQUASHES),
    ("state", "Show what databases have recorded; they are only read.", _state, ""),
    ("check", "Find what migrate would get wrong without a word; nothing is written.", _check, ""),
    ("diff", "Show what two databases do not share; both are only read.", _diff, ""),
    (
        "cleanup",
        "Turn squashes that every database has into normal migrations.",
        _cleanup,
        SQUASHES,
    ),
    ("prune", "Delete recorded rows of migrations that a cleanup removed.", _prune, ""),
    ("restore", "Bring back from git what a cleanup removed.", _restore, ""),
)

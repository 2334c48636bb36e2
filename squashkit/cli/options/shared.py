"""Options that several verbs share."""

from __future__ import annotations

import argparse
import re
from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path

from ...model.steps import ELIDE


def static(verb: argparse.ArgumentParser) -> None:
    """Finding apps without settings.

    Args:
        verb: that gets the options.
    """
    verb.add_argument(
        "--static",
        action="store_true",
        help="find apps by their files alone; needs no settings and imports nothing",
    )


def selection(verb: argparse.ArgumentParser) -> None:
    """Which apps are left alone.

    Args:
        verb: that gets the options.
    """
    verb.add_argument(
        "--exclude", action="append", default=[], metavar="APP", help="leave this app alone"
    )


def writing(verb: argparse.ArgumentParser) -> None:
    """Whether files are written, and how careful that is.

    Args:
        verb: that gets the options.
    """
    verb.add_argument("--dry-run", action="store_true", help="prove, but write nothing")
    verb.add_argument("--diff", action="store_true", help="show the changes; write nothing")
    verb.add_argument(
        "--no-git",
        action="store_true",
        help="write also where git could not bring back what was there",
    )


def proof(verb: argparse.ArgumentParser) -> None:
    """The record of a proof, and databases of releases.

    Args:
        verb: that gets the options.
    """
    verb.add_argument(
        "--proof",
        type=Path,
        metavar="FILE",
        help="keep the proof there, as JSON; one that is there and still matches is not made again",
    )
    on(verb)
    verb.add_argument(
        "--from",
        action="append",
        default=[],
        dest="releases",
        metavar="TAG",
        help="upgrade a database of this release too: its own code, from git, makes it",
    )


def no_proof(verb: argparse.ArgumentParser) -> None:
    """Doing without a proof.

    Args:
        verb: that gets the option.
    """
    verb.add_argument(
        "--no-proof", action="store_true", help="write without it; needs no settings then"
    )


def on(verb: argparse.ArgumentParser) -> None:
    """Servers.

    Args:
        verb: that gets the options.
    """
    verb.add_argument(
        "--on",
        action="append",
        default=[],
        metavar="SERVER",
        help="prove it there too: postgresql, mariadb or mysql to start one, a URL such as "
        "postgresql://user@host or mysql://user@host, or an alias of the settings; throw-away "
        "databases are created there, and nothing else is touched",
    )


def limits(verb: argparse.ArgumentParser) -> None:
    """How far a plan may go.

    Args:
        verb: that gets the options.
    """
    limits = verb.add_argument_group("how far to go")
    limits.add_argument("--until", default="", metavar="TAG", help="leave what TAG does not have")
    limits.add_argument(
        "--older-than",
        type=moment,
        metavar="AGE",
        help="leave what was first committed since: 90d, 12w, or a date such as 2026-01-31",
    )
    limits.add_argument(
        "--keep",
        type=count,
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
    branches(limits)
    deployed(limits, "databases that have all of a segment or none", "by default none is asked")
    limits.add_argument(
        "--in-flight",
        choices=("cut", "list"),
        default="cut",
        help="end segments where such a branch depends on them, or list what it has to rewrite",
    )


def deployed(group: argparse._ActionsContainer, what: str, default: str) -> None:
    """Databases as evidence, or as what a plan has to think of.

    Args:
        group: where the option goes.
        what: what the databases are for.
        default: what there is without it.
    """
    group.add_argument(
        "--deployed",
        nargs="+",
        action="extend",
        default=[],
        metavar="STATE",
        help=f"{what}: files of squashkit state, folders of them, or aliases, which are only read, "
        f"with their tenants as in 'default/*'; {default}",
    )


def branches(group: argparse._ArgumentGroup) -> None:
    """Branches that are not merged yet.

    Args:
        group: where the options go.
    """
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


def count(text: str) -> int:
    """A number from 0.

    Args:
        text: as it was typed.
    """
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 0")
    return int(text)


def moment(text: str) -> datetime:
    """`90d` or `12w` before now, or the beginning of a day.

    Args:
        text: as it was typed.
    """
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

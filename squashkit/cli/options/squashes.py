"""What the verbs about histories and squashes take."""

from __future__ import annotations

import argparse
from pathlib import Path

from .shared import branches, count, deployed, limits, moment, on, proof, selection, static, writing


def history(verb: argparse.ArgumentParser) -> None:
    """Those of `squashkit history`."""
    static(verb)
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


def plan(verb: argparse.ArgumentParser) -> None:
    """Those of `squashkit plan`."""
    static(verb)
    selection(verb)
    limits(verb)


def squash(verb: argparse.ArgumentParser) -> None:
    """Those of `squashkit squash`."""
    verb.add_argument("--plan", type=Path, metavar="FILE", help="only the segments of this plan")
    verb.add_argument(
        "--keep-going",
        action="store_true",
        help="leave out apps that cannot be proven, and squash the others",
    )
    selection(verb)
    limits(verb)
    writing(verb)
    proof(verb)


def cleanup(verb: argparse.ArgumentParser) -> None:
    """Those of `squashkit cleanup`."""
    deployed(verb, "databases whose recorded migrations are the evidence", "by default all aliases")
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
        type=count,
        default=0,
        metavar="N",
        help="at least N of them have it, and not all; of all tags without --released-in",
    )
    terms.add_argument(
        "--older-than",
        type=moment,
        metavar="AGE",
        help="it was first committed before: 90d, 12w, or a date such as 2026-01-31",
    )
    branches(terms)
    writing(verb)
    verb.add_argument(
        "--commit",
        action="store_true",
        help="commit the changes, with the evidence in the message; nothing else is in the commit",
    )
    proof(verb)


def restore(verb: argparse.ArgumentParser) -> None:
    """Those of `squashkit restore`."""
    verb.add_argument(
        "squashes",
        nargs="+",
        metavar="SQUASH",
        help="what a cleanup made normal, such as shop.0001_squashed_0009_x, or app labels",
    )
    writing(verb)
    on(verb)

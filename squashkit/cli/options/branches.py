"""What the verbs about branches take."""

from __future__ import annotations

import argparse
from pathlib import Path

from .shared import no_proof, on, writing


def conflicts(verb: argparse.ArgumentParser) -> None:
    """Those of `squashkit conflicts`."""
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


def rebase(verb: argparse.ArgumentParser) -> None:
    """Those of `squashkit rebase`."""
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
        "--update-database",
        nargs="+",
        action="extend",
        default=[],
        dest="databases",
        metavar="ALIAS",
        help="rename the rows of databases that have run these migrations under their old names",
    )
    no_proof(verb)
    verb.add_argument(
        "--amend",
        action="store_true",
        help="make the changes part of the last commit, as git rebase --exec needs them",
    )
    on(verb)
    how = verb.add_mutually_exclusive_group()
    how.add_argument("--check", action="store_true", help="only say what there is to do")
    how.add_argument("--dry-run", action="store_true", help="work everything out, write nothing")
    how.add_argument("--diff", action="store_true", help="show the changes; write nothing")


def merge(verb: argparse.ArgumentParser) -> None:
    """Those of `squashkit merge`."""
    verb.add_argument(
        "--last",
        nargs="+",
        action="extend",
        default=[],
        metavar="MIGRATION",
        help="ends that are to come last in their app, such as shop.0004_x, where order matters",
    )
    no_proof(verb)
    writing(verb)
    on(verb)


def merge_driver(verb: argparse.ArgumentParser) -> None:
    """Those of `squashkit merge-driver`."""
    verb.add_argument("base", type=Path, metavar="BASE", help="what git calls %%O")
    verb.add_argument("ours", type=Path, metavar="OURS", help="what git calls %%A; gets the result")
    verb.add_argument("theirs", type=Path, metavar="THEIRS", help="what git calls %%B")
    verb.add_argument("path", metavar="PATH", help="what git calls %%P")

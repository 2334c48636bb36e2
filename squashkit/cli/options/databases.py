"""What the verbs about databases take."""

from __future__ import annotations

import argparse
from pathlib import Path


def state(verb: argparse.ArgumentParser) -> None:
    """Those of `squashkit state`."""
    verb.add_argument(
        "databases",
        nargs="*",
        metavar="ALIAS",
        help="databases of the settings, or all tenants in one: 'default/*' names the schemas of "
        "PostgreSQL, and the databases of a MariaDB server; by default all aliases",
    )


def prune(verb: argparse.ArgumentParser) -> None:
    """Those of `squashkit prune`."""
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


def check(verb: argparse.ArgumentParser) -> None:
    """Those of `squashkit check`."""
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


def diff(verb: argparse.ArgumentParser) -> None:
    """Those of `squashkit diff`."""
    kinds = (
        "a SQLite file, a URL such as postgresql://user@host/name or mysql://user@host/name, or "
        "an alias of the settings"
    )
    verb.add_argument("before", metavar="BEFORE", help=kinds)
    verb.add_argument("after", metavar="AFTER", help="another one of the same engine")

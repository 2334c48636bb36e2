"""Databases that have run a branch's migrations under the names that a rebase changes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from ...analysis.comparing import compare, failing
from ...databases.opening import read_database
from ...databases.sandboxes import sandbox
from ...errors import PlanError
from ...model.keys import MigrationKey
from ...model.proofs import Check
from ...model.rebases import Rebase, RenamedRows
from ...model.schema import Difference, Layer
from ...model.words import counted
from ...project.protocol import View
from ..ports import Site
from ..proofs.baselines import replay
from .forking import Fork

OF_ROWS = frozenset({Layer.ROWS, Layer.NUMBERS, Layer.KEYS})


@dataclass(frozen=True, slots=True)
class Deployed:
    """A database in which rows are to be renamed.

    Attributes:
        named: its path or URL.
        rows: what is recorded, and what it is to be called.
    """

    named: str
    rows: RenamedRows


def rows_to_rename(
    site: Site, fork: Fork, rebase: Rebase, aliases: Collection[str]
) -> tuple[Deployed, ...]:
    """Find the rows with old names; each of these databases has to have all that both sides have.

    Args:
        site: the project.
        fork: the branch and its base.
        rebase: what changes.
        aliases: of the project's settings.

    Raises:
        ProjectError: an alias that does not exist, or a database that does not answer.
        PlanError: a database lacks a migration that comes before a renamed one.
    """
    return tuple(_of_database(site, fork, rebase, alias) for alias in dict.fromkeys(aliases))


def _of_database(site: Site, fork: Fork, rebase: Rebase, alias: str) -> Deployed:
    [read] = site.process.applied(alias)
    applied = {MigrationKey(app, name) for app, names in read.applied.items() for name in names}
    moved = [one for one in rebase.moves if one.new != one.key]
    names = tuple((one.key, one.new) for one in moved if one.key in applied)
    if names:
        _refuse_unclear(fork, alias, names, applied)
        _refuse_lacking(fork, alias, applied)
    return Deployed(site.process.locate(alias), RenamedRows(alias, names))


def _refuse_unclear(
    fork: Fork,
    alias: str,
    names: Collection[tuple[MigrationKey, MigrationKey]],
    applied: Collection[MigrationKey],
) -> None:
    """Where nobody can tell whose migration has run, or the new name is on record."""
    there = {key for part in fork.parts for key in part.meeting.base.history}
    old = {key for key, _ in names}
    for key, new in names:
        if key in there:
            raise PlanError(
                f"Database {alias} has {key} on record, and {fork.onto.name} has a migration of "
                "that name as well: nobody can tell whose has run.",
                "Look at what is in the database, and rename the row by hand if it is yours.",
            )
        if new in applied and new not in old:
            raise PlanError(
                f"Database {alias} has {new} on record already.",
                "Look at what made that row; without it, run this again.",
            )


def _refuse_lacking(fork: Fork, alias: str, applied: Collection[MigrationKey]) -> None:
    for part in fork.parts:
        for side in (part.meeting.base, part.meeting.other):
            ours = {app.label for app in part.apps}
            replaced = {key for key in side.squashed if side.squashed[key] in applied}
            lacking = sorted(
                key
                for key, one in side.history.items()
                if key.app in ours and key not in applied and key not in replaced
                if not one.replaces
            )
            if lacking:
                raise PlanError(
                    f"Database {alias} has not run {lacking[0]} of {side.ref.name}.",
                    "Rows are renamed where a database has all that both sides have: let its own "
                    f"code run it first: git switch {side.ref.name} && python manage.py migrate",
                )


def same_schema(inside: Site, databases: Collection[Deployed]) -> tuple[Check, ...]:
    """Whether each database has the schema that the merged project makes.

    Args:
        inside: the project as git merges it.
        databases: those in which rows are to be renamed.

    Raises:
        DatabaseError: no database can be made beside one of them.
    """
    return tuple(_same(inside, one) for one in databases if one.rows.names)


def _same(inside: Site, one: Deployed) -> Check:
    server = one.named if "://" in one.named else ""
    with sandbox(server) as box:
        made = replay(inside.process, View(), box, box.database("merged")).snapshot
    found = failing(compare(made, read_database(one.named)))
    differences = tuple(
        each for each in found if each.layer not in OF_ROWS and not _is_of_others(each)
    )
    parts = counted(len(made.parts), "part")
    return Check("applied", f"{one.rows.alias}, {parts}", differences, engine=made.engine)


def _is_of_others(one: Difference) -> bool:
    """Whether it is a table or a view that the project's migrations know nothing of."""
    return not one.before and one.subject.startswith(("table ", "view "))

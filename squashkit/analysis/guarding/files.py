"""What is wrong with the files themselves, whatever a database has."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import combinations

from ...model.checks import Problem
from ...model.history import History
from ...model.words import counted, listed
from ..leaves import named
from ..rules.deployed import FILES_GONE, GONE, NAME_REUSED, OVERLAPPING
from .standing import Standing, heirs_in, last_heir, when_gone


def in_files(history: History, standing: Collection[Standing]) -> Iterator[Problem]:
    """Problems of first-party files: nobody can mend others.

    Args:
        history: the files, and the records of cleanups.
        standing: what stands for others.
    """
    ours = history.ours
    for one in standing:
        if one.key.app in ours:
            yield from _files_gone(history, one) if one.declared else _reused(history, one)
    yield from _overlapping([one for one in standing if one.declared and one.key.app in ours])
    yield from _depends_on_gone(history, standing, ours)


def _files_gone(history: History, one: Standing) -> Iterator[Problem]:
    gone = [key for key in one.members if key not in history.migrations]
    if gone and len(gone) < len(one.members):
        many = counted(len(one.members), "migration")
        fact = f"{one.key} replaces {many}, and there are no files of {listed(gone)}."
        hint = f"Bring them back. {when_gone(one.key.app)}"
        yield Problem(FILES_GONE.id, one.key.app, fact, hint)


def _reused(history: History, one: Standing) -> Iterator[Problem]:
    for key in one.members:
        if key in history.migrations:
            fact = (
                f"{key} has the name of a migration that {one.key} replaced, and databases have "
                "that on record."
            )
            hint = f"Rename {history.migrations[key].path}."
            yield Problem(NAME_REUSED.id, key.app, fact, hint)


def _overlapping(declared: Collection[Standing]) -> Iterator[Problem]:
    for one, other in combinations(declared, 2):
        shared = sorted(set(one.members) & set(other.members))
        if shared and one.key not in other.direct and other.key not in one.direct:
            fact = f"{one.key} and {other.key} both replace {listed(shared)}."
            yield Problem(OVERLAPPING.id, one.key.app, fact, "Keep one of them.")


def _depends_on_gone(
    history: History, standing: Collection[Standing], ours: Collection[str]
) -> Iterator[Problem]:
    heirs = heirs_in([one for one in standing if not one.declared])
    for key, migration in sorted(history.migrations.items()):
        for before in map(named, migration.dependencies):
            if key.app in ours and before in heirs and before not in history.migrations:
                heir = last_heir(before, heirs)
                fact = f"{key} depends on {before}, which {heir} replaced."
                hint = f"Let it depend on {heir}, in {migration.path}."
                yield Problem(GONE.id, key.app, fact, hint)

"""What a database has on record that the files do not go on from."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from ...model.checks import Problem
from ...model.deployed import Deployed
from ...model.history import History
from ...model.keys import MigrationKey
from ...model.words import counted, listed
from ..alike import Alike
from ..rules.deployed import HALF_WAY, NAME_REUSED, NOT_RECORDED, RECORDED_ALONE, UNKNOWN_START
from .standing import Keys, Standing, heirs_in, last_heir, when_gone


def in_records(history: History, standing: Collection[Standing], group: Alike) -> Iterator[Problem]:
    """Problems with squashes that databases have in part, or alone, or not at all.

    Args:
        history: the files.
        standing: what stands for others.
        group: databases with the same migrations.
    """
    heirs = heirs_in(standing)
    broken = set()
    for one in standing:
        if problem := _of_squash(history, one, group, last_heir(one.key, heirs)):
            broken.add(one.key.app)
            yield problem
        elif not one.declared:
            yield from _reused(history, one, group)
    yield from _unknown_starts(history, standing, group, broken)


def _reused(history: History, one: Standing, group: Alike) -> Iterator[Problem]:
    """Names on record since before the squash is: they mean what it replaced, and no new file."""
    for key in one.members:
        if key in history.migrations and key in group.keys:
            old = [
                name
                for name, state in zip(group.names, group.states, strict=True)
                if _time(state, key) < _time(state, one.key)
            ]
            if old:
                fact = (
                    f"Database {listed(old)} has {key} on record as what {one.key} replaced: the "
                    "file of that name never runs there."
                )
                hint = f"Rename {history.migrations[key].path}."
                yield Problem(NAME_REUSED.id, key.app, fact, hint, tuple(old))


def _time(state: Deployed, key: MigrationKey) -> str:
    return state.applied.get(key.app, {}).get(key.name, "")


def _of_squash(history: History, one: Standing, group: Alike, heir: MigrationKey) -> Problem | None:
    done, every = one.done(group.keys), len(one.members)
    if heir != one.key and heir in group.keys:
        return None
    if one.declared and one.key in group.keys and len(done) < every:
        rest = f"only {len(done)} of the {every} migrations" if done else "no migration"
        fact = f"{one.key} and {rest} that it replaces"
        return _problem(group, one, RECORDED_ALONE.id, fact, _restored(one))
    if not done or one.key in group.keys:
        return None
    if len(done) == every and not one.declared:
        fact = f"all {every} migrations that {one.key} replaced, and not {one.key} itself"
        return _problem(group, one, NOT_RECORDED.id, fact, _through(one))
    if len(done) < every and any(key not in history.migrations for key in one.members):
        left = [key for key in one.members if key not in group.keys]
        fact = f"{len(done)} of the {every} migrations of {one.key}, and not {listed(left)}"
        return _problem(group, one, HALF_WAY.id, fact, _through(one))
    return None


def _problem(group: Alike, one: Standing, rule: str, fact: str, hint: str) -> Problem:
    said = f"Database {group} {group.has} {fact}."
    return Problem(rule, one.key.app, said, hint, group.names)


def _restored(one: Standing) -> str:
    return (
        "Write the rows of what it replaces there: python manage.py migrate "
        f"{one.key.app} {one.key.name} --fake --skip-checks; or take `replaces` out of it."
    )


def _through(one: Standing) -> str:
    if one.way:
        return f"Deploy {one.way} there first, which still has their files, and run migrate."
    return (
        f"Deploy what still has their files there first, and run migrate. {when_gone(one.key.app)}"
    )


def _unknown_starts(
    history: History, standing: Collection[Standing], group: Alike, broken: Collection[str]
) -> Iterator[Problem]:
    explained = {key for one in standing for key in (one.key, *one.members)}
    unknown: dict[str, list[MigrationKey]] = {}
    for key in sorted(group.keys - history.migrations.keys() - explained):
        unknown.setdefault(key.app, []).append(key)
    for label in sorted(unknown.keys() - set(broken)):
        roots = _roots(history, label)
        if roots and not group.keys & roots:
            many, names = counted(len(unknown[label]), "migration"), listed(unknown[label])
            fact = (
                f"Database {group} {group.has} {many} of {label} of which there are no files, "
                f"{names}, and not {listed(sorted(roots))}."
            )
            hint = (
                f"Deploy what has both there first. {when_gone(label)} Rows that an earlier app of "
                "that name left behind can be deleted."
            )
            yield Problem(UNKNOWN_START.id, label, fact, hint, group.names)


def _roots(history: History, label: str) -> Keys:
    """What an app begins with: a squash, and what it replaces, where both are there."""
    own = history.of_app(label)
    return frozenset(
        one.key for one in own if not any(before.app == label for before in one.dependencies)
    )

"""What Django would refuse to load or to migrate: leaves, dangling dependencies, circles."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from ...model.findings import Finding, Level, Place
from ...model.graph import Graph
from ...model.history import History
from ...model.keys import MigrationKey
from ...model.migrations import FIRST, LATEST, MigrationFacts
from ..graphs import replacements
from ..leaves import known_leaves, named
from ..rules.conflicts import CIRCLE, DANGLING, OWN_LEAVES, TWO_LEAVES
from .changes import Migrations
from .meeting import Meeting, Side


def two_leaves(meeting: Meeting) -> Iterator[Finding]:
    """Apps that end in more migrations after the merge than on either side."""
    for app in meeting.shared_apps:
        merged = known_leaves(meeting.merged_app(app))
        if len(merged) > max(1, *(len(side.leaves(app)) for side, _ in meeting.sides)):
            yield _two_leaves(meeting, app, merged)


def _two_leaves(meeting: Meeting, app: str, leaves: Collection[MigrationKey]) -> Finding:
    one, other = meeting.refs
    listed = ", ".join(key.name for key in leaves)
    return Finding(
        TWO_LEAVES.id,
        Level.ERROR,
        app,
        f"With {one} and {other} merged, {app} ends in {len(leaves)} migrations: {listed}.",
        f"On {other}: git merge {one} && squashkit rebase --onto {one}",
        meeting.refs,
        tuple(_where(meeting, key) for key in leaves),
    )


def _where(meeting: Meeting, key: MigrationKey) -> Place:
    """On the ref that brought the migration, or on the base where neither did."""
    for side, _ in reversed(meeting.sides):
        if key in side.own.present:
            return side.place(side.history[key])
    return meeting.base.place(meeting.merged[key])


def dangling(meeting: Meeting) -> Iterator[Finding]:
    """Dependencies that one side has and the other removed."""
    for side, opposite in meeting.sides:
        for key, one in side.own.present.items():
            migration = meeting.edited_twice.get(key, one)
            for missing in map(named, migration.dependencies):
                if missing in side.history and not meeting.has(missing):
                    yield _removed(meeting, side, opposite, migration, missing)


def _removed(
    meeting: Meeting,
    side: Side,
    opposite: Side,
    migration: MigrationFacts,
    missing: MigrationKey,
) -> Finding:
    return Finding(
        DANGLING.id,
        Level.ERROR,
        migration.key.app,
        f"{side.ref.name}: {migration.key} depends on {missing}, which {opposite.ref.name} "
        "removes.",
        f"Name what stands for {missing} in the dependencies of {migration.key}.",
        meeting.refs,
        (side.place(migration),),
    )


def _dangling(
    changed: Iterable[MigrationFacts], migrations: Migrations
) -> Iterator[tuple[MigrationFacts, MigrationKey]]:
    """Migrations with a dependency that leads nowhere, although its app has migrations."""
    missing = [
        (one, key)
        for one in changed
        for key in map(named, one.dependencies)
        if key.app and key not in migrations and key.name not in {FIRST, LATEST}
    ]
    if not missing:
        return
    apps = {key.app for key in migrations}
    replaced = {member for one in migrations.values() for member in one.replaces}
    for one, key in missing:
        if key.app in apps and key not in replaced:
            yield one, key


def circle(meeting: Meeting) -> Iterator[Finding]:
    """A circle that neither side has by itself."""
    sides = [side for side, _ in meeting.sides]
    if not all(side.own.may_close for side in sides):
        return
    found = graph_of(meeting.merged).cycle()
    if found and not any(graph_of(side.history).cycle() for side in sides):
        one, other = meeting.refs
        yield Finding(
            CIRCLE.id,
            Level.ERROR,
            found[0].app,
            f"With {one} and {other} merged, migrations depend on each other in a circle: "
            f"{_written(found)}.",
            "Take one of these dependencies out.",
            meeting.refs,
            tuple(_where(meeting, key) for key in found),
        )


def graph_of(migrations: Migrations) -> Graph[MigrationKey]:
    """The graph of what the files name; apps that are not there, and swappable ones, are left out.

    Args:
        migrations: of all apps.
    """
    replaced = replacements(History((), migrations))
    known = migrations.keys() | replaced.keys()
    edges = {
        key: {parent for parent in map(named, one.dependencies) if parent in known}
        for key, one in migrations.items()
    }
    for key, one in migrations.items():
        for child in map(named, one.run_before):
            if child in edges:
                edges[child].add(key)
    return Graph(edges).contract(replaced)


def _written(circle: Collection[MigrationKey]) -> str:
    nodes = list(circle)
    return " -> ".join(str(key) for key in (*nodes, nodes[0]))


def own_faults(side: Side, known: Side | None = None) -> Iterator[Finding]:
    """What is wrong with a ref by itself.

    Args:
        side: the ref, with what to look at as its own changes.
        known: another ref; what is wrong there too is left out.
    """
    for app in sorted(side.own.apps):
        leaves = side.leaves(app)
        if len(leaves) > 1 and not (known and known.leaves(app) == leaves):
            yield _own_leaves(side, app, leaves)
    for migration, missing in _dangling(side.own.present.values(), side.history):
        yield Finding(
            DANGLING.id,
            Level.ERROR,
            migration.key.app,
            f"{side.ref.name}: {migration.key} depends on {missing}, which does not exist.",
            "Correct the dependency in that file.",
            (side.ref.name,),
            (side.place(migration),),
        )
    if side.own.may_close:
        yield from own_circle(side, known)


def _own_leaves(side: Side, app: str, leaves: Collection[MigrationKey]) -> Finding:
    listed = ", ".join(key.name for key in leaves)
    return Finding(
        OWN_LEAVES.id,
        Level.ERROR,
        app,
        f"{side.ref.name}: {app} ends in {len(leaves)} migrations: {listed}.",
        f"On {side.ref.name}: squashkit merge {app}",
        (side.ref.name,),
        tuple(side.place(side.history[key]) for key in leaves),
    )


def own_circle(side: Side, known: Side | None) -> Iterator[Finding]:
    """A circle of dependencies on a ref by itself.

    Args:
        side: the ref.
        known: another ref; what is wrong there too is left out.
    """
    found = graph_of(side.history).cycle()
    if found and not (known and graph_of(known.history).cycle()):
        yield Finding(
            CIRCLE.id,
            Level.ERROR,
            found[0].app,
            f"{side.ref.name}: migrations depend on each other in a circle: {_written(found)}.",
            "Take one of these dependencies out; every command of Django fails on them too.",
            (side.ref.name,),
            tuple(side.place(side.history[key]) for key in found if key in side.history),
        )

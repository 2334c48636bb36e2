"""The executor of a moment is the one that Django would make anew."""

from contextlib import closing

import hypothesis
import pytest
from django.db import connections
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.utils import ConnectionHandler
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from squashkit.project.replays.executors import ExecutorCache

CHAIN = "a b<a c<b d<c e<d"
SQUASHES = {
    "none": "",
    "one": "s=ab",
    "two": "s=ab t<s=cd",
    "nested": "s=ab t=sc",
    "deeply nested": "s=ab t=sc u=td",
    "overlapping": "s=abc t=bcd",
}


def migrations(text):
    """`b<a` depends on a, and `s=ab` replaces a and b."""
    found = {}
    for one in text.split():
        head, _, replaces = one.partition("=")
        name, _, parents = head.partition("<")
        made = found["app", name] = Migration(name, "app")
        made.dependencies = [("app", parent) for parent in parents]
        made.replaces = [("app", member) for member in replaces]
    return found


@pytest.fixture(params=SQUASHES)
def connection(request, monkeypatch):
    """To a database of a project with these migrations."""
    disk = migrations(f"{CHAIN} {SQUASHES[request.param]}")

    def load_disk(loader):
        loader.disk_migrations = dict(disk)
        loader.unmigrated_apps, loader.migrated_apps = set(), {"app"}

    monkeypatch.setattr(MigrationLoader, "load_disk", load_disk)
    settings = {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}
    made = ConnectionHandler({"default": settings})["default"]
    # Records are written through the alias.
    monkeypatch.setattr(connections._connections, "default", made, raising=False)
    MigrationRecorder(made).ensure_schema()
    # Django itself never closes one in memory.
    with closing(made.connection):
        yield made


def seen(make):
    """The graph, what is applied, and what is planned; or what Django raises."""
    try:
        executor = make()
    except Exception as error:  # noqa: BLE001  whatever it is
        return str(error)
    loader, graph = executor.loader, executor.loader.graph
    edges = {node: {*graph.node_map[node].parents} for node in graph.nodes}
    plan = [one.name for one, _ in executor.migration_plan(graph.leaf_nodes())]
    return edges, loader.applied_migrations.keys(), plan


@hypothesis.settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
@given(order=st.permutations("abcdestu"))
def test_whatever_is_applied(connection, order):
    recorder, executors = MigrationRecorder(connection), ExecutorCache(connection)
    recorder.migration_qs.all().delete()
    for name in order:
        assert seen(executors.now) == seen(lambda: MigrationExecutor(connection))
        recorder.record_applied("app", name)


def test_the_graph_is_built_only_where_it_can_change(connection, monkeypatch):
    built = []
    build = MigrationLoader.build_graph
    monkeypatch.setattr(MigrationLoader, "build_graph", lambda one: built.append(build(one)))
    recorder, executors = MigrationRecorder(connection), ExecutorCache(connection)
    executors.now()
    stages = len(executors._stages)
    for name in "abcde":
        recorder.record_applied("app", name)
        executors.now()

    assert len(built) <= 1 + 3 * stages

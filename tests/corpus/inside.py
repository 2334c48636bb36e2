"""Tells of a project's migrations with Django alone; nothing of squashkit is used.

Runs in the environment of a package, from the folder of its manage.py, and prints JSON:

    python inside.py SETTINGS
"""

from __future__ import annotations

import inspect
import json
import os
import sys
from collections import Counter
from pathlib import Path
from typing import Any


def labels(root: Path) -> set[str]:
    """The apps whose files are in the copy."""
    from django.apps import apps

    configs = apps.get_app_configs()
    return {one.label for one in configs if Path(one.path).resolve().is_relative_to(root)}


def count(root: Path) -> dict[str, Any]:
    """What a database with nothing in it will run, and how that hangs together."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    graph = executor.loader.graph
    steps = [step for step, _ in executor.migration_plan(graph.leaf_nodes())]
    operations = Counter[str]()
    for step in steps:
        operations[step.app_label] += len(step.operations)
    order = [(step.app_label, step.name) for step in steps]
    ours = labels(root)
    return {
        "files": Counter(app for app, _ in executor.loader.disk_migrations),
        "operations": operations,
        "order": order,
        "parents": [[parent.key for parent in graph.node_map[key].parents] for key in order],
        "labels": sorted(ours),
        "disk": [
            described(one)
            for (app, _), one in sorted(executor.loader.disk_migrations.items())
            if app in ours
        ],
    }


STEPS = {"RunPython", "RunSQL"}


def described(migration: Any) -> dict[str, Any]:
    """One file, without its operations."""
    return {
        "key": (migration.app_label, migration.name),
        "path": inspect.getfile(type(migration)),
        "operations": len(migration.operations),
        "steps": sum(type(one).__name__ in STEPS for one in migration.operations),
        "dependencies": [tuple(key) for key in migration.dependencies],
        "replaces": [tuple(key) for key in migration.replaces],
    }


def main() -> None:
    """Print what there is."""
    import django

    # Settings may change the working directory, those of evennia do.
    root = Path.cwd().resolve()
    # The script's folder comes first on the path; the copy has to, as with manage.py.
    sys.path[0] = str(root)
    os.environ["DJANGO_SETTINGS_MODULE"] = sys.argv[1]
    django.setup()
    sys.stdout.write(json.dumps(count(root)) + "\n")


if __name__ == "__main__":
    main()

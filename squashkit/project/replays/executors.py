"""The executor that `migrate` would make of a database, time and again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

Node = tuple[str, str]
"""An app and a name, as Django's graph has them."""


class ExecutorCache:
    """Asks a database what is applied, and builds the graph anew only where that can change it.

    It does as far as none, some or all of what a migration replaces is applied, and no further
    (`MigrationLoader.build_graph`); where a squash is among that, by what exactly is applied.

    Args:
        connection: to the database.
    """

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self._executor: Any = None
        self._stages: dict[Node, object] = {}

    def now(self) -> Any:
        """As `MigrationExecutor(connection)` would be now.

        Raises:
            Exception: whatever Django raises where there is no such graph.
        """
        applied = MigrationRecorder(self.connection).applied_migrations()
        executor, self._executor = self._executor, None
        if executor is not None and self._stages == _stages(executor.loader, applied):
            _update(executor.loader, applied)
        else:
            executor = MigrationExecutor(self.connection)
            self._stages = _stages(executor.loader, applied)
        self._executor = executor
        return executor


def _stages(loader: Any, applied: Mapping[Node, Any]) -> dict[Node, object]:
    """What the graph makes of each migration that replaces others depends on this."""
    found: dict[Node, object] = {}
    for node, migration in loader.replacements.items():
        replaced = set(migration.replaces)
        there = replaced & applied.keys()
        is_nested = not replaced.isdisjoint(loader.replacements)
        found[node] = there if is_nested else (bool(there), there == replaced)
    return found


def _update(loader: Any, applied: Mapping[Node, Any]) -> None:
    """What is applied, but for squashes, of which the graph has decided that itself."""
    own = loader.replacements.keys()
    decided = {node: one for node, one in loader.applied_migrations.items() if node in own}
    others = {node: one for node, one in applied.items() if node not in own}
    loader.applied_migrations = others | decided

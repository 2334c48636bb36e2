"""Whether two lists of operations do the same, found out without the optimiser's own reasoning."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from enum import Enum
from typing import Any

from django.db import connection
from django.db.migrations.state import ProjectState

from squashkit.analysis.comparing import compare, failing
from squashkit.databases.sandboxes import sandbox
from squashkit.databases.sqlite import snapshot
from squashkit.model.schema import Snapshot
from squashkit.project.operations.states import normalised

from .recording import Call


class Verdict(Enum):
    """What came of running both lists.

    The first needs models that are not there: nobody can say what it leads to.
    """

    NOT_RUN = "cannot run by itself"
    EQUAL = "equal"
    UNEQUAL = "unequal"


def compare_states(call: Call) -> Verdict:
    """Compare the models that both lists lead to, from none."""
    return _compared(call, _state, lambda one, other: one.models == other.models)


def compare_schemas(call: Call) -> Verdict:
    """Compare the tables that both lists leave in an empty SQLite database."""
    return _compared(call, _schema, lambda one, other: not failing(compare(one, other)))


def _compared(call: Call, run: Any, equal: Any) -> Verdict:
    try:
        before = run(call.app, call.before)
    except Exception:  # noqa: BLE001  whatever Django raises, it is no history
        return Verdict.NOT_RUN
    try:
        after = run(call.app, call.after)
    except Exception:  # noqa: BLE001  the same of ours is a wrong merge
        return Verdict.UNEQUAL
    return Verdict.EQUAL if equal(before, after) else Verdict.UNEQUAL


def _state(app: str, operations: Sequence[Any]) -> Any:
    state = ProjectState()
    for operation in copy.deepcopy(operations):
        operation.state_forwards(app, state)
    for model in normalised(state).models.values():
        _sort_constraints(model.options)
    return state


def _sort_constraints(options: dict[str, Any]) -> None:
    """To a database their order means nothing (ticket 35038)."""
    if "constraints" in options:
        options["constraints"] = sorted(options["constraints"], key=lambda one: one.name)


def _schema(app: str, operations: Sequence[Any]) -> Snapshot:
    with sandbox() as box:
        path = box.database("schema")
        _connect(path)
        try:
            _migrate(app, copy.deepcopy(operations))
        finally:
            connection.close()
        return snapshot(path)


def _connect(path: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = path


def _migrate(app: str, operations: Sequence[Any]) -> None:
    """Each operation as a migration of its own, so that indexes are made where they stand."""
    state = ProjectState()
    for operation in operations:
        before = state.clone()
        operation.state_forwards(app, state)
        with connection.schema_editor() as editor:
            operation.database_forwards(app, editor, before, state)

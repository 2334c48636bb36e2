"""Runs Django's tests of its optimiser with another one in its place."""

from __future__ import annotations

import copy
import importlib
import sys
import unittest
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from squashkit.project.operations.optimizing import Optimizer


@dataclass(frozen=True)
class Call:
    """What one test gave to the optimiser, and what came back; nobody else has these objects."""

    test: str
    app: str
    before: list[Any]
    after: list[Any]


@dataclass
class Recorded(unittest.TestResult):
    """The tests by name.

    Attributes:
        failed: each with the last line of what it says.
        calls: of all tests, in their order.
    """

    tests: set[str] = field(default_factory=set)
    failed: dict[str, str] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    @property
    def passed(self) -> set[str]:
        """The tests that get, to the letter, what they expect."""
        return self.tests - self.failed.keys()

    def startTest(self, test: unittest.TestCase) -> None:  # noqa: N802  unittest's name
        super().startTest(test)
        self.current = _name(test)
        self.tests.add(self.current)

    def addFailure(self, test: unittest.TestCase, err: Any) -> None:  # noqa: N802
        super().addFailure(test, err)
        self.failed[self.current] = f"{err[0].__name__}: {err[1]}"

    addError = addFailure  # noqa: N815

    def addSubTest(self, test: Any, subtest: Any, err: Any) -> None:  # noqa: N802
        super().addSubTest(test, subtest, err)
        if err is not None:
            self.failed[self.current] = f"{err[0].__name__}: {err[1]}"


def _name(test: unittest.TestCase) -> str:
    return test.id().rpartition(".")[2]


def record(tests: Path) -> Recorded:
    """Run `migrations/test_optimizer.py` of Django's tests.

    Args:
        tests: the folder, whose app `migrations` is installed.
    """
    sys.path.insert(0, str(tests))
    found = Recorded()
    module: Any = importlib.import_module("migrations.test_optimizer")
    # In which module the assertions make an optimiser depends on the version.
    for name in {cls.__module__ for cls in module.OptimizerTests.__mro__}:
        if hasattr(sys.modules[name], "MigrationOptimizer"):
            setattr(sys.modules[name], "MigrationOptimizer", _recording(found))  # noqa: B010
    unittest.defaultTestLoader.loadTestsFromTestCase(module.OptimizerTests).run(found)
    return found


def _recording(found: Recorded) -> type[Optimizer]:
    class Recording(Optimizer):
        def optimize(self, operations: Sequence[Any], app_label: str) -> list[Any]:
            before = copy.deepcopy(list(operations))
            after = super().optimize(operations, app_label)
            found.calls.append(Call(found.current, app_label, before, copy.deepcopy(after)))
            return after

    return Recording

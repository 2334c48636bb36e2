"""Turns a Django project's long migration history into a short one that is proven equal."""

from __future__ import annotations

from .api import Project
from .errors import (
    CompositionError,
    ConfigurationError,
    HistoryError,
    PlanError,
    ProjectError,
    RepositoryError,
    SquashkitError,
    WriteError,
)
from .model.history import App
from .model.keys import MigrationKey
from .model.plans import Gain, Left, Plan, Reason, Segment
from .model.proofs import Check, Proof
from .model.rules import Rule
from .model.schema import Difference, Layer
from .version import __version__

__all__ = [
    "App",
    "Check",
    "CompositionError",
    "ConfigurationError",
    "Difference",
    "Gain",
    "HistoryError",
    "Layer",
    "Left",
    "MigrationKey",
    "Plan",
    "PlanError",
    "Project",
    "ProjectError",
    "Proof",
    "Reason",
    "RepositoryError",
    "Rule",
    "Segment",
    "SquashkitError",
    "WriteError",
    "__version__",
]

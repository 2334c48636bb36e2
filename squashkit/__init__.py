"""Turns a Django project's long migration history into a short one that is proven equal."""

from __future__ import annotations

from .api import Project
from .errors import (
    CompositionError,
    ConfigurationError,
    DatabaseError,
    HistoryError,
    PlanError,
    ProjectError,
    ProofError,
    RepositoryError,
    SquashkitError,
    WriteError,
)
from .model.checks import Examined, Problem
from .model.cleanups import Blocked, Terms
from .model.comparisons import Comparison
from .model.deployed import Deployed, Deployment, Recorded
from .model.findings import Conflicts, Finding, Level, Place
from .model.history import App
from .model.inventory import AppInventory, Inventories, Inventory
from .model.keys import MigrationKey
from .model.merges import Clash, Fork, Said
from .model.plans import Bound, Gain, InFlight, Left, Limits, Plan, Reason, Runs, Segment
from .model.proofs import Basis, Check, Proof, Reuse, Run
from .model.rebases import Move, Rebase
from .model.references import Reference
from .model.refs import Change, Ref
from .model.retired import Retired
from .model.rules import Rule
from .model.schema import Cause, Difference, Layer
from .model.steps import Step
from .model.unused import Unused
from .version import __version__

__all__ = [
    "App",
    "AppInventory",
    "Basis",
    "Blocked",
    "Bound",
    "Cause",
    "Change",
    "Check",
    "Clash",
    "Comparison",
    "CompositionError",
    "ConfigurationError",
    "Conflicts",
    "DatabaseError",
    "Deployed",
    "Deployment",
    "Difference",
    "Examined",
    "Finding",
    "Fork",
    "Gain",
    "HistoryError",
    "InFlight",
    "Inventories",
    "Inventory",
    "Layer",
    "Left",
    "Level",
    "Limits",
    "MigrationKey",
    "Move",
    "Place",
    "Plan",
    "PlanError",
    "Problem",
    "Project",
    "ProjectError",
    "Proof",
    "ProofError",
    "Reason",
    "Rebase",
    "Recorded",
    "Ref",
    "Reference",
    "RepositoryError",
    "Retired",
    "Reuse",
    "Rule",
    "Run",
    "Runs",
    "Said",
    "Segment",
    "SquashkitError",
    "Step",
    "Terms",
    "Unused",
    "WriteError",
    "__version__",
]

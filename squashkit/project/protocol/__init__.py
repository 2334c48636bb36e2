"""What the two processes say to each other: one request value a job, one answer value."""

from .orders import Environment, Order
from .proving import (
    ROWS,
    CompareStates,
    Migrate,
    Migrated,
    NameTables,
    Refused,
    SituationsTried,
    StatesCompared,
    TablesNamed,
    TrySituations,
    Unapplied,
    Unapply,
    Walk,
    Walked,
)
from .reading import Applied, Evaluate, Evaluated, Inspect, Inspection, Locate, Located, ReadApplied
from .reducing import Block, GoOn, Parted, Reduce, Reduction
from .views import Changed, ImportFiles, Overlay, Unimportable, View

__all__ = [
    "ROWS",
    "Applied",
    "Block",
    "Changed",
    "CompareStates",
    "Environment",
    "Evaluate",
    "Evaluated",
    "GoOn",
    "ImportFiles",
    "Inspect",
    "Inspection",
    "Locate",
    "Located",
    "Migrate",
    "Migrated",
    "NameTables",
    "Order",
    "Overlay",
    "Parted",
    "ReadApplied",
    "Reduce",
    "Reduction",
    "Refused",
    "SituationsTried",
    "StatesCompared",
    "TablesNamed",
    "TrySituations",
    "Unapplied",
    "Unapply",
    "Unimportable",
    "View",
    "Walk",
    "Walked",
]

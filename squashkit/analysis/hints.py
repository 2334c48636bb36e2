"""What a user can do about a check that does not hold."""

from __future__ import annotations

from ..model.proofs import Check
from ..model.schema import Layer
from .blame import without_start

FAILS = (
    "Mend what raises, then try it alone: python manage.py migrate, with an empty database in the "
    "settings."
)
GRAPH = (
    "Look at `replaces` and `dependencies` of the squash: the one lists all that it stands for, "
    "the other all that these depended on outside of it."
)
STATE = (
    "Give the operation of the squash the arguments that the last one of the original has; what "
    "only changes the state counts as well."
)
LAYERS = {
    Layer.STRUCTURE: "Let the squash make this part as the original leaves it. What SQL or Python "
    "code made there is not in the models: such steps have to stay.",
    Layer.NAMES: "Give it the name that it has with the original: other databases have that.",
    Layer.ROWS: "The squash drops, changes or moves a step that writes rows: keep it, with its "
    "code, between the same operations.",
    Layer.NUMBERS: "The same rows are written in another order: keep the steps in theirs, since "
    "somebody may know a row by its number.",
}


def hint_for(check: Check) -> str:
    """The next step, by what differs first.

    Args:
        check: one that does not hold.
    """
    first = check.differences[0]
    if without_start(first.subject).startswith("migration "):
        return FAILS
    return {"graph": GRAPH, "state": STATE}.get(check.name) or LAYERS.get(first.layer, "")

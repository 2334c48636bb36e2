"""What a user can do about a check that does not hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ..model.proofs import Check, Proof
from ..model.schema import NEXT_NUMBER, Difference, Layer
from .renames import CONTENT_TYPE
from .twice import TWICE

FAILS = (
    "Mend what raises, then try it alone: python manage.py migrate, with an empty database in the "
    "settings."
)
GRAPH = (
    "Look at `replaces` and `dependencies` of the squash: the one lists all that it stands for, "
    "the other all that these depended on outside of it."
)
IMPORTS = "Let every migration be importable: python manage.py showmigrations says what is not."
NOT_IMPORTED = re.compile(r"\b(ImportError|ModuleNotFoundError|SyntaxError): ")
UNLOADED = frozenset({"new database", "migration migrate"})
"""What a check is about where no migration has begun."""
STATE = (
    "Give the operation of the squash the arguments that the last one of the original has; what "
    "only changes the state counts as well."
)
RENAMED = (
    "Keep the RenameModel: for that alone Django renames the content type of a model, on which "
    "permissions and generic relations hang."
)
REPLACES = (
    "Add the migration that adds it too to `replaces`, or leave the field out of the squash: "
    "most databases do not take a column twice."
)
REVERSE = (
    "Give the operations of the squash what they need to be unapplied, such as `reverse_code`; the "
    "original has it."
)
MET = (
    "These rows were there before. A field that is added gives them the default of that moment, "
    "and a later one is for new rows: leave the operations apart that give one and change it, and "
    "keep steps that change rows."
)
SETS = (
    "A step of the original says which number this table goes on with, as ALTER SEQUENCE ... "
    "RESTART does: keep it."
)
PENDING = (
    "PostgreSQL settles rows at the end of a migration, of which the original has more: let a "
    "RunPython between that step and the change of its table call "
    "schema_editor.connection.check_constraints(), as its code or, on the way back, as its "
    "reverse_code."
)
FREED = "database after a cleanup, "
ORDER = (
    "Add to `dependencies` of the squash what the files that it replaces depend on: without them "
    "nothing else says so."
)
SUBJECTS = {CONTENT_TYPE: RENAMED, TWICE: REPLACES, "migration ": FAILS, NEXT_NUMBER: SETS}
"""By how the subject of a difference begins."""
CHECKS = {"graph": GRAPH, "state": STATE, "reverse": REVERSE}
LAYERS = {
    Layer.STRUCTURE: "Let the squash make this part as the original leaves it. What SQL or Python "
    "code made there is not in the models: such steps have to stay.",
    Layer.NAMES: "Give it the name that it has with the original: other databases have that.",
    Layer.ROWS: "The squash drops, changes or moves a step that writes rows: keep it, with its "
    "code, between the same operations.",
    Layer.NUMBERS: "The same rows are written in another order: keep the steps in theirs, since "
    "somebody may know a row by its number.",
}


COMPOSED = (
    "squashkit made this squash: leave its app out with --keep-going, and please report it with "
    "these migrations."
)
BROKEN = (
    "Nothing can be proven before `python manage.py migrate` works on an empty database. "
    "If these migrations are for a server alone, name it with --on."
)
BROKEN_THERE = (
    "Nothing can be proven before `python manage.py migrate` works on an empty database there. "
    "If nobody runs the project on this engine, leave out its --on."
)
ERRORS = {
    r"^(URLError|HTTPError|SSLError|gaierror|timeout|\w*Connect\w*|Timeout\w*)(:|$)": "It reaches "
    "for the network, as on every new database: let the step end before that where its tables are "
    "empty, or run this where it gets an answer.",
    r"'\w*Settings\w*' object has no attribute|^ImproperlyConfigured": "Every new database needs "
    "that setting: add it, or name the settings that have it with --settings.",
    r'extension "[^"]*" is not available|permission denied to create extension': "Install the "
    "extension on that server and let its user create it, or name a server that has it with --on.",
}
"""What an original migration raises, and what to do where that can be told."""


def hint_for_error(error: str, *, on_server: bool = False) -> str:
    """What to do where the original history itself does not migrate.

    Args:
        error: what it raises: the type's name, a colon and the message.
        on_server: whether that is on a server that was named.
    """
    other = BROKEN_THERE if on_server else BROKEN
    return next((hint for pattern, hint in ERRORS.items() if re.search(pattern, error)), other)


def with_hint(proof: Proof, hint: str) -> Proof:
    """The proof with one hint for all checks that do not hold.

    Args:
        proof: with hints of its own, or without.
        hint: what to say instead.
    """
    checks = (check if check.holds else replace(check, hint=hint) for check in proof.checks)
    return replace(proof, checks=tuple(checks))


def hint_for(check: Check) -> str:
    """The next step, by what differs first.

    Args:
        check: one that does not hold.
    """
    return next(_fitting(check, check.differences[0]), "")


def _fitting(check: Check, first: Difference) -> Iterator[str]:
    """The most particular one first."""
    if "pending trigger events" in first.after:
        yield PENDING
    if first.subject in UNLOADED and NOT_IMPORTED.search(first.after):
        yield IMPORTS
    if first.where.startswith(FREED):
        yield ORDER
    if first.after.startswith("migrate would run "):
        yield GRAPH
    yield from (hint for begins, hint in SUBJECTS.items() if first.subject.startswith(begins))
    if check.name == "upgrade" and first.layer is Layer.ROWS:
        yield MET
    if check.name in CHECKS:
        yield CHECKS[check.name]
    if first.layer in LAYERS:
        yield LAYERS[first.layer]

"""What keeps migrations out of a squash: design section 3, one rule for each way to break one."""

from __future__ import annotations

from ...model.rules import Rule

TOO_SHORT = Rule(
    "SQK101",
    "too-short",
    "A run of one migration is left alone.",
    "A squash of one file gains nothing and adds a file.",
)
ALREADY_SQUASHED = Rule(
    "SQK102",
    "already-squashed",
    "A squash that still has `replaces` is left alone where its files cannot be replaced anew: "
    "one is gone, one is a squash itself, or an installed package depends on the squash; or where "
    "it leads to another model, other rows or another schema than what it replaces, and a database "
    "in between would notice.",
    "Two squashes that replace the same migration are loaded in an order that Django does not "
    "promise; before Django 6.0 a squash of a squash is not supported at all (ticket 24529). So a "
    "longer squash takes the place of the one on disk, and replaces the same files. A database "
    "that has run the one on disk goes on with those files and the models that they say, while its "
    "tables are as the squash made them. A length or a default may differ until a later migration "
    "sets it anew. A database that is before the one on disk, with the longer one begun, runs "
    "those files in its place: where it keeps the values of a column that they remove and add "
    "again, say, these would be lost. Only a proof tells; the longer squash is made without it.",
)
UNREADABLE = Rule(
    "SQK103",
    "unreadable",
    "A migration whose dependencies or operations are computed on import is left alone.",
    "What cannot be read without running it cannot be planned; squashkit does not guess.",
)
CUSTOM_CLASS = Rule(
    "SQK104",
    "custom-class",
    "A migration that overrides a method Django calls, or whose base class is defined in its own "
    "file, is left alone; a segment ends where the base class changes.",
    "A squash has one class. What all its members share it can have too; behaviour cannot be "
    "merged.",
)
NOT_ATOMIC = Rule(
    "SQK105",
    "not-atomic",
    "A segment ends where `atomic` changes, unless it makes its tables itself and no step of the "
    "migration touches rows.",
    "Operations that ask for no transaction may refuse to run in one, or need the work before "
    "them committed; on tables that are new it makes no difference.",
)
FLOATING = Rule(
    "SQK106",
    "floating-dependency",
    "An app that another migration names with `__latest__` is left alone.",
    "Django resolves `__latest__` before it replaces migrations, and an unused squash sorts "
    "first, so that the dependency would mean another migration (MigrationLoader.check_key).",
)
WOVEN = Rule(
    "SQK107",
    "woven",
    "A segment ends where another app's migrations have to run in between.",
    "A squash inherits every dependency of its members; across the cut they would form a circle "
    "(ticket 23337).",
)
ROWS_ORDER = Rule(
    "SQK108",
    "order-of-steps",
    "A segment ends where another app's migration meets its models half way.",
    "A data step, or a reference to a model that is renamed or removed later, would find other "
    "models than those it was written for.",
)
CONFLICT = Rule(
    "SQK109",
    "conflicting-leaves",
    "An app with more than one leaf is left alone.",
    "Django refuses to migrate it before the leaves are merged.",
)
NOT_CARRIED = Rule(
    "SQK110",
    "code-not-carried",
    "A segment whose functions cannot be moved into the squash is not squashed.",
    "A function that stays behind in a replaced file is lost when that file is deleted.",
)
NOT_PROVEN = Rule(
    "SQK111",
    "not-proven",
    "A segment that could not be proven equal was left out at the user's wish.",
    "Nothing is written that was not proven.",
)
EXCLUDED = Rule(
    "SQK112",
    "excluded",
    "An app that the user excluded is left alone, and so is what is outside of a range that they "
    "named.",
    "The user said so.",
)

IN_FLIGHT = Rule(
    "SQK113",
    "in-flight",
    "A segment ends where a branch that is not merged yet depends on it, edits or squashes it.",
    "The branch's migration would meet the models as they are after the whole squash, and a "
    "database that has run it could not be upgraded.",
)
RUNS_BEFORE = Rule(
    "SQK117",
    "runs-before",
    "A segment ends at a migration that has to run before one of another app.",
    "In a database that stops between the two, Django would make the other wait for the whole "
    "squash, and call its history inconsistent (MigrationGraph.remove_replacement_node).",
)
UNRELEASED = Rule(
    "SQK114",
    "unreleased",
    "A migration that the release given with `--until` does not have is left alone.",
    "What no release has yet may still change, and databases that have it are few.",
)
TOO_YOUNG = Rule(
    "SQK115",
    "too-young",
    "A migration that was first committed after the date of `--older-than` is left alone.",
    "Branches and databases that stop there are the likelier, the younger it is.",
)
HALF_DEPLOYED = Rule(
    "SQK118",
    "half-deployed",
    "A segment ends where a database of `--deployed` has a migration and not the next one.",
    "It would have to go on with the replaced files, and is lost when these go before it did.",
)
KEPT = Rule(
    "SQK116",
    "kept",
    "The last migrations of each app are left alone, as many as `--keep` says.",
    "The user said so.",
)

SQUASHING = (
    TOO_SHORT,
    ALREADY_SQUASHED,
    UNREADABLE,
    CUSTOM_CLASS,
    NOT_ATOMIC,
    FLOATING,
    WOVEN,
    ROWS_ORDER,
    CONFLICT,
    NOT_CARRIED,
    NOT_PROVEN,
    EXCLUDED,
    IN_FLIGHT,
    UNRELEASED,
    TOO_YOUNG,
    KEPT,
    RUNS_BEFORE,
    HALF_DEPLOYED,
)

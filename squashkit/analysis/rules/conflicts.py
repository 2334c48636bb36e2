"""What can go wrong when branches meet, one rule for each way."""

from __future__ import annotations

from ...model.rules import Rule

TWO_LEAVES = Rule(
    "SQK201",
    "two-leaves",
    "Together, two refs end an app in more than one migration.",
    "Django then refuses `migrate` and `makemigrations` with `Conflicting migrations detected`.",
)
SAME_NUMBER = Rule(
    "SQK202",
    "same-number",
    "Two refs add different migrations with the same number to one app.",
    "The number only sorts files for people; two of a kind are a sign that neither knew of the "
    "other. Whether Django minds is what SQK201 says.",
)
SAME_NAME = Rule(
    "SQK203",
    "same-name",
    "Two refs add different migrations of the same name to one app.",
    "A database records the name alone: having applied one of them, it never runs the other.",
)
SAME_MODEL = Rule(
    "SQK204",
    "same-model",
    "Two refs change the same model, in ways that can follow each other in either order.",
    "A merge migration is enough, but people should know of each other.",
)
ORDER_MATTERS = Rule(
    "SQK205",
    "order-matters",
    "Two refs change the same thing, so that the order decides, or the second change fails.",
    "Django runs the two sides of a merge in the order of their names, which nobody chose.",
)
GONE_IN_USE = Rule(
    "SQK206",
    "gone-in-use",
    "One ref removes or renames a model or field that the other ref uses, in any app.",
    "Neither git nor Django sees a conflict; `migrate` fails, or a step finds other models than "
    "those it was written for.",
)
EDITED = Rule(
    "SQK207",
    "edited",
    "A ref edits the code of a migration that its base already has; comments do not count.",
    "A database that has applied the migration never sees the edit.",
)
RENAMED = Rule(
    "SQK208",
    "renamed",
    "A ref renames a migration that its base already has.",
    "A database that recorded the old name takes the new one for unapplied and runs it again.",
)
DELETED = Rule(
    "SQK209",
    "deleted",
    "A ref deletes a migration that its base already has, and no squash stands for it.",
    "New databases lack what it did; those that have it keep a name that nothing explains.",
)
INSIDE_SQUASH = Rule(
    "SQK210",
    "inside-squash",
    "A ref depends on the middle of a squash, planned or existing.",
    "Django moves the dependency to the whole squash: the migration meets models as they are "
    "after it, and a database in between can no longer be migrated.",
)
OVERLAP = Rule(
    "SQK211",
    "overlapping-squashes",
    "Two refs squash the same migration in different ways.",
    "Django loads both in an order that it does not promise (MigrationLoader.build_graph).",
)
NAME_REPLACED = Rule(
    "SQK212",
    "name-replaced",
    "A ref adds a migration with a name that a `replaces` still lists.",
    "Databases have that name on record, and the squash takes the new file for its member.",
)
CIRCLE = Rule(
    "SQK213",
    "circle",
    "Together, the migrations of two refs depend on each other in a circle.",
    "Django raises CircularDependencyError for every command.",
)
DANGLING = Rule(
    "SQK214",
    "dangling",
    "Together, or on one ref, a migration depends on one that does not exist.",
    "Django raises NodeNotFoundError for every command.",
)
BEHIND_SQUASH = Rule(
    "SQK215",
    "behind-squash",
    "A ref adds to an app that its base has squashed or cleaned up since.",
    "Its dependencies name files that are replaced now, and that a cleanup removes.",
)
UNREADABLE = Rule(
    "SQK216",
    "not-read",
    "A migration on a ref cannot be read, or not without running it.",
    "What it does and depends on is unknown, so that conflicts with it cannot be seen.",
)
NOT_COMPARED = Rule(
    "SQK217",
    "not-compared",
    "A ref has no commit in common with the base, as far as this clone knows.",
    "What it adds cannot be told from what it has always had.",
)
OWN_LEAVES = Rule(
    "SQK218",
    "own-leaves",
    "A ref ends an app in more than one migration, by itself.",
    "Django refuses `migrate` and `makemigrations` there, before anything is merged.",
)

CONFLICTS = (
    TWO_LEAVES,
    SAME_NUMBER,
    SAME_NAME,
    SAME_MODEL,
    ORDER_MATTERS,
    GONE_IN_USE,
    EDITED,
    RENAMED,
    DELETED,
    INSIDE_SQUASH,
    OVERLAP,
    NAME_REPLACED,
    CIRCLE,
    DANGLING,
    BEHIND_SQUASH,
    UNREADABLE,
    NOT_COMPARED,
    OWN_LEAVES,
)

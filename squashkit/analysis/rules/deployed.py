"""What a deployed database can be in for, where Django says nothing or too late."""

from __future__ import annotations

from ...model.rules import Rule

HALF_WAY = Rule(
    "SQK301",
    "half-way",
    "A database has part of what a squash replaces, and a file of that is gone.",
    "Django takes it for finished, or runs later migrations without those in between, and says "
    "nothing (MigrationLoader.build_graph: a squash of which some is applied is left out).",
)
NOT_RECORDED = Rule(
    "SQK302",
    "not-recorded",
    "A database has all that a squash replaced, and not the squash, which is a normal one now.",
    "Django writes the row of a squash only when `migrate` runs with its `replaces` "
    "(MigrationExecutor.check_replacements); without that it makes tables which exist.",
)
NAME_REUSED = Rule(
    "SQK303",
    "name-reused",
    "A migration has the name of one that a cleanup removed.",
    "A database that has the old name on record never runs the new migration, and neither "
    "`migrate --check` nor `makemigrations --check` notices.",
)
RECORDED_ALONE = Rule(
    "SQK304",
    "recorded-alone",
    "A database has a squash, and nothing of what that still replaces.",
    "Django goes by the replaced migrations alone, and runs the squash once more "
    "(MigrationLoader.build_graph).",
)
TWO_ENDS = Rule(
    "SQK305",
    "two-ends",
    "On a database an app ends in more than one migration, and in the files it does not.",
    "A database that has part of a squash goes on with the replaced files. `migrate` speaks of "
    "conflicting migrations there, and `makemigrations --merge` finds none.",
)
UNKNOWN_START = Rule(
    "SQK306",
    "unknown-start",
    "A database has migrations of an app of which there are no files, and not the one with which "
    "the app begins.",
    "Django runs that one, and makes tables which exist.",
)
GONE = Rule(
    "SQK307",
    "depends-on-gone",
    "A migration depends on one that a cleanup removed.",
    "Django does not load such a project: NodeNotFoundError.",
)
FILES_GONE = Rule(
    "SQK308",
    "some-files-gone",
    "Some of the files that a squash replaces are gone, and others are there.",
    "A database that is half way cannot be migrated, and a new file with the name of one that is "
    "gone is taken for it.",
)
OVERLAPPING = Rule(
    "SQK309",
    "overlapping",
    "Two squashes replace the same migration, and neither stands for the other.",
    "Django loads both, in an order that it does not promise (MigrationLoader.build_graph).",
)

DEPLOYED = (
    HALF_WAY,
    NOT_RECORDED,
    NAME_REUSED,
    RECORDED_ALONE,
    TWO_ENDS,
    UNKNOWN_START,
    GONE,
    FILES_GONE,
    OVERLAPPING,
)

"""What keeps a branch's migrations from following those of its base."""

from __future__ import annotations

from ...model.rules import Rule

BASE_FORKED = Rule(
    "SQK401",
    "base-forked",
    "The base itself ends an app in several migrations, or nobody can read where it ends.",
    "There is no one migration that the branch could follow.",
)
MERGE_INSIDE = Rule(
    "SQK402",
    "merge-inside",
    "A migration of the branch merges others of its app.",
    "In a chain there is nothing to merge, and what a merge migration does besides is its own.",
)
NO_NEW_NAME = Rule(
    "SQK403",
    "no-new-name",
    "A migration of the branch has a name that is taken on the base, and no number to change; or "
    "its new name is one that was replaced there.",
    "A database records the name alone: having applied one of them, it never runs the other. A "
    "name that a squash replaced counts as applied (ticket 26760).",
)
NOT_WRITTEN = Rule(
    "SQK404",
    "not-written",
    "A migration that has to change computes its dependencies.",
    "What is not written as literals cannot be rewritten.",
)
NO_HEIR = Rule(
    "SQK405",
    "no-heir",
    "A migration of the branch depends on one that is gone from the base, and nothing there says "
    "what stands for it.",
    "Neither a squash nor a record of a cleanup names it.",
)
NOT_AFTER = Rule(
    "SQK406",
    "not-after",
    "A migration of the branch cannot come after what the base did: both create the same thing, "
    "or one takes away what the other uses.",
    "It would fail, or find other models than those it was written for.",
)
NOT_OWN = Rule(
    "SQK407",
    "not-own",
    "The branch edits, renames or deletes migrations of the base, or replaces some together with "
    "its own.",
    "Databases may have applied them as they were; a rebase moves what is the branch's alone.",
)
COMES_LAST = Rule(
    "SQK408",
    "comes-last",
    "The branch and the base alter the same thing, or the branch runs code on a model of which "
    "the base has taken a part away.",
    "The branch's operation runs last and decides; whether that is meant only a person can tell.",
)

BEHIND = Rule(
    "SQK409",
    "behind",
    "A migration of the branch does not come after what the base has, or names what is gone there.",
    "Merged like this, Django refuses to migrate, or cannot load the migrations.",
)

REBASING = (
    BASE_FORKED,
    MERGE_INSIDE,
    NO_NEW_NAME,
    NOT_WRITTEN,
    NO_HEIR,
    NOT_AFTER,
    NOT_OWN,
    COMES_LAST,
    BEHIND,
)

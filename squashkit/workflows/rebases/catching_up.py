"""What a branch has to change to come after its base, as git alone tells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import add
from pathlib import Path

from ...analysis.conflicts.survey import in_order
from ...analysis.rebasing import plan_rebase
from ...git.repository import Repository
from ...model.rebases import Rebase
from ..branches.refs import Snapshots
from .forking import Fork, Part, fork_at


@dataclass(frozen=True, slots=True)
class Question:
    """What is to come after what.

    Attributes:
        onto: the base; empty for the main branch.
        drop_merges: whether merge migrations of the branch without operations go.
        databases: aliases of those in which rows with the old names are to be renamed.
        overrides: app label to the folder of its migrations.
    """

    onto: str = ""
    drop_merges: bool = False
    databases: tuple[str, ...] = ()
    overrides: Mapping[str, str] = field(default_factory=dict)


def check_rebase(folder: Path, question: Question) -> Rebase:
    """Find out what a branch has to change; only what is committed is read.

    Args:
        folder: anywhere in the work tree.
        question: what is to come after what.

    Raises:
        RepositoryError: there is no such ref, or they have no commit in common.
    """
    with Repository(folder) as repository:
        fork = fork_at(Snapshots(repository, question.overrides), folder, question.onto)
        return planned_rebase(fork, question)


def planned_rebase(fork: Fork, question: Question) -> Rebase:
    """What a branch has to change, in all projects that are meant.

    Args:
        fork: the branch and its base.
        question: how it is to be done.
    """
    return joined(fork, [plan_part(one, question) for one in fork.parts])


def plan_part(part: Part, question: Question) -> Rebase:
    """What a branch has to change in one project.

    Args:
        part: the project.
        question: how it is to be done.
    """
    return plan_rebase(part.meeting, part.retired, drop_merges=question.drop_merges)


def joined(fork: Fork, found: Sequence[Rebase]) -> Rebase:
    """One answer for several projects.

    Args:
        fork: the branch and its base.
        found: the answers.
    """
    return Rebase(
        fork.branch,
        fork.onto,
        reduce(add, (one.moves for one in found), ()),
        reduce(add, (one.ends for one in found), ()),
        in_order(finding for one in found for finding in one.findings),
    )

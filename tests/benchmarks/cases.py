"""Cases with verdicts that others reached: real-conflicts.json and files like it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .git import Git
from .merges import Merge, common_commits


@dataclass(frozen=True)
class Case:
    """One app in one merge.

    Attributes:
        repo: owner and name of the repository.
        merge: the commits, with full ids.
        label: the app.
        conflict: whether the app has more leaves after the merge than before.
        same_number: whether both sides added a migration with one number.
    """

    repo: str
    merge: Merge
    label: str
    conflict: bool
    same_number: bool


def read_cases(path: Path) -> list[dict[str, Any]]:
    """The cases of a file, as they are written there."""
    listed: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))
    return listed


def cases_of(git: Git, listed: Iterable[dict[str, Any]]) -> tuple[list[Case], int]:
    """Those whose commits a clone has, and how many of its repository it lacks.

    Args:
        git: the clone.
        listed: the cases of any repositories.
    """
    every = list(listed)
    names = [one[side] for one in every for side in ("p1", "p2", "merge")]
    known = git.commits(names)
    there = [one for one in every if one["p1"] in known and one["p2"] in known]
    repos = {one["repo"] for one in there}
    lacking = sum(one["repo"] in repos for one in every) - len(there)
    return [_case(git, one, known) for one in there], lacking


def _case(git: Git, one: dict[str, Any], known: dict[str, str]) -> Case:
    parents = (known[one["p1"]], known[one["p2"]])
    commit = known.get(one["merge"], one["merge"])
    merge = Merge(commit, parents, common_commits(git, parents))
    conflict = one["verdict"] == "conflict"
    return Case(one["repo"], merge, one["label"], conflict, bool(one["same_number"]))

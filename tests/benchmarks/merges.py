"""The merge commits of a clone in which both sides changed migrations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from .git import Git

MIGRATIONS = ":(glob)**/migrations/*.py"

Pair = tuple[str, str]


@dataclass(frozen=True)
class Merge:
    """Two commits that somebody merged.

    Attributes:
        commit: the merge itself.
        parents: the first is where the other was merged into.
        bases: the best common ancestors.
    """

    commit: str
    parents: Pair
    bases: tuple[str, ...]

    def __str__(self) -> str:
        one, other = (parent[:12] for parent in self.parents)
        return f"{self.commit[:12]} ({one} and {other})"


def merges_of(git: Git) -> Iterator[Merge]:
    """Every merge of two commits in which both changed migrations, the oldest first.

    Args:
        git: the clone.
    """
    found = _all_merges(git)
    trees = _trees(git)
    apart = _changed(git, trees, (parents for _, parents in found))
    joined = [
        Merge(commit, parents, common_commits(git, parents))
        for commit, parents in found
        if parents in apart
    ]
    sides = {(base, side) for one in joined for base in one.bases for side in one.parents}
    changed = _changed(git, trees, sorted(sides))
    for one in joined:
        if one.bases and all(_worked(one.bases, side, changed) for side in one.parents):
            yield one


def common_commits(git: Git, parents: Pair) -> tuple[str, ...]:
    """The best common ancestors; none where the histories are unrelated.

    Args:
        git: the clone.
        parents: two commits.
    """
    return tuple(git.ask("merge-base", "--all", *parents)[1].split())


def _worked(bases: Iterable[str], side: str, changed: set[Pair]) -> bool:
    return all((base, side) in changed for base in bases)


def _all_merges(git: Git) -> list[tuple[str, Pair]]:
    options = ("--all", "--reverse", "--topo-order", "--parents")
    lines = git.run("rev-list", *options, "--min-parents=2", "--max-parents=2").splitlines()
    listed = map(str.split, lines)
    return [(commit, (one, other)) for commit, one, other in listed]


def _trees(git: Git) -> dict[str, str]:
    lines = git.run("log", "--all", "--format=%H %T").splitlines()
    return dict(_pair(line) for line in lines)


def _changed(git: Git, trees: dict[str, str], pairs: Iterable[Pair]) -> set[Pair]:
    """The pairs of commits between which migrations differ; one command for all."""
    wanted = list(dict.fromkeys(pairs))
    lines = (f"{trees[one]} {trees[other]}" for one, other in wanted)
    options = ("--stdin", "-r", "--no-renames", "--name-only")
    printed = git.run("diff-tree", *options, "--", MIGRATIONS, lines=lines).splitlines()
    differing = _with_paths(printed, {(trees[one], trees[other]) for one, other in wanted})
    return {pair for pair in wanted if (trees[pair[0]], trees[pair[1]]) in differing}


def _with_paths(printed: Sequence[str], pairs: set[Pair]) -> set[Pair]:
    """Each pair is a line of its own; paths follow where something differs."""
    found: set[Pair] = set()
    current: Pair | None = None
    for line in printed:
        parts = line.split(" ")
        header = (parts[0], parts[-1])
        if header in pairs:
            current = header
        elif current:
            found.add(current)
    return found


def _pair(line: str) -> Pair:
    one, other = line.split()
    return one, other

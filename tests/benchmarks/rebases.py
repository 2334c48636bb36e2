"""Scores `squashkit rebase` on forks that people really had.

    python -m tests.benchmarks.rebases CLONE [CLONE ...] [--markdown FILE] [--limit N]

Each merge that leaves an app with two leaves is looked at: the branch is rebased onto what it was
merged into, in memory. Django's own graph says whether the result loads and has one leaf an app,
and a small reader whether the models are those that the people's own merge arrived at. Exit status:
0 when no rebase that was not refused leaves a fork or cannot be loaded; else 1.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from pathlib import Path
from textwrap import shorten

from squashkit.git.repository import Repository
from squashkit.model.rebases import Rebase
from squashkit.model.refs import Ref
from squashkit.workflows.branches.refs import Snapshots
from squashkit.workflows.rebases.catching_up import Question, planned_rebase
from squashkit.workflows.rebases.forking import Fork, fork_of
from squashkit.workflows.rebases.moving import moved_text

from .git import Git, GitError
from .headers import Header, Key, header_of
from .loader import load
from .merges import Merge, merges_of
from .models import models_after
from .oracle import LEAF, Oracle, plain
from .pages import put
from .trees import Known, Trees

SAME, OTHER, UNKNOWN = "same models", "other models", "nothing to compare with"
REFUSED, WRONG = "refused", "wrong"
COLUMNS = ("repository", "forks", "resolved", SAME, OTHER, UNKNOWN, REFUSED, WRONG)
ONTO, BRANCH = "the base", "the branch"
LETTERS = 240
SOON = 40
"""Within how many commits after a merge people have settled its fork."""
Project = dict[Key, tuple[Header, ...]]


@dataclass
class Row:
    """What came of one clone; each fork is an app in a merge."""

    repository: str
    counts: Counter[str] = field(default_factory=Counter)
    remarks: list[str] = field(default_factory=list)

    def line(self) -> str:
        """The row of the table."""
        forks = sum(self.counts.values())
        resolved = forks - self.counts[REFUSED] - self.counts[WRONG]
        rest = (str(self.counts[one]) for one in COLUMNS[3:])
        return f"| {' | '.join([self.repository, str(forks), str(resolved), *rest])} |"


def main(arguments: Sequence[str] | None = None) -> int:
    """Score the clones one after the other and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("clones", nargs="+", metavar="CLONE")
    parser.add_argument("--markdown", type=Path, help="write the table there too")
    parser.add_argument("--limit", type=int, help="of the merges")
    options = parser.parse_args(arguments)
    rows = [_clone(Path(one), options.limit) for one in options.clones]
    text = "\n".join(_page(rows))
    sys.stdout.write(text + "\n")
    if options.markdown:
        put(options.markdown, "rebases", text)
    return 0 if not any(row.counts[WRONG] for row in rows) else 1


def _page(rows: Sequence[Row]) -> Iterator[str]:
    yield f"| {' | '.join(COLUMNS)} |"
    yield "|---" + "|---:" * (len(COLUMNS) - 1) + "|"
    yield from (row.line() for row in rows)
    yield ""
    yield from (f"- {row.repository}: {remark}" for row in rows for remark in row.remarks)


def _clone(clone: Path, limit: int | None) -> Row:
    with Git(clone) as git, Repository(clone) as repository:
        row = Row(git.name)
        judge = Judge(git, Trees(git), Snapshots(repository, {}), row)
        for merge in islice(merges_of(git), limit):
            try:
                judge.look(merge)
            except GitError as error:
                row.remarks.append(str(error))
        return row


@dataclass
class Judge:
    """Rebases the forks of one clone, and looks at what comes of it."""

    git: Git
    trees: Trees
    snapshots: Snapshots
    row: Row

    def look(self, merge: Merge) -> None:
        """One merge, which may have forks in several apps."""
        truth = Oracle(self.trees).truth(merge)
        apps = sorted(truth.conflicts[LEAF].keys() - truth.outside.keys())
        if not apps:
            return
        onto, branch = (
            Ref(name, one) for name, one in zip((ONTO, BRANCH), merge.parents, strict=True)
        )
        fork = fork_of(self.snapshots, branch, onto)
        rebase = planned_rebase(fork, Question(drop_merges=True))
        for app in apps:
            rules = sorted({one.rule for one in rebase.findings if one.level.value == "error"})
            if rules:
                mine = [one for one in rebase.findings if one.rule == rules[0]]
                self._note(REFUSED, merge, app, f"{rules[0]} {mine[0].fact}")
        if rebase.possible:
            self._judge(merge, fork, rebase, apps)

    def _judge(self, merge: Merge, fork: Fork, rebase: Rebase, apps: Sequence[str]) -> None:
        merged = self.trees.of_merge(merge)
        contents = dict(self._contents(fork, rebase))
        project = _moved(merged, fork, rebase, contents)
        result, before = load(project), load(merged.project)
        for app in apps:
            leaves = {
                key for one, keys in result.leaves.items() if plain(one) == app for key in keys
            }
            if len(leaves) != 1:
                self._note(WRONG, merge, app, f"ends in {', '.join(n for _, n in sorted(leaves))}")
            elif result.dangling - before.dangling or (result.circle and not before.circle):
                lost = sorted(result.dangling - before.dangling)
                self._note(WRONG, merge, app, f"cannot be loaded: {lost[:1] or 'a circle'}")
            else:
                ours = self._models(app, project, merged, contents)
                self._compare(merge, app, ours)

    def _contents(self, fork: Fork, rebase: Rebase) -> Iterator[tuple[Key, bytes]]:
        """The new text of each migration that changes."""
        facts = {key: one for each in fork.parts for key, one in each.meeting.other.history.items()}
        for move in rebase.moves:
            if move.gone:
                continue
            text = self.git.blob(facts[move.key].blob).decode()
            text = moved_text(text, dict(move.targets), move.lacks)
            yield (move.new.app, move.new.name), text.encode()

    def _models(
        self, app: str, project: Project, known: Known, new: dict[Key, bytes]
    ) -> dict[str, dict[str, str]] | None:
        """What the app's migrations lead to, in the order of their dependencies."""
        sources = []
        for key in _in_order(project, app):
            contents = known.contents.get(key, ())
            if key not in new and len(contents) != 1:
                return None
            sources.append(new[key] if key in new else self.git.blob(contents[0]))
        return models_after(sources)

    def _compare(self, merge: Merge, app: str, ours: dict[str, dict[str, str]] | None) -> None:
        theirs = self._theirs(merge, app)
        if theirs is None or ours is None:
            self._note(UNKNOWN, merge, app, "nobody settled the fork soon")
        elif ours == theirs:
            self.row.counts[SAME] += 1
        else:
            self._note(OTHER, merge, app, _first_difference(ours, theirs))

    def _theirs(self, merge: Merge, app: str) -> dict[str, dict[str, str]] | None:
        """Where the people's merge has one leaf; else where its next commits have."""
        for commit in islice(self._after(merge.commit), SOON):
            known = self.trees.of_commit(commit)
            if app not in known.outside and load(known.project).ends(app) == 1:
                return self._models(app, known.project, known, {})
        return None

    def _after(self, commit: str) -> Iterator[str]:
        """The commit and those that were made on top of it, the nearest first."""
        seen, waiting = {commit}, [commit]
        while waiting:
            one = waiting.pop(0)
            yield one
            fresh = [child for child in self.children.get(one, ()) if child not in seen]
            seen.update(fresh)
            waiting += fresh

    @cached_property
    def children(self) -> dict[str, list[str]]:
        """Each commit with those of which it is the first parent."""
        found: dict[str, list[str]] = {}
        for line in self.git.run("rev-list", "--all", "--parents").splitlines():
            commit, *parents = line.split()
            for parent in parents[:1]:
                found.setdefault(parent, []).append(commit)
        return found

    def _note(self, what: str, merge: Merge, app: str, why: str) -> None:
        self.row.counts[what] += 1
        if what != UNKNOWN:
            said = shorten(why, LETTERS, placeholder=" ...")
            self.row.remarks.append(f"{what}: {merge} {app}: {said}")


def _moved(merged: Known, fork: Fork, rebase: Rebase, new: dict[Key, bytes]) -> Project:
    """The merge with the branch's migrations moved."""
    project: Project = dict(merged.project)
    there = {key for one in fork.parts for key in one.meeting.base.history}
    for move in rebase.moves:
        old = (move.key.app, move.key.name)
        if move.key not in there:
            project.pop(old, None)
        elif len(project.get(old, ())) > 1:
            project[old] = project[old][:1]
    for key, source in new.items():
        header = header_of(source)
        assert header is not None
        project[key] = (header,)
    return project


def _in_order(project: Project, app: str) -> list[Key]:
    """The app's migrations, each after those of the app that it depends on."""
    done: dict[Key, None] = {}

    def visit(key: Key) -> None:
        if key in done or key not in project:
            return
        for header in project[key]:
            for parent in sorted(header.dependencies):
                if parent[0] == app:
                    visit(parent)
        done[key] = None

    replaced = {one for headers in project.values() for each in headers for one in each.replaces}
    for key in sorted(project):
        if key[0] == app and not any(one.replaces for one in project[key]):
            visit(key)
    return [key for key in done if not any(one.replaces for one in project[key]) or not replaced]


def _first_difference(ours: dict[str, dict[str, str]], theirs: dict[str, dict[str, str]]) -> str:
    for model in sorted(ours.keys() | theirs.keys()):
        one, other = ours.get(model, {}), theirs.get(model, {})
        for part in sorted(one.keys() | other.keys()):
            if one.get(part) != other.get(part):
                return f"{model} {part}: {one.get(part)} and by hand {other.get(part)}"
    return ""


if __name__ == "__main__":
    sys.exit(main())

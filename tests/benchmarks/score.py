"""Scores `squashkit conflicts` on merges that people really made.

    python -m tests.benchmarks.score CLONE [CLONE ...] [--cases FILE] [--every-merge]
                                     [--markdown FILE] [--limit N]

Without --cases, every merge is looked at. Exit status: 0 when no conflict is missed and at least
99 of 100 alarms are right, in each line of the table; else 1.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from .alarms import Alarms
from .cases import Case, cases_of, read_cases
from .git import Git, GitError
from .merges import merges_of
from .oracle import LEAF, LOAD, NUMBER, Oracle, Truth
from .pages import put
from .tally import Row, mistakes, table, together
from .trees import Trees

CASES, MERGES = "cases", "git and Django"
LEAST = 0.99
KINDS = (LEAF, NUMBER, LOAD)


@dataclass
class Score:
    """What came of one clone.

    Attributes:
        rows: of the table.
        remarks: what was left out.
    """

    rows: list[Row] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def main(arguments: Sequence[str] | None = None) -> int:
    """Score the clones one after the other and print the table."""
    options = _options(arguments)
    listed = read_cases(options.cases) if options.cases else []
    scores = [_clone(Path(one), listed, options) for one in options.clones]
    text = _page(scores)
    sys.stdout.write(text + "\n")
    if options.markdown:
        put(options.markdown, "score", text)
    return 0 if all(_good(row) for score in scores for row in score.rows) else 1


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("clones", nargs="+", metavar="CLONE")
    parser.add_argument("--cases", type=Path, help="a file such as real-conflicts.json")
    parser.add_argument("--every-merge", action="store_true", help="also with --cases")
    parser.add_argument("--markdown", type=Path, help="write the table there too")
    parser.add_argument("--limit", type=int, help="of the cases, and of the merges")
    return parser.parse_args(arguments)


def _clone(clone: Path, listed: list[dict[str, Any]], options: argparse.Namespace) -> Score:
    score = Score()
    with Git(clone) as git, Alarms(clone) as alarms:
        cases, lacking = cases_of(git, listed)
        name = cases[0].repo if cases else git.name
        if lacking:
            score.remarks.append(f"{name}: {lacking} cases whose commits the clone lacks.")
        if cases:
            _score_cases(score, name, alarms, cases[: options.limit])
        if options.every_merge or not options.cases:
            _score_merges(score, name, alarms, git, options.limit)
    return score


def _score_cases(score: Score, name: str, alarms: Alarms, cases: Sequence[Case]) -> None:
    leaf, number = Row(name, CASES, LEAF), Row(name, CASES, NUMBER)
    for place, case in enumerate(cases):
        _progress(name, CASES, place, len(cases))
        said, _ = alarms.on(*case.merge.parents)
        label, title = case.label, str(case.merge)
        conflict = {label: "the case says so"} if case.conflict else {}
        same = {label: "the case says so"} if case.same_number else {}
        leaf.add(title, conflict, _only(said[LEAF], label))
        number.add(title, same, _only(said[NUMBER], label))
        leaf.add_folk(conflict, same)
    for row in (leaf, number):
        row.merges = len({case.merge for case in cases})
        score.rows.append(row)


def _only(said: dict[str, str], label: str) -> dict[str, str]:
    return {label: said[label]} if label in said else {}


def _score_merges(score: Score, name: str, alarms: Alarms, git: Git, limit: int | None) -> None:
    rows = {kind: Row(name, MERGES, kind) for kind in KINDS}
    alone = {kind: Row(name, MERGES, f"{kind}, one side alone") for kind in (LEAF, LOAD)}
    oracle = Oracle(Trees(git))
    outside: Counter[str] = Counter()
    merges = list(islice(merges_of(git), limit))
    for place, merge in enumerate(merges):
        _progress(name, MERGES, place, len(merges))
        try:
            truth = oracle.truth(merge)
        except GitError as error:
            outside[str(error)] += 1
            continue
        outside.update(truth.outside.values())
        together, own = alarms.on(*merge.parents)
        for kind, row in rows.items():
            row.merges += 1
            row.add(str(merge), *_inside(truth, truth.conflicts[kind], together[kind]))
        rows[LEAF].add_folk(*_inside(truth, truth.conflicts[LEAF], truth.conflicts[NUMBER]))
        for kind, row in alone.items():
            row.merges += 1
            # What was there before the branch is not said again for the branch.
            expected = {app: why for app, why in truth.alone[kind].items() if app in own[kind]}
            row.add(str(merge), *_inside(truth, expected, own[kind]))
    score.rows += [*rows.values(), *alone.values()]
    score.remarks += [f"{name}: {count} times outside: {why}." for why, count in outside.items()]


def _inside(truth: Truth, *sides: Any) -> list[dict[str, str]]:
    """Without the apps for which there is no verdict."""
    return [{app: why for app, why in one.items() if app not in truth.outside} for one in sides]


def _progress(name: str, what: str, place: int, of: int) -> None:
    if place % 50 == 0:
        sys.stderr.write(f"{name}, {what}: {place} of {of}\n")


def _page(scores: Sequence[Score]) -> str:
    rows = [row for score in scores for row in score.rows]
    listed = [*rows, *together(rows)] if len(scores) > 1 else rows
    remarks = [f"- {one}" for score in scores for one in score.remarks]
    return "\n".join([*table(listed), "", *mistakes(rows), "", *remarks])


def _good(row: Row) -> bool:
    return not row.missed and (row.precision is None or row.precision >= LEAST)


if __name__ == "__main__":
    sys.exit(main())

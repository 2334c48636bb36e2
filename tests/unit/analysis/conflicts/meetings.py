"""Branches that meet, in a few letters."""

from __future__ import annotations

from operator import eq

from squashkit.analysis.conflicts.squashes import Span
from squashkit.analysis.conflicts.survey import Branch, survey
from squashkit.model.findings import Finding
from squashkit.model.refs import Ref
from tests.builders import history, key, keys


def found(
    start: str, base: str = "", *, planned: str = "", same_code=eq, **branches: str
) -> list[str]:
    """What the survey says, a line each: rule, level and fact.

    Args:
        start: the history where everything began.
        base: what the base did since: new or edited migrations as in `history`, `-a.2` for one
            that it removed; ` replaces a.1 a.2` at the end of a line makes a squash.
        planned: members of a planned squash `a.s`.
        same_code: whether two files are the same code, given by their lines.
        branches: what each branch did since.
    """
    return [
        f"{one.rule} {one.level.value}: {one.fact}"
        for one in findings(start, base, planned, branches, same_code)
    ]


def findings(
    start: str, base: str, planned: str, branches: dict[str, str], same_code=eq
) -> tuple[Finding, ...]:
    before = migrations(start)
    members = keys(planned)
    return survey(
        Ref("main", "0"),
        changed(before, base),
        [
            Branch(Ref(name, "1"), changed(before, text), (before,))
            for name, text in branches.items()
        ],
        [Span(key("a.s"), members[-1], frozenset(members), planned=True)] if members else [],
        same_code,
    )


def migrations(text: str):
    """As `history`, with squashes."""
    lines = [line.strip() for line in text.split(";") if line.strip()]
    facts = {
        line.split()[0].replace(".", "_"): {"replaces": keys(members), "blob": line}
        for line in lines
        if (members := line.partition(" replaces ")[2])
    }
    text = ";".join(line.partition(" replaces ")[0] for line in lines)
    return dict(history(text, **facts).migrations)


def changed(before, text: str):
    lines = [line.strip() for line in text.split(";") if line.strip()]
    gone = {key(line[1:]) for line in lines if line.startswith("-")}
    kept = {one: facts for one, facts in before.items() if one not in gone}
    return kept | migrations(";".join(line for line in lines if not line.startswith("-")))

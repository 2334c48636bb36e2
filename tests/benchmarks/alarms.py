"""What squashkit says of two commits that are to be merged."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

from squashkit.git.repository import Repository
from squashkit.model.findings import Finding
from squashkit.workflows.branches.conflicts import Question, compare
from squashkit.workflows.branches.refs import Snapshots

from .oracle import CIRCLE, LEAF, LOAD, NUMBER

TOGETHER = {"SQK201": LEAF, "SQK202": NUMBER, "SQK203": NUMBER, "SQK213": LOAD, "SQK214": LOAD}
ALONE = {"SQK218": LEAF, "SQK213": LOAD, "SQK214": LOAD}
CIRCLES = "SQK213"

Said = dict[str, dict[str, str]]
"""Kind of conflict to the labels of the apps, each with what squashkit said first."""


class Alarms:
    """Asks squashkit about one clone; to be used with `with`.

    Args:
        clone: a work tree or a bare repository.
    """

    def __init__(self, clone: Path) -> None:
        self.clone = clone
        self._stack = ExitStack()

    def __enter__(self) -> Alarms:
        repository = self._stack.enter_context(Repository(self.clone))
        self.snapshots = Snapshots(repository, {})
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    def on(self, one: str, other: str) -> tuple[Said, Said]:
        """What comes of the two together, and what is wrong with one of them alone.

        Args:
            one: the id of the commit that is merged into.
            other: the id of the commit that comes to it.
        """
        question = Question(base=one, refs=(other,), authors=False)
        found = compare(self.snapshots, question).findings
        together = [finding for finding in found if len(finding.refs) > 1]
        alone = [finding for finding in found if len(finding.refs) == 1]
        return _by_kind(together, TOGETHER), _by_kind(alone, ALONE)


def _by_kind(findings: list[Finding], kinds: dict[str, str]) -> Said:
    said: Said = {LEAF: {}, NUMBER: {}, LOAD: {}}
    for one in findings:
        if one.rule in kinds:
            app = CIRCLE if one.rule == CIRCLES else one.app
            said[kinds[one.rule]].setdefault(app, f"{one.rule} {one.fact}")
    return said

"""`conflicts`: what the open branches will do to each other, before anyone merges them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ...analysis.conflicts.changes import Changes, Migrations, changes_since
from ...analysis.conflicts.loading import own_faults
from ...analysis.conflicts.meeting import Side
from ...analysis.conflicts.squashes import Span, planned_spans
from ...analysis.conflicts.survey import Branch, in_order, survey
from ...analysis.leaves import known_leaves
from ...analysis.rules.conflicts import NOT_COMPARED, OWN_LEAVES, TWO_LEAVES
from ...errors import PlanError, RepositoryError
from ...git.repository import Repository
from ...model.findings import Conflicts, Finding, Level
from ...model.plans import Plan
from ...model.refs import Ref
from .authors import Authors
from .refs import Snapshot, Snapshots, by_project
from .unread import unread_parts

BASES = ("origin/HEAD", "main", "master")
EVERY_BRANCH = ("refs/heads/*", "refs/remotes/*")


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be compared.

    Attributes:
        base: where the refs are to be merged; empty for the main branch.
        refs: names and patterns; empty for all branches, local and remote.
        plan: squashes that are planned on the base.
        check: compare only what is checked out: a branch, or the merge result of a pull request.
        overrides: app label to the folder of its migrations.
        authors: whether to look up who brought the files, which takes longest.
    """

    base: str = ""
    refs: tuple[str, ...] = ()
    plan: Plan | None = None
    check: bool = False
    overrides: Mapping[str, str] | None = None
    authors: bool = True


def find_conflicts(folder: Path, question: Question) -> Conflicts:
    """Compare refs with their base, and with each other on the base.

    Args:
        folder: anywhere in the repository, which may be bare.
        question: what to compare.

    Raises:
        RepositoryError: a ref does not exist, or the base cannot be read.
    """
    with Repository(folder) as repository:
        return compare(Snapshots(repository, question.overrides or {}), question)


def compare(snapshots: Snapshots, question: Question) -> Conflicts:
    """As `find_conflicts`, in a repository that is open; questions that follow are faster.

    Args:
        snapshots: of the repository; the overrides of the question are theirs.
        question: what to compare.

    Raises:
        RepositoryError: a ref does not exist, or the base cannot be read.
    """
    return _Survey(snapshots, question).run()


def main_branch(repository: Repository) -> Ref:
    """What the remote calls its main branch, else `main` or `master`.

    Args:
        repository: where to look.

    Raises:
        RepositoryError: there is none of these.
    """
    for name in BASES:
        with suppress(RepositoryError):
            return repository.resolve(name)
    repository.resolve("HEAD")  # that there is no commit at all is the better reason
    raise RepositoryError(
        f"{repository.root} has none of {', '.join(BASES)}.",
        "Name the base with --base, once it is here: git fetch --unshallow"
        if repository.shallow
        else "Name the base with --base.",
    )


def every_branch(repository: Repository) -> list[Ref]:
    """All branches, local and remote; there may be none, as in CI.

    Args:
        repository: where to look.
    """
    found: list[Ref] = []
    for pattern in EVERY_BRANCH:
        with suppress(RepositoryError):
            found += repository.matching([pattern])
    return found


@dataclass(frozen=True, slots=True)
class _Compared:
    """A ref that can be compared: where it left the base, and what is there."""

    snapshot: Snapshot
    starts: tuple[Snapshot, ...]


class _Survey:
    """One run over one repository."""

    def __init__(self, snapshots: Snapshots, question: Question) -> None:
        self.repository = snapshots.repository
        self.question = question
        self.snapshots = snapshots
        self.findings: list[Finding] = []
        self.starts: dict[str, tuple[str, ...]] = {}

    def run(self) -> Conflicts:
        base, refs, result = self._meant()
        ground = self.snapshots.at(base)
        compared = list(self._comparable(base, refs))
        self._unread(ground, compared)
        for root in sorted(ground.projects.keys() | _roots(compared)):
            self._project(ground, compared, root)
        if result:
            self._merge_result(ground, self.snapshots.at(result))
        if self.question.authors:
            self.findings = Authors(self.repository, self.starts).fill(self.findings)
        snapshots = (ground, *(one.snapshot for one in compared))
        labels = sorted({app.label for one in snapshots for app in one.apps})
        return Conflicts(base, tuple(refs), in_order(self.findings), tuple(labels))

    def _meant(self) -> tuple[Ref, list[Ref], Ref | None]:
        """The base, the refs to compare, and the merge result that is checked out, if any."""
        asked, repository = self.question, self.repository
        if asked.check:
            head = repository.resolve("HEAD")
            parents = repository.parents(head.commit)
            if len(parents) > 1 and self._merged_into_base(parents[0]):
                names = [f"HEAD^{place}" for place in range(1, len(parents) + 1)]
                base, *others = map(Ref, names, parents)
                return base, others, head
            return self._base(), [head], None
        base = self._base()
        found = repository.matching(asked.refs) if asked.refs else every_branch(repository)
        return base, _once(found, base), None

    def _merged_into_base(self, parent: str) -> bool:
        """Whether a merge is of something into the base, as a pull request's is.

        Otherwise the base was merged into a branch. Where the base is not in the clone, as in most
        of CI, it is the first parent.
        """
        try:
            base = self._base()
            return parent in self.repository.merge_bases(base.commit, parent)
        except RepositoryError:
            if self.question.base:
                raise
            return True

    def _base(self) -> Ref:
        if self.question.base:
            return self.repository.resolve(self.question.base)
        return main_branch(self.repository)

    def _comparable(self, base: Ref, refs: Iterable[Ref]) -> Iterator[_Compared]:
        """The refs with all that is needed; a finding for each that lacks something."""
        for ref in refs:
            try:
                starts = self.repository.merge_bases(base.commit, ref.commit)
                if not starts:
                    self.findings.append(self._unrelated(base, ref))
                    continue
                read = tuple(self.snapshots.at(Ref(one, one)) for one in starts)
                yield _Compared(self.snapshots.at(ref), read)
                self.starts[ref.name] = starts
            except RepositoryError as error:
                self.findings.append(_not_compared(ref, error.fact, error.hint))

    def _unrelated(self, base: Ref, ref: Ref) -> Finding:
        shallow = self.repository.shallow
        fact = f"{ref.name} and {base.name} have no commit in common"
        where = " in this shallow clone" if shallow else ""
        hint = "git fetch --unshallow" if shallow else f"git log --oneline {ref.name}"
        return _not_compared(ref, f"{fact}{where}.", hint)

    def _unread(self, ground: Snapshot, compared: Iterable[_Compared]) -> None:
        known = dict(unread_parts(ground, Level.NOTE))
        self.findings += known.values()
        for one in compared:
            fresh = dict(unread_parts(one.snapshot, Level.WARNING))
            self.findings += [found for key, found in fresh.items() if key not in known]

    def _project(self, ground: Snapshot, compared: Iterable[_Compared], root: str) -> None:
        roots = ground.projects.keys() | {root}
        branches = [
            Branch(
                one.snapshot.ref,
                by_project(one.snapshot, roots).get(root, {}),
                [by_project(start, roots).get(root, {}) for start in one.starts],
            )
            for one in compared
        ]
        base = by_project(ground, roots).get(root, {})
        planned = self._planned(ground.ref, base)
        self.findings += survey(ground.ref, base, branches, planned, self.snapshots.same_code)

    def _planned(self, base: Ref, migrations: Migrations) -> list[Span]:
        """The squashes of the plan that are of this project.

        Raises:
            PlanError: the base has only some members of one.
        """
        plan = self.question.plan
        spans = planned_spans(plan.segments if plan else ())
        for span in spans:
            lacking = sorted(span.members - migrations.keys())
            if lacking and len(lacking) < len(span.members):
                raise PlanError(
                    f"The plan squashes {lacking[0]}, which {base.name} does not have.",
                    "Make a new plan: squashkit plan",
                )
        return spans

    def _merge_result(self, ground: Snapshot, result: Snapshot) -> None:
        """What is wrong with the merge as it was made, unless its parents explain it.

        A migration that the merge itself brings may settle what its parents do to each other.
        """
        one_leaf = {app.label for app in result.apps if _leaves(result, app.label) == 1}
        self.findings = [
            one for one in self.findings if one.rule != TWO_LEAVES.id or one.app not in one_leaf
        ]
        explained = {(one.rule, one.app) for one in self.findings}
        explained |= {(OWN_LEAVES.id, app) for rule, app in explained if rule == TWO_LEAVES.id}
        merged = by_project(result, ground.projects)
        bases = by_project(ground, ground.projects)
        for root, migrations in sorted(merged.items()):
            before = bases.get(root, {})
            side = Side(result.ref, changes_since([before], migrations), migrations)
            known = Side(ground.ref, Changes(), before)
            for finding in own_faults(side, known):
                if (finding.rule, finding.app) not in explained:
                    self.findings.append(finding)


def _leaves(snapshot: Snapshot, label: str) -> int:
    """The most leaves that an app of that label has in any of the projects."""
    readings = snapshot.projects.values()
    return max(len(known_leaves(one.history.of_app(label))) for one in readings)


def _roots(compared: Iterable[_Compared]) -> set[str]:
    return {root for one in compared for root in one.snapshot.projects}


def _once(refs: Sequence[Ref], base: Ref) -> list[Ref]:
    """Each commit once, under its shortest name; a pushed branch has two."""
    names: dict[str, Ref] = {}
    for ref in sorted(refs, key=lambda one: (one.name.count("/"), one.name)):
        names.setdefault(ref.commit, ref)
    names.pop(base.commit, None)
    return sorted(names.values())


def _not_compared(ref: Ref, fact: str, hint: str) -> Finding:
    return Finding(NOT_COMPARED.id, Level.ERROR, "", fact, hint, (ref.name,))

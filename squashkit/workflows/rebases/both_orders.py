"""The proof of a rebase: the branch's operations mean the same before and after the base's.

With the branch as it was, the migrations that the base has got since come last; as it will be, they
come first. Both are run on the files as git merges them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ...errors import PlanError
from ...folders import temporary_folder
from ...git.merging import Merged, merged
from ...git.repository import Repository
from ...model.history import History
from ...model.proofs import Proof
from ...project.protocol import Inspect, View
from ...source.reading import read_migration
from ...source.writing import FileChange
from ..ports import Site
from ..proofs.demands import Demands, Progress
from ..proofs.either_order import EitherOrder, prove_either_order
from ..proofs.releases import refuse_other_code, released
from ..rewriting import view_of
from .forking import Fork
from .other_order import Written, in_other_order
from .renaming import Deployed, same_schema

MIGRATIONS = "/migrations/"


@dataclass(frozen=True, slots=True)
class Moved:
    """A rebase that is to be proven.

    Attributes:
        fork: the branch and its base.
        texts: of the files that change, by path; None where one goes.
        merging: whether the merge of both is under way.
        databases: in which rows are to be renamed.
    """

    fork: Fork
    texts: Mapping[str, str | None]
    merging: bool
    databases: tuple[Deployed, ...] = ()


def prove_both_orders(
    site: Site, repository: Repository, moved: Moved, demands: Demands, progress: Progress
) -> Proof:
    """Run both orders and compare what they lead to.

    Args:
        site: the project as it is checked out.
        repository: of it, open.
        moved: what is to be proven.
        demands: the servers.
        progress: is told what happens next.

    Raises:
        PlanError: code is in conflict, or the base's migrations cannot come last.
        ProjectError: the merged project cannot be loaded, or does not migrate.
        RepositoryError: git is too old.
    """
    progress("merging both sides in a folder of their own")
    with temporary_folder() as folder:
        found = _merged(site, moved, folder)
        inside = _inside(site, moved, found)
        history = inside.history()
        written = in_other_order(repository, moved.fork)
        view = _view(inside, history, written, folder)
        with released(site.process, (moved.fork.onto,)) as bases:
            subject = (f"{moved.fork.branch.name} after {moved.fork.onto.name}",)
            what = f"The history with what is new on {moved.fork.onto.name} last"
            two = EitherOrder(subject, view, View(), history, what, bases[0])
            proof = prove_either_order(inside, two, demands, progress)
        checks = (*proof.checks, *same_schema(inside, moved.databases))
    base, branch = moved.fork.onto, moved.fork.branch
    notes = tuple(_without_schema(moved)) + tuple(
        f"{path} as merged: git cannot merge it, and that of {branch.name} was loaded"
        for path in found.conflicts
        if path.endswith(".py")
    )
    return replace(
        proof,
        checks=checks,
        commit=branch.commit,
        releases={base.name: base.commit},
        not_compared=(*proof.not_compared, *notes),
    )


def _without_schema(moved: Moved) -> Iterator[str]:
    """Renamed rows of migrations about which a schema says nothing."""
    facts = {
        key: one for part in moved.fork.parts for key, one in part.meeting.other.history.items()
    }
    for database in moved.databases:
        for key, _ in database.rows.names:
            if all(one.touches_rows for one in facts[key].operations):
                where = database.rows.alias
                yield f"whether {where} has run {key}, which leaves no mark in the schema"


def _merged(site: Site, moved: Moved, folder: Path) -> Merged:
    """The files as git merges them.

    Raises:
        PlanError: a migration is in conflict.
    """
    target = folder / "merged"
    target.mkdir()
    base = moved.fork.onto.commit
    found = merged(site.root, base, moved.texts, target, merging=moved.merging)
    stuck = [path for path in found.conflicts if path.endswith(".py") and MIGRATIONS in path]
    if stuck:
        raise PlanError(
            f"Nothing can be proven while git cannot merge {stuck[0]}.",
            "Merge first, settle that and stage it, then run this again; or write without a proof: "
            "--no-proof",
        )
    return found


def _inside(site: Site, moved: Moved, found: Merged) -> Site:
    """The project as git merges it."""
    export = found.files
    inside = replace(site, root=export.folder, moved=(export.work_tree, export.top))
    inspection = inside.process.inspect(Inspect(site.ours, str(export.folder)))
    refuse_other_code(moved.fork.onto, inspection, export)
    return inside


def _view(site: Site, history: History, written: Sequence[Written], folder: Path) -> View:
    """The same files with the migrations of the base last."""
    assert site.moved is not None
    top = site.moved[1]
    ours = history.ours
    texts: dict[Path, str | None] = {
        top / one.path: one.text for one in written if one.key.app in ours
    }
    there = {Path(one.path): key for key, one in history.migrations.items() if key.app in ours}
    changes = []
    for path in sorted(texts.keys() | there.keys()):
        before = path.read_bytes().decode("utf-8") if path.is_file() else None
        if texts.get(path) != before:
            changes.append(FileChange(path, texts.get(path), before))
    facts = {
        one.key: read_migration(one.key, one.text.encode(), str(top / one.path))
        for one in written
        if one.key.app in ours
    }
    whole = replace(history, migrations={**history.migrations, **facts})
    return view_of(site.root, changes, whole, folder / "before")

"""The proof of a rebase: the branch's operations mean the same before and after the base's.

With the branch as it was, the migrations that the base has got since come last; as it will be, they
come first. Both are run on the files as git merges them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from ..errors import PlanError
from ..folders import temporary_folder
from ..git.merging import Merged, merged
from ..git.repository import Repository
from ..model.history import History
from ..model.proofs import Check, Proof
from ..model.words import counted
from ..project.protocol import CompareStates, Inspect, Migrate, View
from ..source.reading import read_migration
from ..source.writing import FileChange
from .basis import basis_of
from .demands import Demands, Progress
from .forking import Fork
from .grounds import Ground, looked_twice, replay
from .other_order import Written, in_other_order
from .outcomes import TRIES, Outcome, Replay, check_databases, check_upgrades, noise_in
from .ports import Site
from .proving import Prover
from .releases import Release, refuse_other_code, released
from .rewriting import view_of


@dataclass(frozen=True, slots=True)
class Moved:
    """A rebase that is to be proven.

    Attributes:
        fork: the branch and its base.
        texts: of the files that change, by path; None where one goes.
        merging: whether the merge of both is under way.
    """

    fork: Fork
    texts: Mapping[str, str | None]
    merging: bool


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
    with temporary_folder() as folder, _merged(site, moved, folder) as inside:
        history = inside.history()
        written = in_other_order(repository, moved.fork)
        view = _view(inside, history, written, folder)
        prover = Prover(inside.process, moved.fork.branch.commit, demands, progress)
        with prover.grounds(view) as grounds, released(site.process, (moved.fork.onto,)) as bases:
            trials = [_Trial(inside, view, one, bases[0]) for one in grounds.all]
            checks = [check for trial in trials for check in trial.checks(progress)]
            engines = " and ".join(one.engine.partition(" ")[0] for one in trials)
            return Proof(
                subject=(f"{moved.fork.branch.name} after {moved.fork.onto.name}",),
                commit=moved.fork.branch.commit,
                basis=basis_of(inside, history),
                checks=(_state(inside, view), *checks),
                not_compared=(
                    *grounds.first.without,
                    f"engines other than {engines}",
                    "databases with rows",
                ),
                releases={moved.fork.onto.name: moved.fork.onto.commit},
            )


@contextmanager
def _merged(site: Site, moved: Moved, folder: Path) -> Iterator[Site]:
    """The project as git merges it."""
    target = folder / "merged"
    target.mkdir()
    base = moved.fork.onto
    found = merged(site.root, base.commit, moved.texts, target, merging=moved.merging)
    _refuse_conflicts(found)
    export = found.files
    inside = replace(site, root=export.folder, moved=(export.work_tree, export.top))
    inspection = inside.process.inspect(Inspect(site.ours, str(export.folder)))
    refuse_other_code(base, inspection, export)
    yield inside


def _refuse_conflicts(found: Merged) -> None:
    code = [path for path in found.conflicts if path.endswith(".py")]
    if code:
        raise PlanError(
            f"Nothing can be proven while git cannot merge {code[0]}.",
            "Merge first, settle that and stage it, then run this again; or write without a proof: "
            "--no-proof",
        )


def _view(site: Site, history: History, written: Sequence[Written], folder: Path) -> View:
    """The same files with the migrations of the base last."""
    assert site.moved is not None
    top = site.moved[1]
    texts: dict[Path, str | None] = {top / one.path: one.text for one in written}
    ours = {app.label for app in history.apps if app.first_party}
    there = {Path(one.path): key for key, one in history.migrations.items() if key.app in ours}
    changes = []
    for path in sorted(texts.keys() | there.keys()):
        before = path.read_bytes().decode("utf-8") if path.is_file() else None
        if texts.get(path) != before:
            changes.append(FileChange(path, texts.get(path), before))
    facts = {
        one.key: read_migration(one.key, one.text.encode(), str(top / one.path)) for one in written
    }
    whole = replace(history, migrations={**history.migrations, **facts})
    return view_of(site.root, changes, whole, folder / "before")


def _state(site: Site, view: View) -> Check:
    compared = site.process.compare_states(CompareStates(view, View()))
    models = counted(compared.models, "model")
    return Check("state", models, compared.differences, compared.remarks)


@dataclass(frozen=True, slots=True)
class _Trial:
    """Both orders on one engine.

    Attributes:
        view: the base's migrations last.
        ground: an empty database with that.
        base: runs the base's own code.
    """

    site: Site
    view: View
    ground: Ground
    base: Release

    @property
    def engine(self) -> str:
        """Its name and version."""
        return self.ground.original.snapshot.engine

    def checks(self, progress: Progress) -> tuple[Check, ...]:
        name = self.engine.partition(" ")[0]
        progress(f"trying an empty database, and one of {self.base.name}, on {name}")
        after = looked_twice(self._replay(View(), "after"), self.ground.box)
        whole = Outcome("migrate from zero", self.ground.original, after)
        noise = noise_in(
            (whole,), self.ground.original, lambda: self._replay(self.view, "again"), tries=TRIES
        )
        deployed = self._deployed(after)
        return (*check_databases(whole, noise), check_upgrades((deployed,), noise, 0))

    def _replay(self, view: View, name: str) -> Replay:
        return replay(self.site.process, view, self.ground.box, self.ground.box.database(name))

    def _deployed(self, whole: Replay) -> Outcome:
        """A database that has what the base has, when the branch is merged."""
        database = self.ground.box.database("base")
        began = self.base.process.migrate(Migrate(View()), database)
        after = replay(self.site.process, View(), self.ground.box, database)
        return Outcome(f"database of {self.base.name}", whole, after, began.started)

"""`merge`: one end for each app that has several."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from ..analysis.leaves import named
from ..analysis.merging import Sides, forks_of
from ..errors import WriteError
from ..folders import temporary_folder
from ..model.history import History
from ..model.keys import MigrationKey
from ..model.merges import Fork, MergeRecord, Said
from ..model.proofs import Proof
from ..project.protocol import View
from ..source.operations import operation_texts
from ..source.splicing import depend_on
from ..source.writing import FileChange, write
from .demands import NOTHING_MORE, Demands, Progress
from .moving import NEWEST
from .orders import Orders, prove_orders
from .ports import Site
from .referring import utf8_text
from .rewriting import view_of
from .squashing import refuse_uncommitted

TEXT = """\
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
{dependencies}
    ]

    operations = []
"""


@dataclass(frozen=True, slots=True)
class Merge:
    """A merge that was worked out; nothing is written yet.

    Attributes:
        forks: the apps that end in several migrations.
        changes: files to write.
        proof: that either order leads to the same; None where none was asked for.
    """

    site: Site
    forks: tuple[Fork, ...]
    changes: tuple[FileChange, ...] = ()
    proof: Proof | None = None

    @property
    def holds(self) -> bool:
        """Whether every fork is settled, with a proof where one was asked for."""
        return all(one.settled for one in self.forks) and self.proven

    @property
    def proven(self) -> bool:
        """Whether what is settled may be written."""
        return self.proof is None or self.proof.holds

    def record(self, *, written: bool) -> MergeRecord:
        """The result without the means to write it."""
        files = tuple(str(one.path) for one in self.changes)
        return MergeRecord(self.forks, files, written, self.proof)

    def write(self, *, require_git: bool = True) -> tuple[Path, ...]:
        """Write all files, or none.

        Args:
            require_git: refuse outside git, and where files that change are not committed.

        Raises:
            WriteError: the proof does not hold, or a file is in the way.
            RepositoryError: see `require_git`.
        """
        if not self.proven:
            raise WriteError("The proof does not hold.", "Nothing was written.")
        if require_git:
            old = [one.path for one in self.changes if one.before is not None]
            refuse_uncommitted(self.site.root, old)
        write(self.changes, self.site.root)
        return tuple(one.path for one in self.changes)


def merge(
    site: Site,
    apps: Collection[str] = (),
    last: Collection[str] = (),
    demands: Demands = NOTHING_MORE,
    progress: Progress = lambda _: None,
) -> Merge:
    """Work out how each app gets one end, and prove that either side may come first.

    Args:
        site: the project; nothing is proven where it has no settings.
        apps: labels; empty for all.
        last: ends that are to come last in their app.
        demands: what the proof has to cover.
        progress: is told what happens next.

    Raises:
        PlanError: an app that is not ours, or a name that is no such end.
        ProjectError: the migrations cannot be loaded.
    """
    history = site.history()
    sides = forks_of(history, apps, last)
    forks = tuple(_with_texts(history, one.fork) for one in sides)
    changes = tuple(_changes(history, sides))
    made = Merge(site, forks, changes)
    merged = [one for one in sides if one.fork.merge]
    if not site.settings or not merged or any(not one.settled for one in forks):
        return made
    return replace(made, proof=_prove(site, history, merged, changes, demands, progress))


def _with_texts(history: History, fork: Fork) -> Fork:
    """With what the operations are written like."""
    clashes = tuple(
        replace(one, one=_written(history, one.one), other=_written(history, one.other))
        for one in fork.clashes
    )
    return replace(fork, clashes=clashes)


def _written(history: History, said: Said) -> Said:
    source = utf8_text(Path(history.migrations[said.migration].path))
    return replace(said, text=operation_texts(source).get(said.line, ""))


def _changes(history: History, sides: Sequence[Sides]) -> Iterator[FileChange]:
    for one in sides:
        fork = one.fork
        if fork.merge:
            yield _merge_file(history, fork, fork.merge)
            yield from _newest(history, fork.app, fork.merge)
        elif fork.last:
            others = [end for end in fork.ends if end != fork.last]
            yield from _after(history, one, [*others, fork.last], only=fork.last)
            yield from _newest(history, fork.app, fork.last)


def _merge_file(history: History, fork: Fork, key: MigrationKey) -> FileChange:
    lines = (f'        ("{end.app}", "{end.name}"),' for end in fork.ends)
    return FileChange(
        _folder(history, fork.app) / f"{key.name}.py", TEXT.format(dependencies="\n".join(lines))
    )


def _newest(history: History, app: str, key: MigrationKey) -> Iterator[FileChange]:
    path = _folder(history, app) / NEWEST
    if path.is_file():
        yield FileChange(path, f"{key.name}\n", utf8_text(path))


def _folder(history: History, app: str) -> Path:
    found = history.app(app)
    assert found is not None
    return Path(found.directory)


def _after(
    history: History, sides: Sides, order: Sequence[MigrationKey], only: MigrationKey | None = None
) -> Iterator[FileChange]:
    """Each side begins after the end of the one before; with `only`, that one after all others."""
    pairs = [(one, only) for one in order if one != only] if only else [*pairwise(order)]
    texts: dict[Path, str] = {}
    for earlier, later in pairs:
        members = set(sides.members[later])
        for key in sides.members[later]:
            one = history.migrations[key]
            if not members & set(map(named, one.dependencies)):
                path = Path(one.path)
                texts[path] = depend_on(texts.get(path) or utf8_text(path), earlier)
    yield from (FileChange(path, text, utf8_text(path)) for path, text in texts.items())


def _prove(
    site: Site,
    history: History,
    sides: Sequence[Sides],
    changes: Sequence[FileChange],
    demands: Demands,
    progress: Progress,
) -> Proof:
    """Either side last, in each app."""
    settled = [one for one in changes if one.before is not None and one.path.suffix == ".py"]
    with temporary_folder() as folder:
        views: list[View] = []
        for number, turned in enumerate((False, True)):
            moved = [
                change
                for one in sides
                for change in _after(history, one, sorted(one.fork.ends, reverse=turned))
            ]
            views.append(view_of(site.root, (*settled, *moved), history, folder / str(number)))
        subject = tuple(str(one.fork.merge) for one in sides)
        one, other = views
        orders = Orders(subject, one, other, history, "The history with one side last")
        return prove_orders(site, orders, demands, progress)

"""`merge`: one end for each app that has several."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import TypeAlias

from ...analysis.conflicts.loading import graph_of
from ...analysis.leaves import named
from ...analysis.merging import Sides, forks_of
from ...errors import WriteError
from ...folders import temporary_folder
from ...model.graph import Graph
from ...model.history import History
from ...model.keys import MigrationKey
from ...model.merges import Fork, MergeRecord, Said
from ...model.migrations import MigrationFacts
from ...model.proofs import Proof
from ...source.operations import operation_texts
from ...source.reading import read_migration
from ...source.splicing import depend_on
from ...source.writing import FileChange, write
from ..ports import Site
from ..proofs.demands import NOTHING_MORE, Demands, Progress
from ..proofs.either_order import EitherOrder, prove_either_order
from ..referring import utf8_text
from ..rewriting import NEWEST, view_of
from ..squashes.squashing import refuse_uncommitted

Edge: TypeAlias = tuple[MigrationKey, MigrationKey]
"""A migration, and another one that it is to depend on as well."""
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
            # `max_migration.txt` may be in conflict, in the midst of a merge.
            old = [one.path for one in self.changes if one.before and one.path.suffix == ".py"]
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
    if not site.settings or not changes:
        return made
    return replace(made, proof=_prove(site, history, sides, changes, demands, progress))


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
            later = [(end, fork.last) for end in fork.ends if end != fork.last]
            yield from _files(
                history, (edge for pair in later for edge in _edges(history, one, *pair))
            )
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


def _edges(
    history: History, sides: Sides, earlier: MigrationKey, later: MigrationKey
) -> Iterator[Edge]:
    """What the first migrations of one side have to depend on to come after another side."""
    members = set(sides.members[later])
    for key in sides.members[later]:
        if not members & set(map(named, history.migrations[key].dependencies)):
            yield key, earlier


def _files(history: History, edges: Iterable[Edge]) -> Iterator[FileChange]:
    """The files with these dependencies as well."""
    texts: dict[Path, str] = {}
    for key, earlier in edges:
        path = Path(history.migrations[key].path)
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
    """Either side last, in each app that is merged; other apps that have ends are only joined."""
    forks = [one.fork for one in sides]
    meant = {one.app for one in forks}
    others = [
        replace(one.fork, merge=None) for one in forks_of(history) if one.fork.app not in meant
    ]
    left = [one for one in (*forks, *others) if not one.last]
    joined = [replace(one, merge=one.merge or _joining(one)) for one in left]
    files = {one.path: one for one in changes if one.path.suffix == ".py"}
    made = (_merge_file(history, one, one.merge) for one in joined if one.merge)
    files |= {one.path: one for one in made}
    added = {key: one for each in joined for key, one in _facts(history, each, files)}
    whole = replace(history, migrations={**history.migrations, **added})
    merged = [one for one in sides if one.fork.merge]
    with temporary_folder() as folder:
        one, other = (
            view_of(site.root, _turned(history, files, merged, turned), whole, folder / str(turned))
            for turned in (False, True)
        )
        subject = tuple(str(fork.merge or fork.last) for fork in forks if fork.settled)
        two = EitherOrder(subject, one, other, history, "The history with one side last")
        return prove_either_order(site, two, demands, progress)


def _joining(fork: Fork) -> MigrationKey:
    """A merge migration for the proof alone: `migrate` refuses a project with several ends."""
    return MigrationKey(fork.app, "squashkit_joins_these_ends")


def _facts(
    history: History, fork: Fork, files: Mapping[Path, FileChange]
) -> Iterator[tuple[MigrationKey, MigrationFacts]]:
    assert fork.merge is not None
    path = _folder(history, fork.app) / f"{fork.merge.name}.py"
    text = files[path].text or ""
    yield fork.merge, read_migration(fork.merge, text.encode(), str(path))


def _turned(
    history: History, files: Mapping[Path, FileChange], sides: Sequence[Sides], turned: bool
) -> list[FileChange]:
    """The files with the ends in one order, or as far as that can be in the other."""
    edges: list[Edge] = []
    graph = graph_of(history.migrations)
    for one in sides:
        for pair in pairwise(sorted(one.fork.ends, reverse=turned)):
            wanted = [*_edges(history, one, *pair)]
            # What another app has settled stays so.
            if all(key not in graph.ancestors(end) for key, end in wanted):
                edges += wanted
                graph = _with(graph, wanted)
    moved = {one.path: one for one in _files(history, edges)}
    return [*{**files, **moved}.values()]


def _with(graph: Graph[MigrationKey], edges: Iterable[Edge]) -> Graph[MigrationKey]:
    parents = {key: set(before) for key, before in graph.parents.items()}
    for key, earlier in edges:
        parents[key].add(earlier)
    return Graph(parents)

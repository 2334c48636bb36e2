"""Turns planned segments into files, in memory."""

from __future__ import annotations

import tokenize
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from ...analysis.continuing import moved
from ...errors import CompositionError
from ...model.composition import Composition, ModuleSource, Rendered, Verbatim
from ...model.graph import Graph
from ...model.history import History
from ...model.keys import MigrationKey
from ...model.migrations import FIRST, Dependency
from ...model.plans import Bound, Plan, Segment
from ...project.operations.carried import MODULE, TEXT
from ...project.protocol import Reduction
from ...source.composing import compose
from ...source.formatting import format_source
from ...version import __version__
from .planning import Planned, not_carried

UNMERGED = "Some are as they were: merged, they would lead to other models or another database."


@dataclass(frozen=True, slots=True)
class SquashedFile:
    """A squashed migration as text, not written yet.

    Attributes:
        module: the dotted name it will have.
        path: where it will be.
    """

    segment: Segment
    module: str
    path: Path
    text: str


@dataclass(frozen=True, slots=True)
class Composed:
    """A plan as far as its files could be composed.

    Attributes:
        plan: without the segments whose code cannot be carried.
        files: one for each segment of the plan.
        around: the migrations whose code cannot be carried; others may be squashed around them.
    """

    plan: Plan
    files: tuple[SquashedFile, ...]
    around: tuple[Bound, ...] = ()


def compose_files(
    planned: Planned, graph: Graph[MigrationKey], *, formatted: bool = True
) -> Composed:
    """Compose every segment; those whose code cannot be carried move to what is left alone.

    Args:
        planned: the segments with their operations.
        graph: of the history.
        formatted: whether the files are to be read.
    """
    files, left = [], list(planned.plan.left)
    around: list[Bound] = []
    sources = _sources(planned)
    for segment in planned.plan.segments:
        try:
            file = _compose(segment, planned, graph, sources)
            text = format_source(file.text, file.path) if formatted else file.text
            files.append(replace(file, text=text))
        except CompositionError as error:
            left.append(not_carried(segment, error.fact, error.hint))
            blamed = (key for key in segment.members if key == error.where)
            around.extend(Bound(key, left[-1].reason) for key in blamed)
    kept = tuple(file.segment for file in files)
    plan = replace(planned.plan, segments=kept, left=tuple(left))
    return Composed(plan, tuple(files), tuple(around))


def _compose(
    segment: Segment,
    planned: Planned,
    graph: Graph[MigrationKey],
    sources: Mapping[MigrationKey, ModuleSource],
) -> SquashedFile:
    history, reduction = planned.history, planned.reductions[segment.key]
    app = history.app(segment.key.app)
    assert app is not None
    composition = Composition(
        key=segment.key,
        members=segment.members,
        replaces=segment.replaces,
        atomic=segment.atomic,
        base=_absolute(segment.base, app.module),
        dependencies=_dependencies(segment, history, graph, moved(history, planned.plan)),
        operations=reduction.operations,
        run_before=_run_before(segment, history),
        initial=segment.initial,
        header=tuple(_header(segment, reduction)),
        held=reduction.held,
    )
    path = Path(app.directory) / f"{segment.key.name}.py"
    text = compose(composition, sources)
    return SquashedFile(segment, f"{app.module}.{segment.key.name}", path, text)


def _absolute(base: str, package: str) -> str:
    """The full name of a base class, which is imported relative to the migrations package."""
    level = len(base) - len(base.lstrip("."))
    parts = package.split(".")
    return ".".join([*parts[: len(parts) - level + 1], base.lstrip(".")]) if level else base


def _sources(planned: Planned) -> dict[MigrationKey, ModuleSource]:
    """Every file that will be replaced: code may be imported from another app's one too.

    Also those that a squash on disk replaces already: one that continues it replaces them too.
    """
    history = planned.history
    modules = {app.label: app.module for app in history.apps}
    own = MigrationKey("squashkit", "carried")
    return {own: ModuleSource(MODULE, "", TEXT)} | {
        key: ModuleSource(
            f"{modules[key.app]}.{key.name}",
            history.migrations[key].path,
            _decoded(Path(history.migrations[key].path)),
        )
        for segment in planned.plan.segments
        for key in (*segment.members, *segment.replaces)
        if key in history.migrations
    }


def _decoded(path: Path) -> str:
    """The text of a source file, by its coding cookie."""
    with tokenize.open(path) as file:
        return file.read()


def _dependencies(
    segment: Segment,
    history: History,
    graph: Graph[MigrationKey],
    gone: Mapping[MigrationKey, MigrationKey],
) -> tuple[Dependency, ...]:
    """What the members depend on outside the segment, under the names that they use.

    Names of replaced migrations are kept until cleanup: a database in which the other squash is
    half applied has that member, and not the squash, in its graph.
    """
    members = {*segment.members, *segment.replaces}
    found = {
        _instead(dependency, gone)
        for key in segment.members
        for dependency in history.migrations[key].dependencies
        if MigrationKey(dependency.app, dependency.name) not in members
        and (dependency.app, dependency.name) != (segment.key.app, FIRST)
    }
    return tuple(sorted(_without_implied(found, graph)))


def _instead(dependency: Dependency, gone: Mapping[MigrationKey, MigrationKey]) -> Dependency:
    """The dependency, by the name of a file that stays."""
    target = gone.get(MigrationKey(dependency.app, dependency.name))
    return Dependency(target.app, target.name) if target else dependency


def _without_implied(found: set[Dependency], graph: Graph[MigrationKey]) -> Iterator[Dependency]:
    """Leave out a dependency that a later one of the same app implies."""
    named = {MigrationKey(one.app, one.name): one for one in found if not one.setting}
    for dependency in found:
        key = MigrationKey(dependency.app, dependency.name)
        later = [other for other in named if other.app == key.app and other in graph.parents]
        if dependency.setting or not any(key in graph.ancestors(other) for other in later):
            yield dependency


def _run_before(segment: Segment, history: History) -> tuple[Dependency, ...]:
    members = {*segment.members, *segment.replaces}
    return tuple(
        sorted(
            {
                before
                for key in segment.members
                for before in history.migrations[key].run_before
                if MigrationKey(before.app, before.name) not in members
            }
        )
    )


def _header(segment: Segment, reduction: Reduction) -> Iterator[str]:
    gain = segment.gain
    yield f"Squashed by squashkit {__version__} from {gain.files} migrations of {segment.key.app}:"
    yield f"{gain.operations_before} operations became {len(reduction.operations)}."
    if segment.continues:
        yield f"Continues {', '.join(key.name for key in segment.continues)}."
    if not reduction.folded:
        yield UNMERGED
    yield from _listed(
        "Left out, as they have no effect where this file runs:", reduction, left_out=True
    )
    yield from _listed("Kept in their place:", reduction, left_out=False)
    if any(map(_is_added, reduction.operations)):
        yield "Added: finish_tables, where a way on or back needs what a migration's end does."


def _is_added(operation: Verbatim | Rendered) -> bool:
    return isinstance(operation, Rendered) and any(
        carried.module == MODULE for carried in operation.carried
    )


def _listed(title: str, reduction: Reduction, *, left_out: bool) -> Iterator[str]:
    steps = [step for step in reduction.steps if step.left_out is left_out]
    if steps:
        yield title
    for step in steps:
        # Where in the code the reason stands, the plan says.
        yield f"  {step} ({step.why.rpartition(': ')[2]})"

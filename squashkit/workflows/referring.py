"""What the rest of the project says about migrations whose files go."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from ..analysis.leaves import named
from ..errors import HistoryError, PlanError
from ..model.history import History
from ..model.keys import MigrationKey
from ..model.plans import Plan
from ..model.references import Reference
from ..source.references import Code, Heir, Sought, find_references, mend
from ..source.writing import FileChange


def with_references(root: Path, history: History, plan: Plan) -> Plan:
    """The plan with all that names what its segments replace.

    Args:
        root: the project's folder.
        history: the migrations.
        plan: the segments.
    """
    gone = {key for one in plan.segments for key in (*one.members, *one.replaces)}
    return replace(plan, references=references_to(root, history, gone))


def references_to(
    root: Path, history: History, gone: Iterable[MigrationKey]
) -> tuple[Reference, ...]:
    """The lines that name one of these, outside of their own files.

    Args:
        root: the project's folder.
        history: the migrations.
        gone: those whose files go.
    """
    sought = sought_in(history, gone)
    return find_references(root, sought, sought.paths) if sought.paths else ()


def sought_in(history: History, gone: Iterable[MigrationKey]) -> Sought:
    """The migrations of which there are files, by their names.

    Args:
        history: the migrations.
        gone: those that are meant.
    """
    apps = {app.label: app for app in history.apps}
    keys = sorted(key for key in gone if key in history.migrations)
    return Sought(
        {f"{apps[key.app].module}.{key.name}": key for key in keys},
        {Path(history.migrations[key].path).resolve(): key for key in keys},
        {label: Path(app.directory).resolve().parent for label, app in apps.items()},
        frozenset(key.name for key in history.migrations.keys() - set(keys)),
    )


def mended(
    root: Path,
    history: History,
    heirs: Mapping[MigrationKey, Heir],
    changes: Sequence[FileChange],
) -> tuple[FileChange, ...]:
    """The changes, and with them those of code that names a migration whose file goes.

    Args:
        root: the project's folder.
        history: the migrations.
        heirs: migrations whose files go, with what stands for each.
        changes: of migrations, which are not done yet.

    Raises:
        PlanError: there is code that cannot be rewritten; it names all places.
    """
    sought = sought_in(history, heirs)
    known = {change.path.resolve(): change for change in changes}
    refused: list[str] = []
    for name in _named_in(root, sought):
        path = (root / name).resolve()
        change = known.get(path) or _unchanged(path)
        found = mend(change.before or "", path, sought, heirs)
        refused += [f"{name}, line {one.line}, {one.fact} {one.hint}" for one in found.obstacles]
        text = mend(change.text or "", path, sought, heirs).text
        known[path] = replace(change, text=text)
    if refused:
        listed = "".join(f"\n  {line}" for line in refused)
        raise PlanError(
            f"Code names migrations whose files would go, and cannot be rewritten:{listed}",
            "Nothing was changed. Correct these places, then run this again.",
        )
    return tuple(known[path] for path in sorted(known))


def _named_in(root: Path, sought: Sought) -> list[str]:
    """The Python files that name one of these."""
    found = find_references(root, sought, sought.paths) if sought.paths else ()
    return sorted({one.path for one in found if one.kind != "text"})


def _unchanged(path: Path) -> FileChange:
    text = utf8_text(path)
    return FileChange(path, text, text)


def heirs_of(
    history: History,
    squash: MigrationKey,
    text: str,
    gone: Mapping[MigrationKey, MigrationKey | None],
) -> dict[MigrationKey, Heir]:
    """What stands for migrations that one squash replaces.

    Args:
        history: the migrations.
        squash: its app and name.
        text: what is in its file.
        gone: those whose files go, with what their own app and name become, if anything can.
    """
    app = history.app(squash.app)
    assert app is not None
    new = Code(f"{app.module}.{squash.name}", text)
    return {
        one: Heir(squash, _code(history, app.module, one), new, instead)
        for one, instead in gone.items()
        if one in history.migrations
    }


def _code(history: History, package: str, key: MigrationKey) -> Code:
    return Code(f"{package}.{key.name}", utf8_text(Path(history.migrations[key].path)))


def last_of(history: History, squash: MigrationKey) -> MigrationKey | None:
    """The replaced migration after which the models are what they are after the squash.

    Returns:
        None where that cannot be told, as a file is gone or there are several ends.
    """
    replaced = history.migrations[squash].replaces
    if any(key not in history.migrations for key in replaced):
        return None
    parents = {named(one) for key in replaced for one in history.migrations[key].dependencies}
    ends = [key for key in replaced if key not in parents]
    return ends[0] if len(ends) == 1 else None


def utf8_text(path: Path) -> str:
    """What is in a file that is to be rewritten.

    Raises:
        HistoryError: it is not UTF-8.
    """
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise HistoryError(
            f"{path} is not UTF-8; only UTF-8 files are rewritten.",
            "Convert it, and take its coding cookie out.",
        ) from error

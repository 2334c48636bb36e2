"""One function a verb: options in, a report out, the exit status back."""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path

from rich.console import Console, Group, RenderableType
from rich.syntax import Syntax
from rich.table import Table
from rich.text import Text

from ..api import Project
from ..conf import Configuration, read_configuration
from ..databases.naming import is_url_or_file
from ..errors import ConfigurationError, WriteError
from ..model.plans import Limits, Plan
from ..model.proofs import Proof
from ..reporting.documents import read_plan, to_json
from ..reporting.findings import conflicts_text
from ..reporting.inventories import inventories_text, inventory_text
from ..reporting.text import comparison_text, plan_text
from ..source.writing import FileChange, recover
from ..workflows.bounds import present_refs
from .layouts import cleanup_text, squash_text, validation_text

FINE, FINDINGS = 0, 1


def history(options: argparse.Namespace) -> int:
    """`squashkit history`."""
    if options.at or options.refs:
        return _histories(options)
    inventory = _project(options).history()
    if options.apps:
        inventory = inventory.only(options.apps)
    _report(options, "history", inventory, inventory_text(inventory))
    return FINE


def _histories(options: argparse.Namespace) -> int:
    named = [options.at] if options.at else options.refs
    found = _in_git(options).histories(named)
    if options.apps:
        found = found.only(options.apps)
    _report(options, "histories", found, inventories_text(found))
    return FINDINGS if found.faults else FINE


def conflicts(options: argparse.Namespace) -> int:
    """`squashkit conflicts`."""
    found = _in_git(options).conflicts(
        options.base or _configuration(options).base,
        options.refs or _configuration(options).refs,
        plan=_earlier_plan(options),
        check=options.check,
    )
    if options.apps:
        found = found.only(options.apps)
    _report(options, "conflicts", found, conflicts_text(found))
    return FINE if found.holds else FINDINGS


def plan(options: argparse.Namespace) -> int:
    """`squashkit plan`."""
    project = _project(options)
    limits, notes = _limits(options, project.root)
    made = project.plan(options.apps, exclude=_excluded(options), limits=limits)
    made = replace(made, notes=(*made.notes, *notes))
    _report(options, "plan", made, plan_text(made))
    return FINE


def squash(options: argparse.Namespace) -> int:
    """`squashkit squash`."""
    _refuse_outputs(options)
    _refuse_limits(options)
    project = _project(options)
    _recover(options, project.root)
    limits, notes = _limits(options, project.root)
    made = project.squash(
        _earlier_plan(options),
        apps=options.apps,
        exclude=_excluded(options),
        limits=limits,
        keep_going=options.keep_going,
        on=_servers(options),
        progress=_progress,
    )
    made = replace(made, plan=replace(made.plan, notes=(*made.plan.notes, *notes)))
    _write_proof(options, made.proof)
    written = made.holds and _wanted(options) and made.write(require_git=not options.no_git)
    body = squash_text(made, written or (), _diffs(options, made.changes, project.root))
    _report(options, "squash", made.record(written=bool(written)), body)
    return FINE if made.holds else FINDINGS


def validate(options: argparse.Namespace) -> int:
    """`squashkit validate`."""
    done = _project(options).validate(options.apps, on=_servers(options))
    _write_proof(options, done.proof)
    _report(options, "validation", done, validation_text(done))
    return FINE if done.proof and done.proof.holds else FINDINGS


def diff(options: argparse.Namespace) -> int:
    """`squashkit diff`."""
    found = _project_if_any(options).diff(options.before, options.after)
    _report(options, "diff", found, comparison_text(found))
    return FINE if found.holds else FINDINGS


def _project_if_any(options: argparse.Namespace) -> Project:
    """The project, which only aliases need; two files can be compared anywhere."""
    named = [one for one in (options.before, options.after) if not is_url_or_file(one)]
    if not named:
        return Project.discover(options.project, static=True)
    try:
        return _project(options)
    except ConfigurationError as error:
        raise ConfigurationError(
            f"{named[0]} is no file, and no project here has an alias of that name: {error.fact}",
            "Name a file or a URL, or the project with --project.",
        ) from error


def cleanup(options: argparse.Namespace) -> int:
    """`squashkit cleanup`."""
    _refuse_outputs(options)
    project = _project(options)
    _recover(options, project.root)
    made = project.cleanup(options.apps, databases=options.database, on=_servers(options))
    _write_proof(options, made.proof)
    proven = made.proof is not None and made.proof.holds
    written = proven and _wanted(options) and made.write(require_git=not options.no_git)
    body = cleanup_text(made, written or (), _diffs(options, made.changes, project.root))
    _report(options, "cleanup", made.record(written=bool(written)), body)
    return FINE if made.holds else FINDINGS


def _configuration(options: argparse.Namespace) -> Configuration:
    return read_configuration((options.project or Path.cwd()).resolve())


def _project(options: argparse.Namespace) -> Project:
    configured = _configuration(options)
    return Project.discover(
        options.project,
        settings=options.settings or configured.settings,
        first_party=[*options.first_party, *configured.first_party],
        migrations=configured.migrations,
        static=getattr(options, "static", False),
    )


def _in_git(options: argparse.Namespace) -> Project:
    """The project as a place in git: no settings, no manage.py."""
    return Project.discover(
        options.project, migrations=_configuration(options).migrations, static=True
    )


def _earlier_plan(options: argparse.Namespace) -> Plan | None:
    return read_plan(_read(options.plan), str(options.plan)) if options.plan else None


def _limits(options: argparse.Namespace, root: Path) -> tuple[Limits, tuple[str, ...]]:
    """How far to go; and which of the configured branches are not in this clone, as sentences."""
    configured = _configuration(options)
    elide = options.elide or configured.elide
    if getattr(options, "plan", None):
        return Limits(elide=elide), ()
    # What is configured is for every clone, and one in CI has few branches.
    asked = () if options.refs else configured.refs
    there = present_refs(root, asked) if asked else ()
    limits = Limits(
        refs=tuple(options.refs) or there,
        base=options.base or configured.base,
        rewrite=options.in_flight == "list",
        until=options.until,
        before=options.older_than,
        keep=options.keep,
        elide=elide,
    )
    lacking = [one for one in asked if one not in there]
    return limits, tuple(f"No branch matches {one}, which pyproject.toml names." for one in lacking)


def _refuse_limits(options: argparse.Namespace) -> None:
    given = _given_limits(options) if options.plan else {}
    if given:
        listed = ", ".join(given)
        verb = "has" if len(given) == 1 else "have"
        again = " ".join(f"{name} {value}" for name, value in given.items())
        raise ConfigurationError(
            f"--plan has its own bounds, so {listed} {verb} no effect.",
            f"Make another plan: squashkit plan {again}",
        )


def _given_limits(options: argparse.Namespace) -> dict[str, str]:
    """The options that say how far to go, each as it was given."""
    found = {
        "--until": options.until,
        "--older-than": options.older_than.date().isoformat() if options.older_than else "",
        "--keep": str(options.keep or ""),
        "--refs": shlex.join(options.refs),
        "--base": options.base,
        "--in-flight": "list" if options.in_flight == "list" else "",
    }
    return {name: value for name, value in found.items() if value}


def _servers(options: argparse.Namespace) -> list[str]:
    return [*(options.on or _configuration(options).on)]


def _excluded(options: argparse.Namespace) -> list[str]:
    return [*options.exclude, *_configuration(options).exclude]


def _wanted(options: argparse.Namespace) -> bool:
    return not (options.dry_run or options.diff)


def _refuse_outputs(options: argparse.Namespace) -> None:
    """Before anything is written: a report that cannot be kept is a mistake of the user's."""
    for path in (options.output, options.proof):
        if path and (path.is_dir() or not path.resolve().parent.is_dir()):
            raise ConfigurationError(f"{path} cannot be written.", "Name a file in a folder.")


def _recover(options: argparse.Namespace, root: Path) -> None:
    if _wanted(options) and recover(root):
        _progress("completed a change that was interrupted before")


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path} cannot be read: {error}.") from error


def _progress(text: str) -> None:
    print(f"squashkit: {text}", file=sys.stderr, flush=True)


def _diffs(
    options: argparse.Namespace, changes: Collection[FileChange], root: Path
) -> RenderableType:
    if not options.diff:
        return Group()
    text = "".join(change.diff(root) for change in changes)
    return Syntax(text, "diff", background_color="default") if text else Text("No changes.")


def _report(options: argparse.Namespace, kind: str, value: object, body: RenderableType) -> None:
    """Print the result, or put it into the file that `--output` names."""
    if options.format == "json":
        text = to_json(kind, value)
        if options.output:
            _save(options.output, text)
        else:
            sys.stdout.write(text)
    elif options.output:
        console = Console(width=_width(body), no_color=True, highlight=False)
        with console.capture() as captured:
            console.print(body, soft_wrap=isinstance(body, Text))
        _save(options.output, captured.get())
    else:
        console = Console(width=None if sys.stdout.isatty() else _width(body), highlight=False)
        console.print(body, soft_wrap=isinstance(body, Text))


def _width(body: RenderableType) -> int:
    """A pipe has no width of its own, and a name that is cut helps nobody."""
    wide = Console(width=10_000)
    return max([120, *(wide.measure(part).maximum for part in _tables(body))])


def _tables(body: RenderableType) -> Iterator[Table]:
    if isinstance(body, Table):
        yield body
    for part in body.renderables if isinstance(body, Group) else ():
        yield from _tables(part)


def _write_proof(options: argparse.Namespace, proof: Proof | None) -> None:
    if options.proof and proof:
        _save(options.proof, to_json("proof", proof))


def _save(path: Path, text: str) -> None:
    try:
        path.write_text(text, "utf-8", errors="backslashreplace")
    except OSError as error:
        raise WriteError(f"{path} cannot be written: {error.strerror}.") from error

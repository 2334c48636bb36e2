"""What the options and the configuration say, as the API takes it."""

from __future__ import annotations

import argparse
import shlex
from dataclasses import dataclass
from pathlib import Path

from ..api import Project
from ..conf import Configuration, read_configuration
from ..databases.naming import is_url_or_file
from ..errors import ConfigurationError, ProofError
from ..model.cleanups import Terms
from ..model.plans import Limits, Plan
from ..model.proofs import Proof, Reuse
from ..reporting.documents import read_plan, read_proof, text_of


def project_if_any(options: argparse.Namespace) -> Project:
    """The project, which only aliases need; two files can be compared anywhere."""
    named = [one for one in (options.before, options.after) if not is_url_or_file(one)]
    if not named:
        return Project.discover(options.project, static=True)
    try:
        return project_of(options)
    except ConfigurationError as error:
        raise ConfigurationError(
            f"{named[0]} is no file, and no project here has an alias of that name: {error.fact}",
            "Name a file or a URL, or the project with --project.",
        ) from error


def configuration_of(options: argparse.Namespace) -> Configuration:
    """What `pyproject.toml` says."""
    return read_configuration((options.project or Path.cwd()).resolve())


def project_of(options: argparse.Namespace) -> Project:
    """The project that is meant.

    Raises:
        ConfigurationError: there is none.
    """
    configured = configuration_of(options)
    return Project.discover(
        options.project,
        settings=options.settings or configured.settings,
        first_party=[*options.first_party, *configured.first_party],
        migrations=configured.migrations,
        static=getattr(options, "static", False),
    )


def in_git(options: argparse.Namespace) -> Project:
    """The project as a place in git: no settings, no manage.py."""
    return Project.discover(
        options.project, migrations=configuration_of(options).migrations, static=True
    )


def earlier_plan(options: argparse.Namespace) -> Plan | None:
    """The plan in the file that `--plan` names."""
    return read_plan(text_of(options.plan), str(options.plan)) if options.plan else None


@dataclass(frozen=True, slots=True)
class Earlier:
    """What the file of `--proof` has before anything is proven.

    Attributes:
        proof: None where there is none that can be relied on.
        reuse: why it cannot be.
    """

    proof: Proof | None = None
    reuse: Reuse | None = None


def earlier_proof(options: argparse.Namespace) -> Earlier:
    """The proof in the file that `--proof` names, if there is such a file.

    Raises:
        ConfigurationError: the file is something else, and is not to be overwritten.
    """
    path = options.proof
    if not (path and path.is_file()):
        return Earlier()
    try:
        return Earlier(read_proof(text_of(path), str(path)))
    except ProofError as error:
        return Earlier(reuse=Reuse(error.why))


def limits_of(options: argparse.Namespace, root: Path) -> tuple[Limits, tuple[str, ...]]:
    """How far to go; and which of the configured branches are not in this clone, as sentences."""
    configured = configuration_of(options)
    elide = options.elide or configured.elide
    if getattr(options, "plan", None):
        return Limits(elide=elide), ()
    refs, notes = _refs(options, configured, root)
    limits = Limits(
        refs=refs,
        base=options.base or configured.base,
        rewrite=options.in_flight == "list",
        until=options.until,
        before=options.older_than,
        keep=options.keep,
        elide=elide,
        deployed=tuple(options.deployed),
    )
    return limits, notes


def terms_of(options: argparse.Namespace, root: Path) -> tuple[Terms, tuple[str, ...]]:
    """What must be so before a cleanup; and notes as of `limits_of`."""
    configured = configuration_of(options)
    refs, notes = _refs(options, configured, root)
    terms = Terms(
        deployed=tuple(options.deployed),
        released_in=tuple(options.released_in),
        min_releases=options.min_releases,
        before=options.older_than,
        refs=refs,
        base=options.base or configured.base,
    )
    return terms, notes


def _refs(
    options: argparse.Namespace, configured: Configuration, root: Path
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The branches to look at, and those that are not there, as sentences."""
    if options.base and not (options.refs or configured.refs):
        raise ConfigurationError(
            f"Nothing is compared with --base {options.base}, as no branches are named.",
            "Name them: --refs 'origin/*'",
        )
    # Imports the way to the project's Django, which most verbs that read git do without.
    from ..workflows.branches.bounds import present_refs

    # What is configured is for every clone, and one in CI has few branches.
    asked = () if options.refs else configured.refs
    there = present_refs(root, asked) if asked else ()
    lacking = [one for one in asked if one not in there]
    notes = tuple(f"No branch matches {one}, which pyproject.toml names." for one in lacking)
    return tuple(options.refs) or there, notes


def refuse_limits(options: argparse.Namespace) -> None:
    """A plan that was made before has its own bounds: options for others are a mistake."""
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
        "--deployed": shlex.join(options.deployed),
        "--in-flight": "list" if options.in_flight == "list" else "",
    }
    return {name: value for name, value in found.items() if value}


def servers(options: argparse.Namespace) -> list[str]:
    """Where the proof has to hold beside SQLite."""
    return [*(options.on or configuration_of(options).on)]


def excluded(options: argparse.Namespace) -> list[str]:
    """The apps to leave alone."""
    return [*options.exclude, *configuration_of(options).exclude]


def is_wanted(options: argparse.Namespace) -> bool:
    """Whether files are to be written."""
    return not (options.dry_run or options.diff)


def refuse_outputs(options: argparse.Namespace) -> None:
    """Before anything is written: a report that cannot be kept is a mistake of the user's."""
    for path in (options.output, getattr(options, "proof", None)):
        if path and (path.is_dir() or not path.resolve().parent.is_dir()):
            raise ConfigurationError(f"{path} cannot be written.", "Name a file in a folder.")


def refuse_proofs(options: argparse.Namespace) -> None:
    """Before anything is done: a proof on a server, and none."""
    if options.no_proof and options.on:
        raise ConfigurationError("--on asks for a proof, and --no-proof for none.", "Say one.")
    renames = getattr(options, "databases", ())
    if renames and (options.no_proof or options.check):
        other = "--no-proof" if options.no_proof else "--check"
        raise ConfigurationError(
            f"Rows are renamed only with a proof, not with {other}.", "Say one."
        )


def refuse_commit(options: argparse.Namespace) -> None:
    """A commit is git's: who asks for both means one of them."""
    if options.commit and options.no_git:
        raise ConfigurationError(
            "--commit needs git, and --no-git does without.", "Leave out one of them."
        )


def refuse_record(options: argparse.Namespace) -> None:
    """Rows are only deleted where they are kept: before a database is asked."""
    if options.undo and (options.record or options.databases or options.dry_run):
        raise ConfigurationError(
            "--undo puts back what its file has, in the databases that it names.",
            "Leave out the others: squashkit prune --undo FILE",
        )
    if not (options.undo or options.record or options.dry_run):
        raise ConfigurationError(
            "There is no file for the rows that would be deleted.",
            "Name a new one: --record FILE; or only look: --dry-run",
        )

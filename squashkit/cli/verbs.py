"""One function a verb: options in, a report out, the exit status back."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from ..model.rebases import Rebased
from ..reporting.checks import examined_text
from ..reporting.deployments import deployment_text, pruning_text, rows_text
from ..reporting.findings import conflicts_text
from ..reporting.inventories import inventories_text, inventory_text
from ..reporting.markdown import comparison_markdown
from ..reporting.rebases import as_findings, rebase_text
from ..reporting.text import comparison_text, plan_text
from ..source.writing import recover
from .inputs import (
    configuration_of,
    earlier_plan,
    earlier_proof,
    excluded,
    in_git,
    is_wanted,
    limits_of,
    project_if_any,
    project_of,
    refuse_commit,
    refuse_limits,
    refuse_outputs,
    refuse_proofs,
    refuse_record,
    servers,
    terms_of,
)
from .layouts import (
    cleanup_text,
    merge_text,
    rebased_text,
    restore_text,
    squash_text,
    validation_text,
)
from .outputs import diff_of, report, write_proof
from .pages import cleanup_page, restore_page, squash_page, validation_page
from .progress import progress, say

FINE, FINDINGS = 0, 1


def history(options: argparse.Namespace) -> int:
    """`squashkit history`."""
    if options.at or options.refs:
        return _histories(options)
    inventory = project_of(options).history()
    if options.apps:
        inventory = inventory.only(options.apps)
    report(options, "history", inventory, inventory_text(inventory))
    return FINE


def _histories(options: argparse.Namespace) -> int:
    named = [options.at] if options.at else options.refs
    found = in_git(options).histories(named)
    if options.apps:
        found = found.only(options.apps)
    report(options, "histories", found, inventories_text(found))
    return FINDINGS if found.faults else FINE


def conflicts(options: argparse.Namespace) -> int:
    """`squashkit conflicts`."""
    found = in_git(options).conflicts(
        options.base or configuration_of(options).base,
        options.refs or configuration_of(options).refs,
        plan=earlier_plan(options),
        check=options.check,
    )
    if options.apps:
        found = found.only(options.apps)
    report(options, "conflicts", found, conflicts_text(found), findings=found.findings)
    return FINE if found.holds else FINDINGS


def rebase(options: argparse.Namespace) -> int:
    """`squashkit rebase`."""
    refuse_outputs(options)
    refuse_proofs(options)
    project = in_git(options)
    onto = options.onto or configuration_of(options).base
    if options.check:
        found = project.check_rebase(onto, drop_merges=options.drop_merges)
        shown = (rebase_text(found), None, as_findings(found))
        report(options, "rebase", Rebased(found), *shown)
        return FINE if found.holds else FINDINGS
    if not options.no_proof:
        project = project_of(options)
    _recover(options, project.root)
    with progress() as told:
        made = project.rebase(
            onto,
            drop_merges=options.drop_merges,
            databases=options.databases,
            on=servers(options),
            progress=told,
        )
    written = made.holds and is_wanted(options) and made.write(amend=options.amend)
    record = made.record(written=bool(written), amended=options.amend)
    body = rebased_text(record, diff_of(options, made.changes, made.top))
    left = made.rebase.findings if written else as_findings(made.rebase)
    report(options, "rebase", record, body, findings=left)
    return FINE if made.holds else FINDINGS


def merge_driver(options: argparse.Namespace) -> int:
    """`squashkit merge-driver`."""
    named = (options.base, options.ours, options.theirs)
    left = in_git(options).merge_newest(options.path, *named)
    if left:
        say(left)
    return FINDINGS if left else FINE


def merge(options: argparse.Namespace) -> int:
    """`squashkit merge`."""
    refuse_outputs(options)
    refuse_proofs(options)
    project = in_git(options) if options.no_proof else project_of(options)
    _recover(options, project.root)
    with progress() as told:
        made = project.merge(options.apps, last=options.last, on=servers(options), progress=told)
    wanted = bool(made.changes) and made.proven and is_wanted(options)
    written = wanted and made.write(require_git=not options.no_git)
    record = made.record(written=bool(written))
    report(
        options, "merge", record, merge_text(record, diff_of(options, made.changes, project.root))
    )
    return FINE if made.holds else FINDINGS


def plan(options: argparse.Namespace) -> int:
    """`squashkit plan`."""
    project = project_of(options)
    limits, notes = limits_of(options, project.root)
    made = project.plan(options.apps, exclude=excluded(options), limits=limits)
    made = replace(made, notes=(*made.notes, *notes))
    report(options, "plan", made, plan_text(made))
    return FINE


def squash(options: argparse.Namespace) -> int:
    """`squashkit squash`."""
    refuse_outputs(options)
    refuse_limits(options)
    project = project_of(options)
    earlier = earlier_proof(options)
    _recover(options, project.root)
    limits, notes = limits_of(options, project.root)
    with progress() as told:
        made = project.squash(
            earlier_plan(options),
            apps=options.apps,
            exclude=excluded(options),
            limits=limits,
            keep_going=options.keep_going,
            on=servers(options),
            releases=options.releases,
            proof=earlier.proof,
            progress=told,
        )
    made = replace(made, plan=replace(made.plan, notes=(*made.plan.notes, *notes)))
    made = replace(made, reuse=made.reuse or earlier.reuse)
    write_proof(options, made.proof, made.reuse)
    written = made.holds and is_wanted(options) and made.write(require_git=not options.no_git)
    shown = (made, written or (), diff_of(options, made.changes, project.root), str(options.proof))
    record = made.record(written=bool(written))
    report(options, "squash", record, squash_text(*shown), lambda: squash_page(*shown))
    return FINE if made.holds else FINDINGS


def validate(options: argparse.Namespace) -> int:
    """`squashkit validate`."""
    refuse_outputs(options)
    earlier = earlier_proof(options)
    with progress() as told:
        done = project_of(options).validate(
            options.apps,
            on=servers(options),
            releases=options.releases,
            proof=earlier.proof,
            progress=told,
        )
    done = replace(done, reuse=done.reuse or earlier.reuse)
    write_proof(options, done.proof, done.reuse)
    shown = (done, str(options.proof))
    report(options, "validation", done, validation_text(*shown), lambda: validation_page(*shown))
    return FINE if done.holds else FINDINGS


def state(options: argparse.Namespace) -> int:
    """`squashkit state`."""
    found = project_of(options).state(options.databases)
    report(options, "state", found, deployment_text(found))
    return FINE


def check(options: argparse.Namespace) -> int:
    """`squashkit check`."""
    found = project_of(options).check(options.databases)
    report(options, "check", found, examined_text(found))
    return FINE if found.holds else FINDINGS


def diff(options: argparse.Namespace) -> int:
    """`squashkit diff`."""
    found = project_if_any(options).diff(options.before, options.after)
    report(options, "diff", found, comparison_text(found), lambda: comparison_markdown(found))
    return FINE if found.holds else FINDINGS


def cleanup(options: argparse.Namespace) -> int:
    """`squashkit cleanup`."""
    refuse_outputs(options)
    refuse_commit(options)
    project = project_of(options)
    earlier = earlier_proof(options)
    _recover(options, project.root)
    terms, notes = terms_of(options, project.root)
    with progress() as told:
        made = project.cleanup(
            options.apps,
            terms=terms,
            on=servers(options),
            releases=options.releases,
            proof=earlier.proof,
            progress=told,
        )
    made = replace(made, reuse=made.reuse or earlier.reuse, notes=(*made.notes, *notes))
    write_proof(options, made.proof, made.reuse)
    proven = made.proof is not None and made.proof.holds
    committed, written = "", False
    if proven and is_wanted(options):
        committed = made.commit() if options.commit else ""
        written = bool(committed or made.write(require_git=not options.no_git))
    record = made.record(written=written, commit=committed)
    shown = (made, record, diff_of(options, made.changes, project.root), str(options.proof))
    report(options, "cleanup", record, cleanup_text(*shown), lambda: cleanup_page(*shown))
    return FINE if made.holds else FINDINGS


def prune(options: argparse.Namespace) -> int:
    """`squashkit prune`."""
    refuse_outputs(options)
    refuse_record(options)
    project = project_of(options)
    if options.undo:
        back = project.unprune(options.undo)
        report(options, "prune", back, rows_text(back, "put back"))
        return FINE
    made = project.prune(options.databases)
    done = bool(options.record and not options.dry_run and made.rows.states)
    if done:
        made.write(options.record)
    shown = pruning_text(made.rows, made.problems, done=done)
    report(options, "prune", made.record(deleted=done), shown)
    return FINE if made.holds else FINDINGS


def restore(options: argparse.Namespace) -> int:
    """`squashkit restore`."""
    refuse_outputs(options)
    project = project_of(options)
    _recover(options, project.root)
    with progress() as told:
        made = project.restore(options.squashes, on=servers(options), progress=told)
    written = made.holds and is_wanted(options) and made.write(require_git=not options.no_git)
    record = made.record(written=bool(written))
    shown = (record, diff_of(options, made.changes, project.root))
    report(options, "restore", record, restore_text(*shown), lambda: restore_page(*shown))
    return FINE if made.holds else FINDINGS


def _recover(options: argparse.Namespace, root: Path) -> None:
    if is_wanted(options) and recover(root):
        say("completed a change that was interrupted before")

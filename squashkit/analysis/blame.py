"""Which apps a failed proof speaks of, so that the others can still be squashed."""

from __future__ import annotations

import re

from ..model.plans import Plan, Reason
from ..model.proofs import Check, Proof
from ..model.schema import Difference
from .rules.squashing import NOT_PROVEN


def blamed_apps(proof: Proof, plan: Plan) -> dict[str, Reason]:
    """The planned apps that the first failing check names, each with what it says.

    Args:
        proof: a proof that does not hold.
        plan: what it was for.

    Returns:
        an empty mapping when no planned app is named; then nothing can be left out.
    """
    return {
        app: Reason(NOT_PROVEN.id, f"{check.name}: {difference}")
        for app, (check, difference) in first_differences(proof, plan).items()
    }


def first_differences(proof: Proof, plan: Plan) -> dict[str, tuple[Check, Difference]]:
    """The planned apps that the first failing check names, each with its first difference.

    Args:
        proof: a proof.
        plan: what it was for.
    """
    for check in proof.checks:
        found: dict[str, tuple[Check, Difference]] = {}
        for difference in check.differences:
            for app in _named(difference, plan.apps):
                found.setdefault(app, (check, difference))
        if found:
            return found
    return {}


def _named(difference: Difference, apps: tuple[str, ...]) -> list[str]:
    """The apps whose label, followed by a point or an underscore, names what differs."""
    # Where a database was stopped says nothing about who made it differ.
    subject = difference.subject
    return [app for app in apps if re.search(rf"\b{re.escape(app)}[._]", subject)]

"""Ranges that the user names: `shop.0002..0007`, to become one squash or none.

Without a range a plan goes around what cannot be squashed; who names one wants to hear of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..errors import PlanError
from ..model.keys import MigrationKey
from ..model.plans import Bound, Plan, Reason
from .rules.squashing import EXCLUDED, TOO_SHORT


@dataclass(frozen=True, slots=True)
class Range:
    """Migrations of one app that run one after the other.

    Attributes:
        first, last: their names, or the beginnings of these; an empty `last` is the app's end.
    """

    app: str
    first: str
    last: str

    def __str__(self) -> str:
        return f"{self.app}.{self.first}..{self.last}"


def read_ranges(texts: Collection[str]) -> tuple[frozenset[str], tuple[Range, ...]]:
    """The apps that are meant, and the ranges among them.

    Args:
        texts: labels, and ranges such as `shop.0002..0007` or `shop.0002..`.

    Raises:
        PlanError: a text is neither.
    """
    apps, ranges = set(), []
    for text in texts:
        app, dot, rest = text.partition(".")
        first, dots, last = rest.partition("..")
        if dot and not (first and dots):
            raise PlanError(
                f"{text} is neither the label of an app nor a range of its migrations.",
                "Name the app, or a range such as shop.0002..0007",
            )
        apps.add(app)
        if dot:
            ranges.append(Range(app, first, last))
    return frozenset(apps), tuple(ranges)


def outside(
    chains: Mapping[str, Sequence[MigrationKey]], ranges: Collection[Range]
) -> Iterator[Bound]:
    """What stays because it is outside of a range.

    Args:
        chains: the migrations of each app, in their order.
        ranges: what the user named.

    Raises:
        PlanError: a range of migrations that do not exist, or that run the other way round, or
            ranges that overlap.
    """
    members: dict[str, set[MigrationKey]] = {}
    for one in ranges:
        # An app of which nothing can be squashed has no chain; the plan will say why.
        if one.app in chains:
            found = members_of(one, chains[one.app])
            twice = members.setdefault(one.app, set()).intersection(found)
            if twice:
                raise PlanError(
                    f"{_named(one.app, ranges)}: {min(twice)} is in two of these ranges.",
                    "Name ranges that share no migration.",
                )
            members[one.app].update(found)
            yield Bound(found[-1], Reason(EXCLUDED.id, f"{one} ends there."), last=True)
    for app, inside in members.items():
        reason = Reason(EXCLUDED.id, f"{_named(app, ranges)} was asked for.")
        yield from (Bound(key, reason) for key in chains[app] if key not in inside)


def _named(app: str, ranges: Collection[Range]) -> str:
    return ", ".join(str(one) for one in ranges if one.app == app)


def members_of(wanted: Range, chain: Sequence[MigrationKey]) -> Sequence[MigrationKey]:
    """The migrations of a range.

    Args:
        wanted: the range.
        chain: the app's migrations, in their order.

    Raises:
        PlanError: see `outside`.
    """
    first = _place(wanted, wanted.first, chain)
    last = _place(wanted, wanted.last, chain) if wanted.last else len(chain) - 1
    if last < first:
        raise PlanError(
            f"{wanted} is no range: {chain[last]} runs before {chain[first]}.",
            f"Turn it round: {wanted.app}.{wanted.last}..{wanted.first}",
        )
    return chain[first : last + 1]


def _place(wanted: Range, name: str, chain: Sequence[MigrationKey]) -> int:
    found = [place for place, key in enumerate(chain) if key.name.startswith(name)]
    exact = [place for place in found if chain[place].name == name]
    if len(exact or found) != 1:
        several = ", ".join(chain[place].name for place in found)
        ends = f"{chain[0].name} to {chain[-1].name}" if chain else "none"
        raise PlanError(
            f"{wanted}: {wanted.app} has "
            + (f"several migrations {name}: {several}." if found else f"no migration {name}."),
            f"Name it in full; those that can be squashed are {ends}.",
        )
    return (exact or found)[0]


def refuse_broken(
    plan: Plan, ranges: Collection[Range], chains: Mapping[str, Sequence[MigrationKey]]
) -> None:
    """Refuse a plan in which a range that the user named is not one segment.

    Args:
        plan: what is possible.
        ranges: what was named.
        chains: the migrations of each app, in their order.

    Raises:
        PlanError: with the first reason.
    """
    for one in ranges:
        members = members_of(one, chains.get(one.app, ()))
        if not any(segment.members == tuple(members) for segment in plan.segments):
            # That a neighbour then stands alone is no reason of its own.
            found = [*_in_the_way(plan, set(members)), Reason(TOO_SHORT.id, "it does not fit.")]
            reason = min(found, key=lambda one: one.rule == TOO_SHORT.id)
            few = "Name two migrations or more." if len(members) == 1 else ""
            raise PlanError(f"{one} cannot become one squash: {reason.fact}", reason.hint or few)


def _in_the_way(plan: Plan, members: set[MigrationKey]) -> Iterator[Reason]:
    """Why migrations of the range stay, and why segments end before it does."""
    for segment in plan.segments:
        if members & {*segment.members}:
            yield from segment.ends
    yield from (one.reason for one in plan.left if members & {*one.migrations})

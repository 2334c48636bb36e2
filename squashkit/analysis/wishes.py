"""What the user wants planned."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from ..model.composition import Verbatim
from ..model.plans import Bound, Limits, Reason
from .ranges import Range, read_ranges
from .rules.squashing import EXCLUDED


@dataclass(frozen=True, slots=True)
class Wish:
    """What the user wants planned.

    Attributes:
        apps: labels to squash; empty for every first-party app.
        excluded: labels to leave alone, with the reason.
        ranges: what of an app is to become one squash; the rest of that app stays.
        bounds: migrations at which segments have to stop.
        limits: how far to go; all but `keep` has to be turned into bounds by who can look.
        apart: operations that were merged and made another database, by migration and place.
    """

    apps: frozenset[str] = frozenset()
    excluded: Mapping[str, Reason] | None = None
    ranges: tuple[Range, ...] = ()
    bounds: tuple[Bound, ...] = ()
    limits: Limits = field(default_factory=Limits)
    apart: tuple[Verbatim, ...] = ()

    def without(self, apps: Mapping[str, Reason]) -> Wish:
        """The same wish with more apps left alone."""
        ranges = tuple(one for one in self.ranges if one.app not in apps)
        return replace(self, excluded={**(self.excluded or {}), **apps}, ranges=ranges)


def wish_for(
    apps: Collection[str],
    excluded: Collection[str] = (),
    limits: Limits | None = None,
    bounds: tuple[Bound, ...] = (),
) -> Wish:
    """A wish as a user says it.

    Args:
        apps: labels, and ranges such as `shop.0002..0007`.
        excluded: labels.
        limits: how far to go.
        bounds: see `Wish`.

    Raises:
        PlanError: what is neither a label nor a range.
    """
    labels, ranges = read_ranges(apps)
    reasons = {app: Reason(EXCLUDED.id, f"{app} was excluded.") for app in excluded}
    return Wish(labels, reasons, ranges, bounds, limits or Limits())

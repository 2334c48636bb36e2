"""How Django runs a migration: by which class, and in one transaction or not.

A squash has one manner, so its members need to share it. Whether operations that touch no rows run
in a transaction makes no difference to tables that are new: `atomic = False` of such a migration
only counts where the segment does not start at its app's root.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from ..model.history import History
from ..model.keys import MigrationKey
from ..model.migrations import MigrationFacts
from ..model.plans import Reason
from .rules.squashing import CUSTOM_CLASS, NOT_ATOMIC

Ends = Iterator[tuple[MigrationKey, Reason]]
"""Last members of segments, each with the reason."""


def is_atomic(history: History, members: Sequence[MigrationKey], *, initial: bool) -> bool:
    """Whether a squash of these members runs in one transaction.

    Args:
        history: what their files say.
        members: which share their manner.
        initial: whether the squash starts at the app's root.
    """
    facts = [history.migrations[key] for key in members]
    return all(one.atomic or (initial and _changes_tables_only(one)) for one in facts)


def changes_of_manner(
    history: History, chains: Mapping[str, Iterable[MigrationKey]]
) -> dict[MigrationKey, Reason]:
    """Where segments have to end because the next migration runs in another manner.

    Args:
        history: what the files say.
        chains: the migrations of each app, in their order.
    """
    return dict(end for chain in chains.values() for end in _changes(history, list(chain)))


def _changes(history: History, chain: Sequence[MigrationKey]) -> Ends:
    atomic: bool | None = None
    for before, key in pairwise([chain[0], *chain]):
        one, previous = history.migrations[key], history.migrations[before]
        if one.base != previous.base:
            yield before, _reason(CUSTOM_CLASS.id, one, previous)
            atomic = None
        if one.atomic or not _changes_tables_only(one):
            if atomic is not None and one.atomic != atomic:
                yield before, _reason(NOT_ATOMIC.id, one, previous)
            atomic = one.atomic


def mixed(history: History, members: Sequence[MigrationKey]) -> Ends:
    """Where a segment that does not start at the root has to end; see above.

    Args:
        history: what the files say.
        members: of the segment.
    """
    for before, key in pairwise(members):
        one, previous = history.migrations[key], history.migrations[before]
        if one.atomic != previous.atomic:
            yield before, _reason(NOT_ATOMIC.id, one, previous)


def _reason(rule: str, one: MigrationFacts, previous: MigrationFacts) -> Reason:
    if rule == CUSTOM_CLASS.id:
        return Reason(rule, f"{one.key} is a {one.base}, {previous.key} a {previous.base}.")
    odd, even = (previous, one) if one.atomic else (one, previous)
    hint = f"If all of it may run in one transaction, take atomic = False out of {odd.path}."
    return Reason(rule, f"{odd.key} sets atomic = False, {even.key} does not.", hint)


def _changes_tables_only(one: MigrationFacts) -> bool:
    return not one.data_operations

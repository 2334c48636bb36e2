"""Whether databases can go on with the files that are there, where Django itself is silent.

`MigrationLoader.build_graph` decides by the replaced migrations alone whether a squash counts on a
database. With some of their files gone, or without `replaces`, that goes wrong without a word.

`standing` knows what stands for what. `files` looks at the files alone, `recorded` at what a
database has of squashes, and `ends` at where its apps end.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ...model.checks import Problem
from ...model.deployed import Deployed
from ...model.history import History
from ..alike import alike
from .ends import in_ends
from .files import in_files
from .recorded import in_records
from .standing import standing_in

__all__ = ["problems"]


def problems(history: History, states: Mapping[str, Deployed]) -> Iterator[Problem]:
    """All that stands in the way of `migrate`: of the files first, then database by database.

    Args:
        history: the files, and the records of cleanups.
        states: what databases have recorded, by what they are called in messages.
    """
    standing = tuple(standing_in(history))
    yield from in_files(history, standing)
    for group in alike(states):
        yield from in_records(history, standing, group)
        yield from in_ends(history, standing, group)

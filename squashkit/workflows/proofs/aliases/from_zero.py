"""Several databases: the project's own routers decide which of them gets what."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from ....analysis.comparing import failing, remarks
from ....databases.sandboxes import Sandbox
from ....model.proofs import Check
from ....model.words import counted
from ....project.process import ProjectProcess
from ....project.protocol import Migrate, Migrated, View
from ..outcomes import Outcome, Replay, differences_in, impossible, possible, settled
from .families import DEFAULT


@dataclass(frozen=True, slots=True)
class Routed:
    """What came of the databases of all aliases.

    Attributes:
        outcomes: by alias.
        stages: likewise, copies of the databases that were migrated before, as they were then.
    """

    outcomes: Mapping[str, Outcome]
    stages: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def checks(self) -> tuple[Check, ...]:
        """One, where there are several databases."""
        tried = possible(self.outcomes.values())
        if not tried:
            return ()
        found = differences_in(tried)
        rows = counted(sum(one.before.snapshot.row_count for one in tried), "row")
        compared = f"{', '.join(self.outcomes)}, as the project's routers say: {rows}"
        engine = tried[0].before.snapshot.engine
        return (Check("databases", compared, failing(found), remarks(found), engine),)

    @property
    def notes(self) -> tuple[str, ...]:
        """Of which there is nothing to compare."""
        return impossible(self.outcomes.values())

    @property
    def equal(self) -> tuple[str, ...]:
        """The aliases whose databases came out the same."""
        return tuple(
            name
            for name, one in self.outcomes.items()
            if not one.impossible and not failing(one.differences)
        )


@dataclass(frozen=True, slots=True)
class Aliases:
    """Migrates a database of each alias from zero, one after the other, as a release does it.

    Attributes:
        names: of the aliases.
    """

    process: ProjectProcess
    box: Sandbox
    names: Sequence[str]

    def compare(self, before: View, after: View) -> Routed:
        """What both make.

        Args:
            before: the migrations as they are.
            after: the migrations as they would be.
        """
        if not self.names:
            return Routed({})
        stages = dict[str, Mapping[str, str]]()
        old, new = self._migrate(before, stages), self._migrate(after)
        found = {name: Outcome(f"database {name}", old[name], new[name]) for name in self.names}
        again = _Reruns(partial(self._migrate, before))
        judged = {name: settled(one, partial(again.next, name)) for name, one in found.items()}
        return Routed(judged, stages)

    def _migrate(
        self,
        view: View,
        stages: dict[str, Mapping[str, str]] | None = None,
        *,
        shuffled: bool = False,
    ) -> dict[str, Replay]:
        places = {name: self.box.database(name) for name in self.names}
        default = places.get(DEFAULT) or self.box.database(DEFAULT)
        done = dict[str, Migrated]()
        for name in self.names:
            if stages is not None:
                stages[name] = {one: self.box.copy(places[one], one) for one in done}
            asked = Migrate(view, alias=name, shuffled=shuffled)
            done[name] = self.process.migrate(asked, default, places)
        return {
            name: Replay(migrated, self.box.read(places[name]), places[name])
            for name, migrated in done.items()
        }


class _Reruns:
    """Further runs of the original, each of which serves all aliases.

    Args:
        run: migrates all of them once more.
    """

    def __init__(self, run: Callable[..., Mapping[str, Replay]]) -> None:
        self._run = run
        self._made: dict[bool, list[Mapping[str, Replay]]] = defaultdict(list)
        self._taken: Counter[tuple[str, bool]] = Counter()

    def next(self, name: str, *, shuffled: bool = False) -> Replay:
        """What this alias came to in the first run that it has not had yet."""
        made, number = self._made[shuffled], self._taken[name, shuffled]
        if number == len(made):
            made.append(self._run(shuffled=shuffled))
        self._taken[name, shuffled] += 1
        return made[number][name]

"""Several databases: the project's own routers decide which of them gets what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, partial

from ..analysis.comparing import failing, remarks
from ..databases.sandboxes import Sandbox
from ..model.proofs import Check
from ..model.schema import Noise
from ..model.words import counted
from ..project.process import ProjectProcess
from ..project.protocol import Migrate, View
from .outcomes import Outcome, Replay, differences_in, impossible, noise_in, possible

DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Routed:
    """What came of the databases of all aliases."""

    checks: tuple[Check, ...] = ()
    notes: tuple[str, ...] = ()


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
            return Routed()
        old, new = self._migrate(before), self._migrate(after)
        outcomes = [Outcome(f"database {name}", old[name], new[name]) for name in self.names]
        tried = possible(outcomes)
        again = cache(partial(self._migrate, before))
        noise = Noise()
        for name, one in zip(self.names, outcomes, strict=True):
            noise |= noise_in((one,), one.before, lambda: again()[name])  # noqa: B023  called here
        found = differences_in(tried, noise)
        rows = counted(sum(one.before.snapshot.row_count for one in tried), "row")
        compared = f"{', '.join(self.names)}, as the project's routers say: {rows}"
        engine = outcomes[0].before.snapshot.engine
        check = Check("databases", compared, failing(found), remarks(found), engine)
        upgrades = f"upgrades and the way back on {', '.join(self.names)}, as the routers say"
        return Routed((check,) if tried else (), (*impossible(outcomes), upgrades))

    def _migrate(self, view: View) -> dict[str, Replay]:
        places = {name: self.box.database(name) for name in self.names}
        default = places.get(DEFAULT) or self.box.database(DEFAULT)
        done = {
            name: self.process.migrate(Migrate(view, alias=name), default, places)
            for name in self.names
        }
        return {
            name: Replay(migrated, self.box.read(places[name]), places[name])
            for name, migrated in done.items()
        }

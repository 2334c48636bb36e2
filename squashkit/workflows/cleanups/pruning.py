"""`prune`: takes rows of removed migrations out of databases, and puts them back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ...analysis.guarding import problems
from ...analysis.pruning import needless
from ...errors import ConfigurationError, WriteError
from ...model.checks import Problem
from ...model.deployed import Deployed, Deployment, Recorded, times_of
from ...reporting.documents import read_deployment, text_of, to_json
from ..deployments import read_live
from ..ports import Site


@dataclass(frozen=True, slots=True)
class Pruned:
    """What a pruning came to, for a report.

    Attributes:
        states: what goes, of each database that has any.
        problems: databases of which nothing goes, and why.
        deleted: whether that was done.
    """

    states: tuple[Deployed, ...]
    problems: tuple[Problem, ...]
    deleted: bool


@dataclass(frozen=True, slots=True)
class Pruning:
    """Rows that can go, database by database.

    Attributes:
        rows: what goes, of each database that has any.
        problems: databases of which nothing goes, and why.
    """

    site: Site
    rows: Deployment
    problems: tuple[Problem, ...]

    @property
    def holds(self) -> bool:
        """Whether all databases could be looked at without finding a problem."""
        return not self.problems

    def record(self, *, deleted: bool) -> Pruned:
        """The result without the means to do it."""
        return Pruned(self.rows.states, self.problems, deleted)

    def write(self, record: Path) -> None:
        """Delete the rows; each database in one transaction, all rows or none.

        Args:
            record: a new file, which has them before they go: `unprune` puts them back.

        Raises:
            WriteError: the file is there, or cannot be written.
            ProjectError: rows changed meanwhile, or a database refuses.
        """
        _keep(record, to_json("pruned", self.rows))
        for one in self.rows.states:
            self.site.process.delete_rows(one.name, one.rows)


def prune(site: Site, aliases: Sequence[str]) -> Pruning:
    """Find the rows that mean nothing any more; nothing is written.

    Args:
        site: the project.
        aliases: empty for all.

    Raises:
        ConfigurationError: what names tenants.
        ProjectError: an alias that does not exist, or a database that does not answer.
    """
    tenants = [one for one in aliases if "/" in one]
    if tenants:
        raise ConfigurationError(
            f"Rows of tenants are only read, and {tenants[0]} means tenants.",
            "Let each tenant's own migrate command prune it: python manage.py migrate APP --prune",
        )
    history, live = site.history(), read_live(site, aliases).states
    found = tuple(problems(history, {one.name: one for one in live}))
    troubled = {name for one in found for name in one.databases}
    fine = [one for one in live if one.name not in troubled]
    going = (_only(one, needless(history, one)) for one in fine)
    rows = Deployment(tuple(one for one in going if one.count))
    return Pruning(site, rows, tuple(one for one in found if one.databases))


def _only(state: Deployed, rows: tuple[Recorded, ...]) -> Deployed:
    return replace(state, applied=times_of(rows))


def unprune(site: Site, record: Path) -> Deployment:
    """Put back what `Pruning.write` deleted; rows that are there stay as they are.

    Args:
        site: the project.
        record: the file that has them.

    Raises:
        ConfigurationError: it is something else.
        ProjectError: a database that refuses.
    """
    found = read_deployment(text_of(record), str(record), "pruned")
    for one in found.states:
        site.process.insert_rows(one.name, one.rows)
    return found


def _keep(record: Path, text: str) -> None:
    try:
        with record.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise WriteError(f"{record} is there already.", "Name a new file with --record.") from error
    except OSError as error:
        raise WriteError(f"{record} cannot be written: {error.strerror}.") from error

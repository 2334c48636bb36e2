"""`check`: whether databases can go on with the migrations that are there."""

from __future__ import annotations

from collections.abc import Sequence

from ..analysis.guarding import problems
from ..model.checks import Examined
from .deployments import deployed
from .ports import Site


def check(site: Site, databases: Sequence[str]) -> Examined:
    """Compare the files, and what databases have recorded; nothing is written.

    Args:
        site: the project.
        databases: aliases, files or folders, see `deployments.deployed`; none for the files alone.

    Raises:
        HistoryError: files that cannot be read.
        ConfigurationError, ProjectError: a database or file that cannot be read.
    """
    history = site.history()
    states = deployed(site, databases) if databases else {}
    return Examined(tuple(states), len(history.migrations), tuple(problems(history, states)))

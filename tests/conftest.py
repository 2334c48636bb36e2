import os
import tempfile
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import settings

from tests.projects import Site, shop

# Two cores run two workers and their child processes; how long an example takes says nothing.
settings.register_profile("squashkit", deadline=None)
settings.load_profile("squashkit")


@pytest.fixture(autouse=True)
def _quiet_environment(monkeypatch):
    """Nothing of the caller's own project, and the width of a pipe."""
    for name in ("DJANGO_SETTINGS_MODULE", "COLUMNS", "FORCE_COLOR", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)


@pytest.fixture
def site(tmp_path):
    """A small project under git: `tests.projects.shop`."""
    made = shop(tmp_path / "site")
    made.commit()
    return made


@pytest.fixture
def empty_site(tmp_path):
    """Make a project with the given apps."""

    def make(*apps: str, settings: str = "") -> Site:
        return Site(tmp_path / "site", *apps, settings=settings)

    return make


@pytest.fixture
def servers_alone():
    """No other worker has a test that compares what is on a server, or makes it other."""
    with FileLock(Path(tempfile.gettempdir()) / "squashkit-test-servers.lock"):
        yield

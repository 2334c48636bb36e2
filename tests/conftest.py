import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from squashkit.databases.throwaways import Run
from tests.projects import Site, shop

# Two cores run two workers and their child processes; how long an example takes says nothing.
settings.register_profile("squashkit", deadline=None)
settings.load_profile("squashkit")


@pytest.fixture(autouse=True)
def _quiet_environment(monkeypatch):
    """Nothing of the caller's own project, no cache, and the width of a pipe."""
    monkeypatch.setenv("SQUASHKIT_CACHE_DIR", "")
    for name in ("DJANGO_SETTINGS_MODULE", "COLUMNS", "FORCE_COLOR", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)


@pytest.fixture
def site(tmp_path):
    """A small project under git: `tests.projects.shop`."""
    made = shop(tmp_path / "site")
    made.commit()
    return made


@pytest.fixture(scope="session")
def once(tmp_path_factory):
    """Make a project the first time that a test asks for it, and copy it for each of them."""
    made: dict[object, Site] = {}

    def copied(build: Callable[[Path], Site], root: Path) -> Site:
        if build not in made:
            made[build] = build(tmp_path_factory.mktemp(build.__name__) / "site")
        shutil.copytree(made[build].root, root, symlinks=True)
        return Site.at(root)

    return copied


@pytest.fixture
def empty_site(tmp_path):
    """Make a project with the given apps."""

    def make(*apps: str, settings: str = "") -> Site:
        return Site(tmp_path / "site", *apps, settings=settings)

    return make


@pytest.fixture
def made(monkeypatch):
    """The throw-away databases of this process; other workers use the same servers."""
    names = set()
    another = Run.another

    def noting(run):
        name = another(run)
        names.add(name)
        return name

    monkeypatch.setattr(Run, "another", noting)
    return names

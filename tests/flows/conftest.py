import subprocess
import sys

import pytest

from tests.flows.teams import SAMPLES, Team
from tests.projects import ID


@pytest.fixture
def team(tmp_path):
    return Team(tmp_path / "team")


@pytest.fixture
def branched(tmp_path):
    root = tmp_path / "branched"
    subprocess.run([sys.executable, SAMPLES / "branched" / "build.py", root], check=True)
    return root


@pytest.fixture
def steps(empty_site):
    """A model, and two steps that do nothing and can be unapplied."""
    site = empty_site("app")
    step = "migrations.RunPython(lambda *_: None, lambda *_: None),"
    site.migration("app.0001_a", f"migrations.CreateModel('A', [{ID}]),")
    site.migration("app.0002_b", step, "app.0001_a")
    site.migration("app.0003_c", step, "app.0002_b")
    return site

import subprocess
import sys

import pytest

from tests.flows.teams import SAMPLES, Team


@pytest.fixture(autouse=True)
def _no_cache(monkeypatch):
    monkeypatch.setenv("SQUASHKIT_CACHE_DIR", "")


@pytest.fixture
def team(tmp_path):
    return Team(tmp_path / "team")


@pytest.fixture
def branched(tmp_path):
    root = tmp_path / "branched"
    subprocess.run([sys.executable, SAMPLES / "branched" / "build.py", root], check=True)
    return root

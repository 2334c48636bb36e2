"""Squashes of random histories equal their originals; `make random` tries many more of them."""

import os
import subprocess
import sys

import pytest

RANGES = 8
EACH = 25


@pytest.mark.parametrize("number", range(RANGES))
def test_squashes_of_random_histories_are_equal(number):
    seeds = ["--seed", str(number * EACH), "--count", str(EACH)]
    done = subprocess.run(
        # A process a range: Django can be set up once in a process, and other tests do so too.
        [sys.executable, "-m", "tests.properties.run", *seeds],
        env={**os.environ, "PYTHONPATH": os.getcwd()},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr

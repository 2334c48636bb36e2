"""What the package promises as a whole."""

import subprocess
import sys
from pathlib import Path

import pytest

import squashkit
from squashkit.errors import SquashkitError

HEAVY = "{'django', 'git', 'libcst', 'black', 'rich', 'cattrs'}"


def test_public_names_are_sorted_and_exist():
    assert squashkit.__all__ == sorted(squashkit.__all__)
    assert all(hasattr(squashkit, name) for name in squashkit.__all__)


def test_every_error_has_one_base():
    errors = [one for one in vars(squashkit).values() if isinstance(one, type)]

    assert all(issubclass(one, SquashkitError) for one in errors if issubclass(one, Exception))


def test_types_are_shipped():
    assert (Path(squashkit.__file__).parent / "py.typed").exists()


def run(code):
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.split()


def test_importing_the_package_imports_nothing_heavy():
    assert run(f"import squashkit, sys; print(*{HEAVY} & sys.modules.keys())") == []


@pytest.mark.parametrize("verb", ["history", "plan"])
def test_reading_a_project_imports_neither_django_nor_libcst(site, verb):
    code = (
        "import sys; from pathlib import Path; from squashkit import Project;"
        f"Project.discover(Path({str(site.root)!r})).{verb}();"
        "print(*{'django', 'libcst', 'black'} & sys.modules.keys())"
    )

    assert run(code) == []

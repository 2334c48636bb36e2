"""What the package promises as a whole."""

import subprocess
import sys
from pathlib import Path

import pytest

import squashkit
from squashkit.errors import SquashkitError

HEAVY = "{'django', 'git', 'libcst', 'black', 'rich'}"


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


@pytest.mark.parametrize(
    "command",
    [
        "history",
        "history --at HEAD",
        "plan",
        "plan --static",
        "conflicts --base HEAD",
        "rebase --check --onto HEAD",
    ],
)
def test_reading_commands_import_neither_django_nor_libcst(site, command):
    words = [*command.split(), "--project", str(site.root)]
    code = (
        "import contextlib, io, sys; from squashkit.cli import main\n"
        f"with contextlib.redirect_stdout(io.StringIO()): main({words!r})\n"
        "print(*{'django', 'libcst', 'black'} & sys.modules.keys())"
    )

    assert run(code) == []

"""The environment matrix: every supported pair for which an interpreter is on the machine."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import nox

nox.options.default_venv_backend = "virtualenv"
nox.options.error_on_missing_interpreters = False

# Django's own table: https://docs.djangoproject.com/en/6.1/faq/install/
SUPPORTED = {
    "4.2": ("3.10", "3.11", "3.12"),
    "5.2": ("3.10", "3.11", "3.12", "3.13"),
    "6.0": ("3.12", "3.13"),
    "6.1": ("3.12", "3.13"),
}
PAIRS = [(python, django) for django, pythons in SUPPORTED.items() for python in pythons]


def interpreter(version: str) -> str:
    """The path of an interpreter: pyenv's folders first, since its shims may be switched off."""
    root = Path(os.environ.get("PYENV_ROOT", "~/.pyenv")).expanduser()
    found = sorted(root.glob(f"versions/{version}.*/bin/python{version}"))
    return str(found[-1]) if found else shutil.which(f"python{version}") or f"python{version}"


def run_tests(session: nox.Session, django: str) -> None:
    session.install("--group", "test", ".", f"Django~={django}.0")
    session.run("python", "-m", "django", "--version")
    session.run("python", "-m", "pytest", "-q", "-p", "tests.starting", *session.posargs)


for python, django in PAIRS:

    @nox.session(name=f"tests-{python}-django-{django}", python=interpreter(python), tags=["tests"])
    def tests(session: nox.Session, django: str = django) -> None:
        """Run the whole suite."""
        run_tests(session, django)


for series, pythons in SUPPORTED.items():

    @nox.session(
        name=f"conformance-django-{series}",
        python=interpreter(pythons[-1]),
        tags=["conformance"],
    )
    def conformance(session: nox.Session, series: str = series) -> None:
        """Run Django's own tests of its optimiser on ours."""
        session.install(".", f"Django~={series}.0")
        session.run("python", "-m", "tests.conformance.run", *session.posargs)

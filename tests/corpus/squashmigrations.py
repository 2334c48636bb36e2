"""What Django's own `squashmigrations` makes of the same apps; squashkit has no part in it."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable

from .commands import CommandError, TimeUpError
from .observing import Observation, disagreements, observe
from .projects import Copy
from .rows import NOT_RUN, REFUSED, RIGHT, UNPARSABLE, WRONG, Tried

SQUASH = ("manage.py", "squashmigrations", "--no-input", "--skip-checks")
DATABASE = "django"
DIGIT_NAME = re.compile(r"(?<=[A-Za-z_]\.)(?=\d)")
"""Where a module's name begins with a digit, as in `migrations.0002_data.fill`."""


def try_apps(
    copy: Copy, before: Observation, apps: Iterable[str], progress: Callable[[str], None]
) -> dict[str, Tried]:
    """Squash each of these apps by itself, and look at what comes of it.

    Args:
        copy: a copy of the project as published.
        before: what was observed of it.
        apps: their labels.
        progress: is told which app comes next.
    """
    found = {}
    for app in apps:
        progress(f"squashmigrations {app}")
        found[app] = _try(copy, before, app)
    return found


def _try(copy: Copy, before: Observation, app: str) -> Tried:
    try:
        copy.restore()
        return _squash(copy, before, app)
    except TimeUpError as error:
        return Tried(NOT_RUN, said=str(error))


def _squash(copy: Copy, before: Observation, app: str) -> Tried:
    """Run the command as it comes, from the app's first migration to its last."""
    command = (copy.bin / "python", *SQUASH, app, before.last[app])
    database = copy.folder / f"{copy.name}-empty.sqlite3"
    done = copy.commands.run(*command, cwd=copy.root, database=database)
    files = copy.new_files()
    if done.status or len(files) != 1:
        return Tried(REFUSED, said=done.last)
    text = files[0].read_text("utf-8")
    operations, unread = count_operations(text), unparsable(text)
    if unread:
        return Tried(UNPARSABLE, operations, unread)
    other = _differs(copy, before)
    return Tried(WRONG if other else RIGHT, operations, other)


def _differs(copy: Copy, before: Observation) -> str:
    """What is different with the file that the command wrote, or why it does not migrate."""
    try:
        return "; ".join(disagreements(before, observe(copy, DATABASE)))
    except TimeUpError:
        raise
    except CommandError as error:
        return str(error)


def unparsable(text: str) -> str:
    """Why a file is not Python, or nothing."""
    try:
        ast.parse(text)
    except SyntaxError as error:
        return f"line {error.lineno}: {error.msg}"
    return ""


def count_operations(text: str) -> int | None:
    """How many operations a migration file has, also where only names of modules are not Python.

    Args:
        text: of the file.

    Returns:
        the number, or None where there is no list of them that can be read.
    """
    try:
        tree = ast.parse(DIGIT_NAME.sub("_", text))
    except SyntaxError:
        return None
    lists = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.List)
        and any(isinstance(name, ast.Name) and name.id == "operations" for name in node.targets)
    ]
    return len(lists[-1].elts) if lists else None

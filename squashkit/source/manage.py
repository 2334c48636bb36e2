"""Reads `manage.py` for the settings module that it sets."""

from __future__ import annotations

import ast
from pathlib import Path

VARIABLE = "DJANGO_SETTINGS_MODULE"


def settings_in(manage: Path) -> str:
    """The value that follows "DJANGO_SETTINGS_MODULE" in a call or an assignment, or "".

    Args:
        manage: the file; it is not run.
    """
    try:
        module = ast.parse(manage.read_bytes())
    except SyntaxError:
        return ""
    for node in ast.walk(module):
        match node:
            case ast.Call(args=[ast.Constant(value=name), ast.Constant(value=str(value))]):
                if name == VARIABLE:
                    return value
            case ast.Assign(
                targets=[ast.Subscript(slice=ast.Constant(value=name))],
                value=ast.Constant(value=str(value)),
            ):
                if name == VARIABLE:
                    return value
            case _:
                pass
    return ""

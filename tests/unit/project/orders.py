"""Orders for the process that forks, as files in a folder."""

from __future__ import annotations

import json
import os
from pathlib import Path

from squashkit.project.protocol import Order


def order(folder, name, job="inspect", project="", **request):
    """An order, with what it asks for in its file."""
    files = (str(folder / f"{name}.{end}") for end in ("request", "answer", "said"))
    made = Order(*files, {**os.environ, "DJANGO_SETTINGS_MODULE": "settings"}, project)
    environment = {
        "root": str(folder),
        "settings": "settings",
        "database": ":memory:",
        "files": str(folder / f"{name}.files"),
    }
    document = {"job": job, "environment": environment, "request": request}
    Path(made.request).write_text(json.dumps(document))
    return made


def answer(made):
    return json.loads(Path(made.answer).read_text())

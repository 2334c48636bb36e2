"""What `squashkit validate` says of squashes: of new ones on servers, and of published ones."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from .projects import Copy
from .rows import NOT_PROVEN, NOT_RUN, PROVEN, EngineRow, Judged

COULD_NOT_RUN = 2
Progress = Callable[[str], None]


def prove_on(
    copy: Copy, squashes: Sequence[str], servers: Sequence[str], progress: Progress
) -> tuple[EngineRow, ...]:
    """Whether new squashes of a copy are proven on servers too, each by itself.

    Args:
        copy: the project, with its squashes written.
        squashes: their names; published ones are judged by themselves.
        servers: as `--on` takes them.
        progress: is told what happens next.
    """
    return tuple(_on(copy, squashes, server, progress) for server in servers if squashes)


def _on(copy: Copy, squashes: Sequence[str], server: str, progress: Progress) -> EngineRow:
    name = server.partition(":")[0]
    progress(f"proving it on {name}")
    document, said = _validate(copy, f"validate-{name}.json", *squashes, "--on", server)
    if document is None:
        return EngineRow(name, NOT_RUN, said=said)
    run = document["proof"]["runs"][-1]
    seconds = (run["seconds_before"], run["seconds_after"])
    found = differences(document)
    return EngineRow(run["engine"], NOT_PROVEN if found else PROVEN, found, seconds)


def judge_published(copy: Copy, progress: Progress) -> Judged | None:
    """The verdict on the squashes that a package was published with; None where it has none.

    Args:
        copy: the project as published.
        progress: is told what happens next.
    """
    progress("validating published squashes")
    document, said = _validate(copy, "published.json")
    if document is None:
        return None if "There is no squashed migration" in said else Judged(0, (), said)
    if document["proof"] is None:
        return Judged(0, (), "the originals of all of them are gone")
    orders = [one for one in _all(document, "remarks") if one["layer"] == "column order"]
    ordered = {one["subject"] for one in orders if one["subject"].startswith("columns of ")}
    return Judged(len(document["squashes"]), differences(document), column_orders=len(ordered))


def differences(document: Any) -> tuple[str, ...]:
    """Check, object and both sides, of all that makes the proof fail."""
    return tuple(
        f"{check['name']}: {one['subject']}: {one['before'] or 'absent'} became "
        f"{one['after'] or 'absent'}"
        for check in document["proof"]["checks"]
        for one in check["differences"]
    )


def _all(document: Any, kind: str) -> list[Any]:
    return [one for check in document["proof"]["checks"] for one in check[kind]]


def _validate(copy: Copy, name: str, *arguments: str) -> tuple[Any, str]:
    """The document, or what the command said where it could not run."""
    file: Path = copy.folder / name
    file.unlink(missing_ok=True)
    said = ("--format", "json", "--output", file)
    program = copy.bin / "squashkit"
    done = copy.commands.run(program, "validate", *arguments, *said, cwd=copy.root)
    if done.status >= COULD_NOT_RUN or not file.is_file():
        return None, done.tail
    return json.loads(file.read_text("utf-8")), ""

"""What squashkit says of a package on servers, and of the squashes that it was published with."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from squashkit.analysis.rules import squashing as rules

from .projects import Copy
from .rows import NOT_PROVEN, NOT_RUN, PROVEN, EngineRow, Judged
from .table import other_reasons

COULD_NOT_RUN = 2
Progress = Callable[[str], None]


def prove_on(
    copy: Copy, document: Any, servers: Sequence[str], progress: Progress
) -> tuple[EngineRow, ...]:
    """What comes of squashing a copy once more, for servers too.

    On all of them at once, and one by one where the package does not run on one of them.

    Args:
        copy: the project; what was written there is taken back.
        document: what `squashkit squash` said of it without servers.
        servers: as `--on` takes them.
        progress: is told what happens next.
    """
    if not servers or not document["plan"]["segments"]:
        return ()
    progress(f"squashing it for {' and '.join(map(_name, servers))} too")
    found = _prove_on(copy, document, servers)
    if len(servers) > 1 and any(row.verdict == NOT_RUN for row in found):
        return tuple(row for one in servers for row in prove_on(copy, document, [one], progress))
    return found


def _prove_on(copy: Copy, document: Any, servers: Sequence[str]) -> tuple[EngineRow, ...]:
    copy.restore()
    file = copy.folder / "on-servers.json"
    file.unlink(missing_ok=True)
    on = [word for server in servers for word in ("--on", server)]
    said = ("--format", "json", "--output", file)
    same = ("squash", "--keep-going", "--dry-run")
    done = copy.commands.run(copy.bin / "squashkit", *same, *on, *said, cwd=copy.root)
    if done.status >= COULD_NOT_RUN or not file.is_file():
        return tuple(EngineRow(_name(one), NOT_RUN, said=done.tail) for one in servers)
    found = json.loads(file.read_text("utf-8"))
    others = other_reasons(document, found)
    runs = found["proof"]["runs"] if found["proof"] else ()
    return tuple(_of_engine(run, found["proof"], others) for run in runs if _is_server(run))


def _name(server: str) -> str:
    """Of an engine, or of what begins the URL of one."""
    return server.partition(":")[0]


def _is_server(run: Any) -> bool:
    return not run["engine"].startswith("SQLite")


def _of_engine(run: Any, proof: Any, others: tuple[tuple[str, str], ...]) -> EngineRow:
    own = [one for one in proof["checks"] if one["engine"] in {"", run["engine"]}]
    found = differences({"proof": {"checks": own}})
    missed = any(rule == rules.NOT_PROVEN.id for rule, _ in others)
    verdict = NOT_PROVEN if found or missed else PROVEN
    return EngineRow(
        run["engine"], verdict, found, (run["seconds_before"], run["seconds_after"]), others=others
    )


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
    remarks = [one for one in _all(document, "remarks") if not one["where"]]
    orders = [one["subject"] for one in remarks if one["layer"] == "column order"]
    ordered = {one for one in orders if one.startswith("columns of ")}
    return Judged(len(document["squashes"]), differences(document), column_orders=len(ordered))


def differences(document: Any) -> tuple[str, ...]:
    """Check, database, object and both sides, of all that makes the proof fail."""
    return tuple(
        ": ".join(filter(None, (check["name"], one["where"], one["subject"])))
        + f": {one['before'] or 'absent'} became {one['after'] or 'absent'}"
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

"""Takes published squashes out of a copy, and has squashkit squash the originals instead."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from .commands import TimeUpError
from .observing import MIGRATE, Key, look_inside
from .projects import Copy
from .rows import NOT_RUN, ShippedRow
from .shipped import (
    Disk,
    Shipped,
    batches,
    compare,
    find_shipped,
    gone,
    read_disk,
    read_told,
    redirected,
    unlike,
)

TAG = "originals"
GONE, DO_NOT_MIGRATE = "originals are gone", "originals do not migrate"
Progress = Callable[[str], None]


def compare_shipped(copy: Copy, progress: Progress) -> tuple[ShippedRow, ...]:
    """Each squash that a package was published with, beside ours of the same originals.

    Args:
        copy: a copy of the project as published; its squashes are removed for good.
        progress: is told what happens next.

    Raises:
        CommandError: Django cannot load the project, or the time is up before there is a row.
    """
    disk = read_disk(look_inside(copy))
    rows = [
        unlike(Shipped(key, disk[key].replaces, key), disk[key].operations, GONE)
        for key in gone(disk)
    ]
    shipped = find_shipped(disk)
    progress(f"hiding {len(shipped)} published squashes")
    hidden = _hide_all(copy, shipped, disk) if shipped else []
    failed = [one for one in shipped if one not in hidden]
    rows += [unlike(one, disk[one.key].operations, DO_NOT_MIGRATE) for one in failed]
    for batch in batches(hidden, disk):
        progress(f"squashing the originals of {len(batch)} of them")
        rows += _squash(copy, batch, disk)
    return tuple(sorted(rows, key=lambda row: (row.app, row.name)))


def _hide_all(copy: Copy, shipped: Sequence[Shipped], disk: Disk) -> list[Shipped]:
    """Hide those whose originals still migrate: all in one go, or else one after the other."""
    if _hide(copy, shipped, disk):
        return list(shipped)
    return [one for one in shipped if _hide(copy, [one], disk)]


def _hide(copy: Copy, shipped: Iterable[Shipped], disk: Disk) -> bool:
    """Whether an empty database migrates without these; the copy is put back where it does not."""
    for one in shipped:
        Path(disk[one.key].path).unlink()
        _redirect(copy.root, one, disk)
    if _migrates(copy):
        copy.git("commit", "-q", "--allow-empty", "--all", "--message", "without squashes")
        return True
    copy.restore()
    return False


def _redirect(root: Path, shipped: Shipped, disk: Disk) -> None:
    for path in {Path(one.path) for one in disk.values()}:
        if path.is_file() and path.is_relative_to(root):
            text = path.read_text("utf-8")
            changed = redirected(text, shipped.key, shipped.last)
            if changed != text:
                path.write_text(changed, "utf-8")


def _migrates(copy: Copy) -> bool:
    database = copy.folder / f"{copy.name}.sqlite3"
    database.unlink(missing_ok=True)
    done = copy.commands.run(copy.bin / "python", *MIGRATE, cwd=copy.root, database=database)
    return not done.status


def _squash(copy: Copy, batch: Sequence[Shipped], disk: Disk) -> list[ShippedRow]:
    """Squash the originals of these and nothing else, and count."""
    originals = {key for one in batch for key in one.members}
    try:
        copy.restore()
        _tag(copy, originals, disk)
        apps = sorted({app for app, _ in originals})
        report = copy.folder / f"{copy.name}.json"
        report.unlink(missing_ok=True)
        options = ("--keep-going", "--until", TAG, "--format", "json", "--output", report)
        copy.commands.run(copy.bin / "squashkit", "squash", *apps, *options, cwd=copy.root)
        told = read_told(json.loads(report.read_text("utf-8"))) if report.is_file() else {}
        now = read_disk(look_inside(copy))
        return [compare(one, disk[one.key], now, told) for one in batch]
    except TimeUpError:
        return [unlike(one, disk[one.key].operations, NOT_RUN) for one in batch]


def _tag(copy: Copy, originals: set[Key], disk: Disk) -> None:
    """Tag a release that has these migrations and no others: squashkit is to leave the rest."""
    others = [one.path for key, one in disk.items() if key not in originals]
    copy.git("rm", "-q", "--cached", "--ignore-unmatch", "--", *others)
    commit = copy.git("commit-tree", copy.git("write-tree"), "-m", TAG)
    copy.git("tag", "--force", TAG, commit)
    copy.git("reset", "-q")

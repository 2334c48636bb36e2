"""Reads commits in a process of its own, and prints what it took as JSON.

    python -m tests.benchmarks.probe squashkit CLONE < COMMITS
    python -m tests.benchmarks.probe floor CLONE < COMMITS

`floor` does the least that any reader must: list the tree, get the files, parse them.
"""

from __future__ import annotations

import ast
import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from subprocess import PIPE, Popen, run

HEAVY = ("django", "libcst", "black")


def main() -> int:
    """Read the commits on standard input one after the other."""
    readers = {"squashkit": read, "floor": read_floor}
    commits = sys.stdin.read().split()
    result = readers[sys.argv[1]](Path(sys.argv[2]), commits)
    heavy = sorted({name.partition(".")[0] for name in sys.modules} & set(HEAVY))
    sys.stdout.write(json.dumps({**result, "heavy": heavy}))
    return 0


def read(clone: Path, commits: Sequence[str]) -> dict[str, float]:
    """Read with squashkit; the first commit's time has all that comes before any reading.

    Args:
        clone: where they are.
        commits: their full ids.
    """
    import git  # noqa: F401  loading code is told with the process, not with the reading

    from squashkit.git.repository import Repository
    from squashkit.model.refs import Ref
    from squashkit.workflows.branches.refs import Snapshots

    begin = time.perf_counter()
    with Repository(clone) as repository:
        snapshots = Snapshots(repository, {})

        def count(commit: str) -> int:
            projects = snapshots.at(Ref(commit, commit)).projects.values()
            return sum(len(one.history.migrations) for one in projects)

        return _timed(begin, commits, count)


def read_floor(clone: Path, commits: Sequence[str]) -> dict[str, float]:
    """Read each commit with `git ls-tree -r`, one `git cat-file --batch` and `ast.parse`.

    Args:
        clone: where they are.
        commits: their full ids.
    """
    begin = time.perf_counter()
    return _timed(begin, commits, lambda commit: _parse_all(clone, commit))


def _timed(begin: float, commits: Sequence[str], count: Callable[[str], int]) -> dict[str, float]:
    files = count(commits[0])
    first = time.perf_counter() - begin
    files += sum(count(commit) for commit in commits[1:])
    return {"first": first, "all": time.perf_counter() - begin, "files": files}


def _parse_all(clone: Path, commit: str) -> int:
    git = ("git", "-C", str(clone))
    listed = run([*git, "ls-tree", "-r", "-z", "--full-tree", commit], stdout=PIPE, check=True)
    wanted = [one.split()[2] for one in listed.stdout.split(b"\0") if _is_migration(one)]
    batch = Popen([*git, "cat-file", "--batch"], stdin=PIPE, stdout=PIPE)
    printed = batch.communicate(b"".join(one + b"\n" for one in wanted))[0]
    return sum(map(_parse, _contents(printed)))


def _is_migration(line: bytes) -> bool:
    folder, _, name = (b"/" + line.partition(b"\t")[2]).rpartition(b"/")
    return folder.endswith(b"/migrations") and name.endswith(b".py") and name[:1] != b"_"


def _contents(printed: bytes) -> list[bytes]:
    found, place = [], 0
    while place < len(printed):
        end = printed.index(b"\n", place)
        size = int(printed[place:end].split()[2])
        found.append(printed[end + 1 : end + 1 + size])
        place = end + size + 2
    return found


def _parse(source: bytes) -> int:
    try:
        ast.parse(source)
    except SyntaxError:
        return 0
    return 1


if __name__ == "__main__":
    sys.exit(main())

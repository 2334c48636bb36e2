"""Reading objects by their ids."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from subprocess import Popen
from threading import Thread
from types import TracebackType

from ..errors import RepositoryError
from .plumbing import Plumbing

# The ids of one question fit into the smallest pipe there is, 4096 bytes, also where an id has 64
# digits: git can always read the whole question before we read its answers.
_AT_ONCE = 60
# A few missing blobs git fetches by itself, one process each; looking for them costs about as much.
_FEW = 3
_ID = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


def is_id(text: str) -> bool:
    """Whether this is the full id of an object.

    Args:
        text: digits, or anything else.
    """
    return _ID.fullmatch(text) is not None


class Objects:
    """The objects of one repository, read through one `git cat-file --batch`.

    GitPython's own `get_object_data` takes ids of 40 digits only, and one at a time. Not for use
    from several threads.

    Args:
        git: the repository.
    """

    def __init__(self, git: Plumbing) -> None:
        self._git = git
        self._process: Popen[bytes] | None = None
        self._listener: Thread | None = None

    def __enter__(self) -> Objects:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def read(self, name: str) -> bytes:
        """The content of one object.

        Args:
            name: its full id.

        Raises:
            RepositoryError: it is not there.
        """
        return self._answers([name])[0]

    def read_many(self, names: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """The ids and contents of many objects, in the given order.

        Args:
            names: full ids.

        Raises:
            RepositoryError: one is not there.
        """
        waiting = iter(names)
        while some := list(islice(waiting, _AT_ONCE)):
            yield from zip(some, self._answers(some), strict=True)

    def fetch(self, names: Iterable[str]) -> None:
        """In a partial clone, bring what is missing of these blobs in one go.

        Args:
            names: full ids.
        """
        wanted = set(names)
        remote = promisor(self._git) if len(wanted) > _FEW else ""
        if not remote:
            return
        # Asking for one object would make git fetch it; listing all that are here does not.
        every = ("cat-file", "--batch-all-objects", "--unordered", "--batch-check=%(objectname)")
        missing = wanted.difference(self._git.run(*every).splitlines())
        if len(missing) > _FEW:
            self._git.ask(*_promised(remote), lines=sorted(missing))

    def close(self) -> None:
        """End the process; the next question starts another."""
        process, self._process = self._process, None
        if process is None or self._listener is None:
            return
        for stream in (process.stdout, process.stdin):
            try:
                if stream is not None:
                    stream.close()
            except OSError:
                pass  # a question that a dead process did not read
        process.wait()
        # Ssh may leave a process behind that shares this pipe (ControlPersist).
        self._listener.join(timeout=1)
        if process.stderr is not None and not self._listener.is_alive():
            process.stderr.close()

    def _answers(self, names: Sequence[str]) -> list[bytes]:
        odd = [name for name in names if not is_id(name)]
        if odd:
            raise ValueError(f"not the id of an object: {odd[0]!r}")
        process = self._process or self._start()
        try:
            _say(process, names)
            return [self._answer(process, name) for name in names]
        except BaseException:
            # What is left in the pipe would be taken for the answer to the next question.
            self.close()
            raise

    def _answer(self, process: Popen[bytes], name: str) -> bytes:
        assert process.stdout is not None
        header = process.stdout.readline().split()
        # Of a missing object git says `<id> missing`; where it cannot fetch one it ends.
        if len(header) != 3:
            raise missing(self._git, name)
        size = int(header[2])
        content = process.stdout.read(size + 1)
        if len(content) <= size:
            raise missing(self._git, name)
        return content[:-1]

    def _start(self) -> Popen[bytes]:
        self._process = process = self._git.start("cat-file", "--batch")
        assert process.stderr is not None
        # In a partial clone each fetch prints lines; unread, they would fill the pipe.
        self._listener = Thread(target=process.stderr.read, daemon=True)
        self._listener.start()
        return process


def promisor(git: Plumbing) -> str:
    """The remote that a partial clone gets missing objects from; empty in a complete clone.

    Args:
        git: the repository.
    """
    found = git.ask("config", "--get-regexp", r"^remote\..*\.promisor$", "true").out
    key = found.partition("\n")[0].partition(" ")[0]
    return key.removeprefix("remote.").removesuffix(".promisor")


def missing(git: Plumbing, name: str) -> RepositoryError:
    """The error for an object that is not there.

    Args:
        git: the repository.
        name: the id of the object.
    """
    remote = promisor(git)
    if remote:
        return RepositoryError(
            f"Object {name} is not in the partial clone {git.folder}, and could not be fetched.",
            "See whether the remote can be reached, and then bring everything: "
            f"git fetch --refetch --no-filter {remote}",
        )
    if git.ask("rev-parse", "--is-shallow-repository").out == "true":
        return RepositoryError(
            f"Object {name} is not in the shallow clone {git.folder}.",
            "Bring the whole history: git fetch --unshallow",
        )
    return RepositoryError(
        f"Object {name} is missing or damaged in {git.folder}.",
        "See what else is: git fsck",
    )


def _say(process: Popen[bytes], names: Sequence[str]) -> None:
    assert process.stdin is not None
    try:
        process.stdin.write("".join(f"{name}\n" for name in names).encode())
        process.stdin.flush()
    except BrokenPipeError:
        pass  # the process is dead; that there is no answer says so


def _promised(remote: str) -> tuple[str, ...]:
    # As git itself fetches promised objects (promisor-remote.c).
    options = ("--no-tags", "--no-write-fetch-head", "--recurse-submodules=no", "--quiet")
    return (
        *("-c", "fetch.negotiationAlgorithm=noop", "fetch", *options, "--no-auto-maintenance"),
        *("--filter=blob:none", "--stdin", remote),
    )

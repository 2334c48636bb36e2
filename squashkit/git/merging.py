"""What git would make of a branch and its base, in a folder of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ..errors import RepositoryError
from .exporting import Export
from .opening import opened
from .plumbing import Plumbing

SOMEBODY = {
    f"GIT_{who}_{what}": value
    for who in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "squashkit"), ("EMAIL", "squashkit@localhost"))
}

OURS, THEIRS = "2", "3"
"""How git numbers the versions of a file in conflict."""


@dataclass(frozen=True, slots=True)
class Merged:
    """A merge that nobody has made yet.

    Attributes:
        files: where its files are.
        conflicts: paths in which git would ask a person; here they are as the branch has them.
    """

    files: Export
    conflicts: tuple[str, ...]


def merged(
    folder: Path, onto: str, texts: Mapping[str, str | None], target: Path, *, merging: bool
) -> Merged:
    """Merge what is checked out with its base, and write the files of the result.

    Neither the repository nor its work tree changes: new objects, too, are in the target.

    Args:
        folder: anywhere in the work tree.
        onto: the id of the base's commit.
        texts: files that are other than the last commit has them, by path; None where one is gone.
        target: an empty folder.
        merging: whether that merge is under way, so that the index has it.

    Raises:
        RepositoryError: git is too old to merge without a work tree.
    """
    with opened(folder) as git:
        top = Path(git.run("rev-parse", "--show-toplevel"))
        work = _Work(git, target, _environment(git, top, target))
        files = target / "files"
        files.mkdir()
        conflicts = work.index(texts) if merging else work.merge(texts, onto)
        work.run("checkout-index", "--all", f"--prefix={files}/")
    inside = folder.resolve().relative_to(top.resolve())
    return Merged(Export(top, files, files / inside), conflicts)


def _environment(git: Plumbing, top: Path, target: Path) -> dict[str, str]:
    objects = target / "objects"
    objects.mkdir()
    known = (top / git.run("rev-parse", "--git-path", "objects")).resolve()
    return {
        **SOMEBODY,
        "GIT_INDEX_FILE": str(target / "index"),
        "GIT_OBJECT_DIRECTORY": str(objects),
        "GIT_ALTERNATE_OBJECT_DIRECTORIES": str(known),
    }


@dataclass(frozen=True, slots=True)
class _Work:
    git: Plumbing
    target: Path
    environment: Mapping[str, str]

    def run(self, *arguments: str, lines: tuple[str, ...] = ()) -> str:
        return self.git.run(*arguments, lines=lines, environment=self.environment)

    def index(self, texts: Mapping[str, str | None]) -> tuple[str, ...]:
        """The index as it is, with these texts; what is left in conflict."""
        real = Path(self.git.run("rev-parse", "--path-format=absolute", "--git-path", "index"))
        (self.target / "index").write_bytes(real.read_bytes())
        self._put(texts)
        return self._settle(self.run("ls-files", "--unmerged", "-z"))

    def merge(self, texts: Mapping[str, str | None], onto: str) -> tuple[str, ...]:
        """The last commit with these texts, merged with the base."""
        self.run("read-tree", "HEAD")
        self._put(texts)
        tree = self.run("write-tree")
        commit = self.run("commit-tree", "-p", "HEAD", "-m", "rebased", tree)
        options = ("--write-tree", "--no-messages", "-z")
        answer = self.git.ask("merge-tree", *options, commit, onto, environment=self.environment)
        if answer.status > 1:
            raise RepositoryError(
                "git cannot merge without a work tree, which it can since 2.38.",
                "Prove nothing, --no-proof; or bring git up to date: git --version",
            )
        result, _, conflicts = answer.out.partition("\0")
        self.run("read-tree", result)
        return self._settle(conflicts)

    def _settle(self, listed: str) -> tuple[str, ...]:
        """Take the branch's version of what is in conflict, or the base's where it has none."""
        versions: dict[str, str] = {}
        for line in filter(None, listed.split("\0")):
            facts, _, path = line.partition("\t")
            mode, blob, stage = facts.split()
            if stage in {OURS, THEIRS} and (stage == OURS or path not in versions):
                versions[path] = f"{mode} {blob}\t{path}"
        gone = tuple(f"0 {'0' * 40}\t{path}" for path in versions)
        self.run("update-index", "--index-info", lines=(*gone, *versions.values()))
        return tuple(versions)

    def _put(self, texts: Mapping[str, str | None]) -> None:
        gone = tuple(f"0 {'0' * 40}\t{path}" for path in texts)
        new = tuple(
            f"100644 {self._blob(text)}\t{path}" for path, text in texts.items() if text is not None
        )
        self.run("update-index", "--index-info", lines=(*gone, *new))

    def _blob(self, text: str) -> str:
        file = self.target / "text"
        file.write_bytes(text.encode("utf-8"))
        return self.run("hash-object", "-w", "--no-filters", str(file))

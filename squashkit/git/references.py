"""From the names that people say to commits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase

from ..errors import RepositoryError
from ..model.refs import Ref
from ..model.words import did_you_mean
from .objects import is_id
from .plumbing import Plumbing

_NAMED = ("refs/heads/", "refs/remotes/", "refs/tags/")
_FORMAT = "%00".join(
    f"%({field})"
    for field in (
        *("refname", "refname:short", "symref"),
        *("objecttype", "objectname", "*objecttype", "*objectname"),
    )
)


@dataclass(frozen=True, slots=True)
class _Listed:
    # One line of `git for-each-ref`. What a tag stands for is the last of its objects.
    full: str
    short: str
    symbolic: str
    objects: tuple[tuple[str, str], ...]

    @classmethod
    def read(cls, line: str) -> _Listed:
        full, short, symbolic, kind, own, peeled_kind, peeled = line.split("\0")
        objects = ((kind, own), (peeled_kind, peeled))
        return cls(full, short, symbolic, objects if peeled else objects[:1])


def resolve(git: Plumbing, name: str) -> Ref:
    """The commit that a name stands for.

    Args:
        git: the repository.
        name: a branch, a tag, a commit's id, or an expression such as `HEAD~2`.

    Raises:
        RepositoryError: it stands for no commit.
    """
    commit = _verified(git, f"{name}^{{commit}}")
    # `:/text` swallows what is behind it.
    named = "" if commit else _verified(git, name)
    commit = commit or (_verified(git, f"{named}^{{commit}}") if named else "")
    if not commit:
        raise _unresolved(git, name, named)
    return Ref(name, commit)


def matching(git: Plumbing, patterns: Iterable[str]) -> tuple[Ref, ...]:
    """The refs that patterns name, sorted by name, each once.

    As in a shell, `*`, `?` and `[...]` are compared with the whole name, be it the one that git
    prints (`main`, `origin/main`, `v1`) or the full one (`refs/tags/v1`); `*` matches slashes too,
    so `origin/*` has all branches of the remote. Symbolic refs such as `origin/HEAD`, and refs
    that stand for no commit, are left out. What is no pattern is resolved as `resolve` does.

    Args:
        git: the repository.
        patterns: patterns and names.

    Raises:
        RepositoryError: one of them names nothing.
    """
    wanted = tuple(dict.fromkeys(patterns))
    globs = [one for one in wanted if any(letter in one for letter in "*?[")]
    listed = _commits(git, _list(git, globs)) if globs else {}
    found = {name: resolve(git, name) for name in wanted if name not in globs}
    for pattern in globs:
        refs = [ref for full, ref in listed.items() if _matches(pattern, full, ref.name)]
        if not refs:
            raise RepositoryError(
                f"No branch or tag in {git.folder} matches {pattern!r}.",
                "See what is there: git branch -a; git tag",
            )
        found.update({ref.name: ref for ref in refs})
    return tuple(sorted(found.values()))


def _matches(pattern: str, full: str, short: str) -> bool:
    return fnmatchcase(full, pattern) or (full.startswith(_NAMED) and fnmatchcase(short, pattern))


def _list(git: Plumbing, patterns: Iterable[str]) -> list[_Listed]:
    # Hosts of repositories keep thousands of other refs, such as refs/pull.
    below = () if any(one.startswith("refs") for one in patterns) else _NAMED
    lines = git.run("for-each-ref", f"--format={_FORMAT}", *below).split("\n")
    return [one for one in map(_Listed.read, filter(None, lines)) if not one.symbolic]


def _commits(git: Plumbing, listed: Iterable[_Listed]) -> dict[str, Ref]:
    # A tag of a tag: git before 2.45 peels one only.
    nested = {one.objects[-1][1] for one in listed if one.objects[-1][0] == "tag"}
    peeled = _peeled(git, sorted(nested)) if nested else {}
    found = {}
    for one in listed:
        kind, name = one.objects[-1]
        commit = name if kind == "commit" else peeled.get(name, "")
        if commit:
            found[one.full] = Ref(one.short, commit)
    return found


def _peeled(git: Plumbing, tags: list[str]) -> dict[str, str]:
    check = "--batch-check=%(objectname) %(objecttype)"
    lines = git.run("cat-file", check, lines=(f"{tag}^{{}}" for tag in tags)).splitlines()
    answers = zip(tags, (line.split() for line in lines), strict=True)
    return {tag: answer[0] for tag, answer in answers if answer[-1] == "commit"}


def _verified(git: Plumbing, expression: str) -> str:
    if "\0" in expression:
        return ""
    # What begins with a dash is a name too, and no option.
    answer = git.ask("rev-parse", "--verify", "--quiet", "--end-of-options", expression)
    return answer.out if is_id(answer.out) else ""


def _unresolved(git: Plumbing, name: str, named: str) -> RepositoryError:
    kind = git.ask("cat-file", "-t", f"{named}^{{}}").out if named else ""
    if kind:
        return RepositoryError(
            f"{name!r} is a {kind} in {git.folder}, not a commit.",
            "Name a branch, a tag of a commit, or a commit.",
        )
    branch = git.ask("symbolic-ref", "--quiet", "HEAD").out
    short = branch.removeprefix("refs/heads/")
    if name in {"HEAD", "@", branch, short} and not _verified(git, "HEAD"):
        return RepositoryError(
            f"The branch {short!r} in {git.folder} has no commit yet.", "Make the first: git commit"
        )
    return RepositoryError(
        f"{name!r} is no branch, tag or commit in {git.folder}.", _advice(git, name)
    )


def _advice(git: Plumbing, name: str) -> str:
    names = [one.short for one in _list(git, ())]
    same = [one for one in names if name and one.endswith(f"/{name}")]
    close = f"Did you mean {' or '.join(same[:3])}? " if same else did_you_mean(name, names)
    if close:
        return f"{close}See what is there: git branch -a; git tag"
    if git.ask("rev-parse", "--is-shallow-repository").out == "true":
        return "The clone is shallow; bring the whole history: git fetch --unshallow"
    return "Bring what is new: git fetch --tags; see what is there: git branch -a; git tag"

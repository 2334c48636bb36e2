"""Which commits changed files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from ..model.refs import Change, Changes
from .objects import is_id
from .plumbing import Plumbing

_HEADER = re.compile(r"([0-9a-f]{40,64})\n(\d{4}-\d\d-\d\dT[^\n]*)\n([^\n]*)")
_LOG = (
    # Nothing of the user's own configuration may show up between commits and paths.
    *("--literal-pathspecs", "-c", "log.showSignature=false", "log", "--stdin", "-z"),
    *("--name-only", "--no-renames", "--no-color", "--no-ext-diff", "--encoding=UTF-8"),
    # A merge counts for the files that it has from neither side.
    *("--diff-merges=combined", "--format=%H%n%cI%n%aN <%aE>"),
    # Without it, git leaves out the side of a merge where a file came and went again.
    "--full-history",
    # Newest first, but no commit before its children, whatever the clocks said.
    "--date-order",
)


def changes(
    git: Plumbing, since: Iterable[str], until: str, paths: Iterable[str]
) -> Mapping[str, Changes]:
    """The first and last commits that changed each of the files, by one `git log`.

    A renamed file is another file. In a shallow clone the oldest commit that is there seems to
    add everything.

    Args:
        git: the repository.
        since: ids of commits; what they contain does not count.
        until: the id of the commit at the end.
        paths: of files, relative to the root; those that nothing changed are left out.

    Raises:
        RepositoryError: a commit is not there.
    """
    wanted = frozenset(paths)
    if not wanted:
        return {}
    found: dict[str, Changes] = {}
    listed = git.run(*_LOG, lines=_question(since, until, wanted))
    for path, change in _changed(listed):
        if path in wanted:
            newest = found[path].last if path in found else change
            found[path] = Changes(first=change, last=newest)
    return found


def _question(since: Iterable[str], until: str, paths: Iterable[str]) -> list[str]:
    commits = [until, *since]
    odd = [one for one in commits if not is_id(one)]
    if odd:
        raise ValueError(f"not the id of a commit: {odd[0]!r}")
    # Git compares each path that it meets with all that are asked for: few folders are faster than
    # many files. A line cannot hold a line feed, so such paths have no history here.
    folders = sorted({path.rpartition("/")[0] or path for path in paths if "\n" not in path})
    return [until, *(f"^{one}" for one in commits[1:]), "--", *folders]


def _changed(listed: str) -> Iterator[tuple[str, Change]]:
    change, begun = None, False
    for token in listed.split("\0"):
        header = _HEADER.fullmatch(token)
        if header:
            commit, date, author = header.groups()
            change, begun = Change(commit, author, date), True
        elif token and change:
            # Git ends the header with a line feed, but not that of a merge.
            yield (token.removeprefix("\n") if begun else token), change
            begun = False

"""Where a file that is no Python names a migration."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...model.keys import MigrationKey
from .sought import Sought

WORD = re.compile(r"\w+")


def lines_naming(text: str, sought: Sought) -> Iterator[tuple[int, tuple[MigrationKey, ...]]]:
    """The lines, from 1, that have the names of a migration and of its app among their words.

    `migrate shop 0002` has the number alone.

    Args:
        text: what is in the file.
        sought: the migrations.
    """
    for number, line in enumerate(text.splitlines(), 1):
        words = set(WORD.findall(line))
        keys = (key for word in words for key in sought.names.get(word, ()))
        named = {key for key in keys if key.app in words}
        if "migrate" in words:
            short = (sought.short(app, word) for word in words for app in words)
            named.update(filter(None, short))
        if named:
            yield number, tuple(sorted(named))

"""The record of cleanups, which lies beside an app's migrations and is shipped with them.

It is a text file of its own, since the squash that a cleanup leaves behind may be squashed again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import msgspec

from ..errors import HistoryError
from ..model.retired import Retired

FILE = "replaced.json"
SCHEMA = "squashkit/replaced"
VERSION = 1


class _Document(msgspec.Struct):
    schema: str
    version: int
    squashes: tuple[Retired, ...]


def read_retired(directory: Path) -> tuple[Retired, ...]:
    """What cleanups of an app have removed, in the order in which they were made.

    Args:
        directory: its migrations package.

    Raises:
        HistoryError: the record cannot be read.
    """
    path = directory / FILE
    return parse_retired(path.read_bytes(), str(path)) if path.is_file() else ()


def parse_retired(data: bytes, name: str) -> tuple[Retired, ...]:
    """The same from the bytes of the record.

    Args:
        data: what is in the file.
        name: what it is called, for messages.

    Raises:
        HistoryError: see `read_retired`.
    """
    try:
        found = msgspec.json.decode(data, type=_Document)
    except msgspec.DecodeError as error:
        raise HistoryError(
            f"{name} cannot be read: {error}.",
            "squashkit cleanup wrote it; take it from git again, or settle the merge conflict.",
        ) from error
    if (found.schema, found.version) != (SCHEMA, VERSION):
        raise HistoryError(f"{name} is no {SCHEMA} of version {VERSION}.", "Update squashkit.")
    return tuple(dict.fromkeys(found.squashes))  # a merge may have kept both


def retired_text(retired: Iterable[Retired]) -> str:
    """The text of a record.

    Args:
        retired: in the order in which the cleanups were made.
    """
    document = msgspec.to_builtins(_Document(SCHEMA, VERSION, tuple(retired)))
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"

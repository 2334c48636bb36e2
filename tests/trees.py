"""Trees that are given as text: `squashkit.model.files.Tree` without a disk or git."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping

from squashkit.model.files import Folder, Keep


class TextTree:
    """Files in memory, path to text; the id of a content is its sha1, as long as git's."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self.contents = {_id(text): text.encode() for text in files.values()}
        self.files: dict[str, dict[str, str]] = {}
        for path, text in files.items():
            folder, _, name = path.rpartition("/")
            self.files.setdefault(folder, {})[name] = _id(text)
        self.reads: list[str] = []

    def folders(self, keep: Keep) -> tuple[Folder, ...]:
        kept = {path: keep(path.rpartition("/")[2], self.files[path]) for path in self.files}
        return tuple(Folder(path, kept[path]) for path in sorted(kept) if kept[path])

    def folder(self, path: str) -> Folder | None:
        return Folder(path, self.files[path]) if path in self.files else None

    def read(self, content: str) -> bytes:
        self.reads.append(content)
        return self.contents[content]

    def read_many(self, contents: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        return ((content, self.read(content)) for content in contents)


def _id(text: str) -> str:
    return hashlib.sha1(text.encode()).hexdigest()


def tree(words: str, **texts: str) -> TextTree:
    """Paths in one line; `shop/` is an app's package with an empty migrations package.

    Args:
        words: paths with a blank between them; a `name:key` is a file with the text of that key.
        texts: the texts, by key.
    """
    files: dict[str, str] = {}
    for word in words.split():
        path, _, key = word.partition(":")
        if path.endswith("/"):
            files |= {f"{path}__init__.py": "", f"{path}migrations/__init__.py": ""}
        else:
            files[path] = texts.get(key, "")
    return TextTree(files)

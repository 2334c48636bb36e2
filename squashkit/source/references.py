"""Finds code that imports a migration module, and would break when that file is deleted."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from .scanning import source_files


@dataclass(frozen=True, slots=True)
class Reference:
    """A line that names a module."""

    path: Path
    line: int
    module: str

    def __str__(self) -> str:
        return f"{self.path}, line {self.line}, refers to {self.module}"


def find_references(
    root: Path, modules: Collection[str], leaving_out: Collection[Path]
) -> Iterator[Reference]:
    """The lines of the project's own Python files that import one of the modules, or name it.

    Args:
        root: the project's folder.
        modules: dotted names, `shop.migrations.0002_price`.
        leaving_out: files that go as well.
    """
    names = {module.rpartition(".")[2]: module for module in modules}
    wanted = _pattern(modules, names)
    for path in source_files(root):
        if path in leaving_out:
            continue
        text = path.read_bytes().decode("utf-8", "replace")
        for number, line in enumerate(text.splitlines(), 1) if wanted.search(text) else ():
            found = wanted.search(line)
            if found:
                said = next(filter(None, found.groups()))
                module = names.get(said, said)
                # `from .0002_x` is relative: it means the module of the same folder.
                if said in modules or path.parent.name == module.split(".")[-2]:
                    yield Reference(path, number, module)


def _pattern(modules: Collection[str], names: Collection[str]) -> re.Pattern[str]:
    dotted = "|".join(re.escape(one) for one in sorted(modules))
    short = "|".join(re.escape(one) for one in sorted(names))
    return re.compile(rf"\b({dotted})\b|from \.({short}) import|from \. import .*\b({short})\b")

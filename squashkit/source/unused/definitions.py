"""Where the project's modules are, and what they define."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..parsing import UnreadableError, parse

# Here Django and others find things without anybody's naming them.
FOUND_BY_PLACE = frozenset({"admin", "apps", "asgi", "conftest", "settings", "urls", "wsgi"})
# A class there may be a model, and that has a table.
MODELS = "models"
# Other decorators may register what they decorate.
PLAIN_DECORATORS = frozenset({"deconstructible", "lru_cache", "cache", "contextmanager"})


@dataclass(frozen=True, slots=True)
class Definition:
    """A function, class or constant at the top of a module.

    Attributes:
        module: the dotted name of the module.
        path: its file.
        start, end: its lines, from 1, decorators too.
        line: that of its name.
    """

    module: str
    name: str
    path: Path
    start: int
    end: int
    line: int


class Places:
    """Finds modules, and reads each once.

    Args:
        bases: folders that dotted names start from.
        without: folders of migrations, whose modules do not count.
    """

    def __init__(self, bases: Sequence[Path], without: Collection[Path]) -> None:
        self.bases = bases
        self.without = without
        self._paths: dict[str, Path | None] = {}
        self._trees: dict[Path, ast.Module | None] = {}

    def definition(self, dotted: str) -> Definition | None:
        """What a dotted name means, if that is defined in the project and by name alone.

        Args:
            dotted: `shop.utils.slug`, or that of something in it.
        """
        parts = dotted.split(".")
        for end in range(len(parts) - 1, 0, -1):
            module = ".".join(parts[:end])
            path = self._path(module)
            if path is not None:
                return self._defined(module, path, parts[end])
        return None

    def helpers(self, one: Definition) -> Iterator[Definition]:
        """What a definition uses of its own module."""
        tree = self._tree(one.path)
        nodes = [node for node in tree.body if one.name in _names(node)] if tree else []
        words = {word.id for node in nodes for word in ast.walk(node) if isinstance(word, ast.Name)}
        for word in sorted(words - {one.name}):
            found = self._defined(one.module, one.path, word)
            if found is not None:
                yield found

    def _path(self, module: str) -> Path | None:
        if module not in self._paths:
            tried = (one for base in self.bases for one in _files(base, module))
            found = next((one for one in tried if one.is_file()), None)
            ours = found is not None and found.parent not in self.without
            self._paths[module] = found if ours else None
        return self._paths[module]

    def _defined(self, module: str, path: Path, name: str) -> Definition | None:
        parts = module.split(".")
        tree = None if FOUND_BY_PLACE & {*parts} else self._tree(path)
        nodes = [node for node in tree.body if name in _names(node)] if tree else []
        if len(nodes) != 1 or not _by_name_alone(nodes[0], parts):
            return None
        node = nodes[0]
        decorators = getattr(node, "decorator_list", [])
        start = min([node.lineno, *(one.lineno for one in decorators)])
        return Definition(module, name, path, start, node.end_lineno or start, node.lineno)

    def _tree(self, path: Path) -> ast.Module | None:
        if path not in self._trees:
            try:
                self._trees[path] = parse(path.read_bytes())
            except (UnreadableError, OSError):
                self._trees[path] = None
        return self._trees[path]


def _files(base: Path, module: str) -> tuple[Path, Path]:
    path = base.joinpath(*module.split("."))
    return path.with_name(f"{path.name}.py"), path / "__init__.py"


def _names(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return [node.name]
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    return [one.id for one in targets if isinstance(one, ast.Name)]


def _by_name_alone(node: ast.stmt, parts: Sequence[str]) -> bool:
    """Whether nothing can come to use it without naming it."""
    if isinstance(node, ast.ClassDef) and MODELS in parts:
        return False
    called = (getattr(one, "func", one) for one in getattr(node, "decorator_list", []))
    names = {getattr(one, "attr", getattr(one, "id", "")) for one in called}
    return names <= PLAIN_DECORATORS

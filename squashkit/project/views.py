"""Lets Django see migrations as they would be, without a file being written or deleted."""

from __future__ import annotations

import pkgutil
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

from django.db.migrations import loader as loader_module
from django.db.migrations.loader import MigrationLoader

from ..errors import ProjectError
from ..model.keys import MigrationKey
from .protocol import Changed, ImportFiles, Overlay, Unimportable, View

Listing = Callable[[Iterable[str], str], Iterator[pkgutil.ModuleInfo]]


@contextmanager
def viewing(view: View) -> Iterator[None]:
    """Every `MigrationLoader` made inside sees the view.

    `load_disk` is the one method through which the loader looks at files, and it lists them by
    `pkgutil`, in all supported versions (django/db/migrations/loader.py).
    """
    original, listing = MigrationLoader.load_disk, loader_module.pkgutil
    modules, gone = dict(sys.modules), _Gone(view.hidden, listing.iter_modules)
    new: tuple[Overlay | Changed, ...] = (*view.added, *view.changed)
    finders = [gone, _New(new)]

    def load_disk(loader: Any) -> None:
        original(loader)
        for key, module in added.items():
            migration = module.Migration(key.name, key.app)
            loader.disk_migrations[key.app, key.name] = migration

    sys.meta_path[:0] = finders
    try:
        added = {overlay.key: _load(overlay) for overlay in view.added}
        MigrationLoader.load_disk = load_disk
        loader_module.pkgutil = SimpleNamespace(iter_modules=gone.left)
        yield
    finally:
        sys.meta_path[:] = [one for one in sys.meta_path if one not in finders]
        MigrationLoader.load_disk, loader_module.pkgutil = original, listing
        for one in new:
            _restore(one.module, modules)


class _Gone(MetaPathFinder):
    """Files that are still there, and that no code is to find.

    Args:
        hidden: the migrations that they define.
        listing: `pkgutil.iter_modules`, or that of the view around this one.
    """

    def __init__(self, hidden: Iterable[MigrationKey], listing: Listing) -> None:
        self.listing = listing
        self.names = {
            f"{MigrationLoader.migrations_module(key.app)[0]}.{key.name}" for key in hidden
        }
        for name in self.names:
            _forget(name)

    def find_spec(self, fullname: str, *_: object) -> None:
        """Nothing where a migration is to be gone; of all others somebody else knows."""
        if fullname in self.names:
            raise ModuleNotFoundError(f"No module named {fullname!r}", name=fullname)

    def left(self, path: Iterable[str], prefix: str = "") -> Iterator[pkgutil.ModuleInfo]:
        """The modules in a folder, without them."""
        folders = [*path]
        pairs = (name.rpartition(".") for name in self.names)
        gone = {own for package, _, own in pairs if _folders(package) == folders}
        return (one for one in self.listing(folders, prefix) if one.name not in gone)


def _folders(package: str) -> list[str]:
    return [*getattr(sys.modules.get(package), "__path__", ())]


class _New(MetaPathFinder):
    """Files that are in another place for now.

    Args:
        files: those files.
    """

    def __init__(self, files: Iterable[Overlay | Changed]) -> None:
        self.files = {one.module: one for one in files}
        for name in self.files:
            _forget(name)

    def find_spec(self, fullname: str, *_: object) -> ModuleSpec | None:
        """The file by its later path: code that opens files beside itself finds them there."""
        one = self.files.get(fullname)
        if one is None:
            return None
        return spec_from_file_location(fullname, one.path, loader=_Reader(fullname, one))


class _Reader(SourceFileLoader):
    """Reads the text from where it is for now, and keeps no bytecode of it."""

    def __init__(self, name: str, file: Overlay | Changed) -> None:
        super().__init__(name, file.path)
        self.source = file.source

    def get_data(self, path: str) -> bytes:
        """The text; whatever else there may be is not new."""
        return Path(self.source).read_bytes() if path == self.path else super().get_data(path)

    def path_stats(self, path: str) -> dict[str, float]:
        """Nothing, so that no bytecode is looked for."""
        raise OSError(path)


def _forget(name: str) -> None:
    if name in sys.modules:
        package, _, own = name.rpartition(".")
        del sys.modules[name]
        if package in sys.modules:
            vars(sys.modules[package]).pop(own, None)


def import_files(request: ImportFiles) -> tuple[Unimportable, ...]:
    """Import each file by itself."""
    found = []
    for overlay in request.files:
        try:
            with viewing(View((overlay,))):
                pass
        except ProjectError as error:
            found.append(Unimportable(overlay.key, error.fact))
    return tuple(found)


def _load(overlay: Overlay) -> ModuleType:
    try:
        return import_module(overlay.module)
    except Exception as error:
        raise ProjectError(
            f"The squash {overlay.key} cannot be imported: {type(error).__name__}: {error}"
        ) from error


def _restore(name: str, modules: dict[str, ModuleType]) -> None:
    if name in modules:
        sys.modules[name] = modules[name]
    else:
        sys.modules.pop(name, None)


def on_disk() -> Mapping[tuple[str, str], Any]:
    """The migrations that there are files of, whether or not they make a graph."""
    loader = MigrationLoader(None, load=False)
    loader.load_disk()
    found: Mapping[tuple[str, str], Any] = loader.disk_migrations
    return found


def load(view: View | None = None, connection: Any = None) -> Any:
    """A `MigrationLoader` for the view.

    Raises:
        ProjectError: Django cannot load the migrations.
    """
    try:
        with viewing(view or View()):
            return MigrationLoader(connection)
    except ProjectError:
        raise
    except Exception as error:
        raise ProjectError(
            f"Django cannot load the migrations: {type(error).__name__}: {error}{place_of(error)}",
            "`python manage.py showmigrations` says the same.",
        ) from error


def place_of(error: BaseException) -> str:
    """The place in a migration file that raised, in brackets, if it was one."""
    frames = [
        f" ({frame.filename}, line {frame.lineno})"
        for frame in traceback.extract_tb(error.__traceback__)
        if "/migrations/" in frame.filename and "/django/db/" not in frame.filename
    ]
    return frames[-1] if frames else ""


def key_of(node: tuple[str, str]) -> MigrationKey:
    """Django's tuple as our key."""
    return MigrationKey(*node)

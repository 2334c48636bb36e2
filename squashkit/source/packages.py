"""Finds Django projects and their migrations packages by files alone, on disk or in git."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from ..model.files import Folder, Tree
from ..model.history import App
from ..model.keys import MigrationKey
from .declarations import label_in, modules_in, parents_in

_T = TypeVar("_T")

_SETTINGS_FOLDERS = frozenset({"settings", "config", "conf"})
_TELLING = frozenset({"__init__.py", "apps.py", "manage.py"})


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file of a tree.

    Attributes:
        path: relative to the tree's root, with slashes.
        content: the id of what is in it: a blob id in git, a path on disk.
    """

    path: str
    content: str


@dataclass(frozen=True, slots=True)
class ProjectFiles:
    """The migration files of one Django project.

    Attributes:
        root: the project's folder, relative to the tree's root; empty for the root itself.
        apps: sorted by label; `directory` is relative to the tree's root.
        files: every module in their migrations packages that Django would import, sorted.
    """

    root: str
    apps: tuple[App, ...]
    files: Mapping[MigrationKey, SourceFile] = field(hash=False)


def matters(name: str, files: Mapping[str, str]) -> Mapping[str, str]:
    """Those files of a folder that say something about apps: `Keep` of `Tree.folders`.

    Packages matter too, as they show how modules are called.

    Args:
        name: the folder's name.
        files: its files.
    """
    modules = {file: content for file, content in files.items() if file.endswith(".py")}
    if name == "migrations" or name in _SETTINGS_FOLDERS:
        return modules
    return {
        file: content
        for file, content in modules.items()
        if file in _TELLING or file.startswith("settings")
    }


def is_migration_name(file: str) -> bool:
    """Whether Django would import this file of a migrations package.

    The rule of `MigrationLoader.load_disk` in django/db/migrations/loader.py, which asks
    `pkgutil.iter_modules`: names with a dot are no modules.

    Args:
        file: its name.
    """
    name = file.removesuffix(".py")
    return name != file and "." not in name and name[:1] not in {"_", "~", ""}


class Finder:
    """Finds projects, and remembers by content what settings and app configs say.

    For one run: on disk the content's id is a path, which stays when the content changes.

    Args:
        overrides: app label to the folder of its migrations, relative to the tree's root; they
            win over all that is found.
        name: of the tree's root folder: the label of an app there that has no other.
    """

    def __init__(self, overrides: Mapping[str, str] | None = None, name: str = "") -> None:
        self.overrides = {label: path.strip("/") for label, path in (overrides or {}).items()}
        self.name = name
        self._labels: dict[str, str] = {}
        self._parents: dict[str, frozenset[MigrationKey]] = {}
        self._modules: dict[str, Mapping[str, str]] = {}

    def find(self, tree: Tree) -> tuple[ProjectFiles, ...]:
        """The projects of a tree that have apps, sorted by their folders.

        Args:
            tree: of a commit, or on disk.
        """
        return _Search(self, tree).projects()

    def misplaced(self, projects: Iterable[ProjectFiles]) -> dict[str, str]:
        """Those of the overrides that name no migrations package.

        Args:
            projects: what was found.
        """
        found = {(app.label, app.directory) for project in projects for app in project.apps}
        return dict(one for one in self.overrides.items() if one not in found)

    def label(self, tree: Tree, content: str) -> str:
        """What an `apps.py` or an `__init__.py` says.

        Args:
            tree: where to read it.
            content: the id of the file's content.
        """
        return _remembered(self._labels, label_in, tree, content)

    def parents(self, tree: Tree, content: str) -> frozenset[MigrationKey]:
        """What a migration says that it depends on.

        Args:
            tree: where to read it.
            content: the id of the file's content.
        """
        return _remembered(self._parents, parents_in, tree, content)

    def modules(self, tree: Tree, content: str) -> Mapping[str, str]:
        """What MIGRATION_MODULES of a settings file says.

        Args:
            tree: where to read it.
            content: the id of the file's content.
        """
        return _remembered(self._modules, modules_in, tree, content)


def _remembered(memo: dict[str, _T], read: Callable[[bytes], _T], tree: Tree, content: str) -> _T:
    if content not in memo:
        memo[content] = read(tree.read(content))
    return memo[content]


class _Search:
    """One tree, and what is found in it."""

    def __init__(self, finder: Finder, tree: Tree) -> None:
        self.finder = finder
        self.tree = tree
        self.folders = {folder.path: folder for folder in tree.folders(matters)}
        found = {
            path: self._label(path)
            for path, folder in self.folders.items()
            if folder.name == "migrations" and "__init__.py" in folder.files
        }
        # Django's loader takes a folder without __init__.py for an app without migrations.
        self.labels = {path: label for path, label in found.items() if label}
        self.roots = self._roots()

    def projects(self) -> tuple[ProjectFiles, ...]:
        places = self._places()
        projects = {root: dict(places[root]) for root in self.roots}
        for root, own in places.items():
            replaced = set(own)
            for path in self._inside(root):
                label = self.labels[path]
                if label in replaced:
                    replaced.remove(label)  # the package that another one stands for
                elif path not in own.values() and projects[root].setdefault(label, path) != path:
                    projects[self._name(path)] = {label: path}
        listed = (self._files(root, projects[root]) for root in sorted(projects))
        return tuple(project for project in listed if project.apps)

    def _label(self, path: str) -> str:
        """What AppConfig says in apps.py, then in __init__.py, else the folder's name."""
        above = _parent(path)
        folder = self.folders.get(above, Folder(above, {}))
        for file in ("apps.py", "__init__.py"):
            content = folder.files.get(file)
            label = self.finder.label(self.tree, content) if content else ""
            if label:
                return self._used(path, label, folder.name)
        return folder.name or self.finder.name

    def _used(self, path: str, label: str, name: str) -> str:
        """The label by which the app's migrations call each other, where it may be either.

        Before Django 3.2 an `apps.py` counted only where the settings named it.
        """
        package = self.folders[path].files
        siblings = {file.removesuffix(".py") for file in filter(is_migration_name, package)}
        for stem in sorted(siblings) if label != name else ():
            parents = self.finder.parents(self.tree, package[f"{stem}.py"])
            called = {parent.app for parent in parents if parent.name in siblings}
            if called & {label, name}:
                return label if label in called else name
        return label

    def _roots(self) -> tuple[str, ...]:
        """The projects' folders: those with a manage.py, where several of them have apps."""
        manages = [path for path, folder in self.folders.items() if "manage.py" in folder.files]
        owners = {_nearest(path, manages) for path in self.labels} - {None}
        return tuple(sorted({"", *filter(None, owners)})) if len(owners) > 1 else ("",)

    def _inside(self, root: str) -> Iterator[str]:
        """The packages of a project, those nearest to the root first."""
        for path in sorted(self.labels, key=_depth):
            if _nearest(path, self.roots) == root:
                yield path

    def _name(self, path: str) -> str:
        """What a package is called that is a project of its own."""
        above = _parent(path)
        return path if above in self.roots else above

    def _places(self) -> dict[str, dict[str, str]]:
        """For each project the labels whose place is written down, and the folders."""
        places: dict[str, dict[str, str]] = {root: {} for root in self.roots}
        for path in sorted(self.folders, key=_depth):
            for content in _settings(self.folders[path]):
                own = places[_nearest(path, self.roots) or ""]
                for label, module in self.finder.modules(self.tree, content).items():
                    directory = self._place(module, path)
                    if directory is not None:
                        own.setdefault(label, directory)
        for label, directory in self.finder.overrides.items():
            places[_nearest(directory, self.roots) or ""][label] = directory
        return places

    def _place(self, module: str, settings: str) -> str | None:
        """The package that a dotted name means, the nearest to the settings that say so."""
        wanted = module.replace(".", "/")
        found = [
            path
            for path, folder in self.folders.items()
            if f"/{path}".endswith(f"/{wanted}") and "__init__.py" in folder.files
        ]
        return min(found, key=lambda path: (-_shared(path, settings), _depth(path)), default=None)

    def _files(self, root: str, places: Mapping[str, str]) -> ProjectFiles:
        apps = []
        files: dict[MigrationKey, SourceFile] = {}
        for label, path in sorted(places.items()):
            folder = self._package(path)
            if folder is None:
                continue
            apps.append(App(label, self._dotted(path), path))
            for name in sorted(filter(is_migration_name, folder.files)):
                key = MigrationKey(label, name.removesuffix(".py"))
                files[key] = SourceFile(f"{path}/{name}", folder.files[name])
        return ProjectFiles(root, tuple(apps), files)

    def _package(self, path: str) -> Folder | None:
        # Of a folder with another name only what may matter is known.
        known = self.folders.get(path) if path in self.labels else self.tree.folder(path)
        return known if known and "__init__.py" in known.files else None

    def _dotted(self, path: str) -> str:
        """The module's name: as far up as there are packages."""
        parts = [path.rpartition("/")[2]]
        above = _parent(path)
        while above and "__init__.py" in self.folders.get(above, Folder(above, {})).files:
            parts.insert(0, above.rpartition("/")[2])
            above = _parent(above)
        return ".".join(parts)


def _settings(folder: Folder) -> Iterator[str]:
    """The contents of a folder's settings files, by their names."""
    every = folder.name in _SETTINGS_FOLDERS
    for name in sorted(one for one in folder.files if every or one.startswith("settings")):
        yield folder.files[name]


def _parent(path: str) -> str:
    return path.rpartition("/")[0]


def _depth(path: str) -> tuple[int, str]:
    return path.count("/") if path else -1, path


def _nearest(path: str, roots: Collection[str]) -> str | None:
    """The nearest of these folders at or above a path, or None."""
    above = [root for root in roots if not root or f"{path}/".startswith(f"{root}/")]
    return max(above, key=len, default=None)


def _shared(one: str, other: str) -> int:
    """How many folders two paths have in common."""
    pairs = list(zip(one.split("/"), other.split("/"), strict=False))
    return next((place for place, (a, b) in enumerate(pairs) if a != b), len(pairs))

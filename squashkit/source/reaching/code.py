"""Walks a function and all that it calls, and notes what that may read."""

from __future__ import annotations

import ast
import builtins
import copy
import re
from collections.abc import Iterable, Iterator

from ...model.migrations import ModelName
from ...model.reaches import Loop
from ..names import SETTINGS, imports_of
from ..walking import walk
from .arguments import Arguments, aliases_in
from .bindings import Bindings
from .found import Found, words_of
from .harmless import (
    BUILTINS,
    DELETING,
    ELSEWHERE,
    LOOKING_UP,
    MAKING,
    METHODS,
    TELLING,
    VARYING,
    is_chance,
    is_harmless,
    leads_to_harmless,
)
from .loops import Loops
from .modules import Module, Modules

USERS = "AUTH_USER_MODEL"
_PLAIN = frozenset({"__doc__", "__init__", "__name__"})
DISPLAY = re.compile(r"get_\w+_display")


class Walker:
    """Goes from a function to everything it mentions, each piece of code once.

    Args:
        modules: where code of the project is found.
        sets_aside: whether what runs for rows only is kept by itself, in `loops`.

    Attributes:
        found: what all the rest reaches.
        seen: each piece of code, with the module that it is in.
    """

    def __init__(self, modules: Modules, *, sets_aside: bool = False) -> None:
        self.modules = modules
        self.sets_aside = sets_aside
        self.found = Found()
        self.loops: list[Loop] = []
        self.seen: dict[ast.AST, Module] = {}
        self._waiting: list[tuple[ast.AST, Module]] = []
        self.imported: set[str] = set()

    def follow(self, node: ast.AST, module: Module) -> None:
        """Take in a piece of code of a module, and what it leads to."""
        if node in self.seen:
            return
        self.seen[node] = module
        # One after the other: calls may lead on further than Python can go down.
        self._waiting.append((node, module))
        if len(self._waiting) == 1:
            for one in self._waiting:
                self._read(*one)
            self._waiting.clear()

    def _read(self, node: ast.AST, module: Module) -> None:
        piece = _Piece(self, node, module)
        aside = set(self._set_aside(piece)) if self.sets_aside else set()
        piece.read(one for one in piece.names.nodes if id(one) not in aside)

    def _set_aside(self, piece: _Piece) -> Iterator[int]:
        for rows, nodes in Loops(piece.names, piece.settings).found():
            inner = Walker(self.modules)
            piece.seen_by(inner).read(nodes)
            self.loops.append(Loop(rows.model, rows.setting, inner.found.as_code()))
            yield from map(id, nodes)


class _Piece:
    """One function, lambda or expression, with the names that it binds itself."""

    def __init__(self, walker: Walker, node: ast.AST, module: Module) -> None:
        self.walker = walker
        self.module = module
        self.names = Bindings(list(walk(node, types=False)), module)
        # Names of settings that name a model, which are no reason not to go on.
        self.settings = dict(self._settings())
        self.passed = Arguments(self.names, self.settings)
        self.named = {id(self.names.only(name)) for name in self.names.given}
        self.called = {id(one.func) for one in self.names.nodes if isinstance(one, ast.Call)}

    @property
    def found(self) -> Found:
        """What the walker has noted."""
        return self.walker.found

    def seen_by(self, walker: Walker) -> _Piece:
        """The same code for another walker."""
        other = copy.copy(self)
        other.walker = walker
        return other

    def read(self, nodes: Iterable[ast.AST]) -> None:
        """Take in these nodes."""
        for node in nodes:
            if id(node) in self.settings:
                self.found.settings.add(self.settings[id(node)])
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                self._name(node)
            elif isinstance(node, ast.Attribute):
                self._attribute(node)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                self.found.words.update(words_of(node.value))
            elif isinstance(node, ast.Call):
                self._call(node)
            elif isinstance(node, ast.Import | ast.ImportFrom):
                self._import(node)
            elif isinstance(node, ast.Global | ast.Nonlocal | ast.Await):
                self._refuse(f"has a {type(node).__name__.lower()} statement", node)

    def _settings(self) -> Iterator[tuple[int, str]]:
        """The nodes of `settings.AUTH_USER_MODEL` and the like, each with the setting."""
        for node in self.names.nodes:
            if isinstance(node, ast.Attribute):
                setting = self._setting(node)
                if setting:
                    yield from ((id(one), setting) for one in ast.walk(node))

    def _setting(self, node: ast.Attribute) -> str:
        dotted = self.names.dotted(node)
        owner, _, name = dotted.rpartition(".")
        known = self.walker.modules.settings
        if owner == SETTINGS:
            return name if name == USERS or name in known else ""
        return next((one for one in known if one.replace(":", ".") == dotted), "")

    def _import(self, node: ast.Import | ast.ImportFrom) -> None:
        """Where what is imported may be missing, an import decides on what comes behind it."""
        for named in imports_of(node).values():
            dotted = self.module.absolute(named)
            known = is_harmless(dotted) or self._is_package(dotted)
            if not known and self.walker.modules.defining(dotted) is None:
                self.found.doubt(f"imports {dotted}", node, self.module)

    def _name(self, node: ast.Name) -> None:
        if node.id in self.names.bound:
            self._alias(node)
            for value in self.names.given.get(node.id, ()):
                if isinstance(value, ast.Attribute):
                    self._use(value.attr)
            return
        if node.id in self.names.imported:
            self._foreign(self.module.absolute(self.names.imported[node.id]), node)
        elif self._own(node.id, self.module):
            pass
        elif node.id in self.module.classes:
            self.walker.follow(self.module.classes[node.id], self.module)
        elif node.id == "getattr" and id(node) not in self.called:
            self._refuse("passes getattr on", node)
        elif node.id not in BUILTINS:
            known = "calls" if hasattr(builtins, node.id) else "uses"
            self._refuse(f"{known} {node.id}", node)

    def _alias(self, node: ast.expr) -> None:
        """The alias of the database says nothing where it is only handed on to the ORM."""
        if self.passed.is_alias(node) and id(node) not in self.passed.for_the_orm | self.named:
            self.found.doubt("asks which database it runs on", node, self.module)

    def _foreign(self, dotted: str, node: ast.AST) -> None:
        """What comes from another module: harmless, of the project, or not to be followed."""
        if is_chance(dotted):
            self.found.hazard(f"uses {dotted}", node, self.module)
        # Of `import x`, what is used as `x.y` is judged there; see `_attribute`.
        if is_harmless(dotted) or self._is_package(dotted) or dotted in self.walker.imported:
            return
        self.walker.imported.add(dotted)
        found = self.walker.modules.defining(dotted)
        if found is None:
            self._refuse(f"uses {dotted}", node)
            return
        module, name = found
        if name in module.mutable:
            self.found.doubt(f"uses {dotted}, which other modules may change", node, self.module)
        if self._own(name, module):
            return
        if name in module.names.imported:
            self._foreign(module.absolute(module.names.imported[name]), node)
        else:
            self._refuse(f"uses {module.name}.{name}", node)

    def _is_package(self, dotted: str) -> bool:
        """Whether what is in it is judged by itself: a module of the project, or `django.utils`."""
        return leads_to_harmless(dotted) or self.walker.modules.module(dotted) is not None

    def _own(self, name: str, module: Module) -> bool:
        """Follow all that a module binds a name to: a function may be wrapped later."""
        code = (module.names.functions.get(name), module.values.get(name))
        if name in module.unsure and any(one is not None for one in code):
            self.found.refuse(f"uses {name}, which may be this or that", module.tree, module)
        elif name in module.changed:
            self.found.doubt(f"changes {name}, which a step uses", module.changed[name], module)
        for one in filter(None, code):
            self.walker.follow(one, module)
        return any(one is not None for one in code)

    def _attribute(self, node: ast.Attribute) -> None:
        self._word(node.attr, node)
        self._alias(node)
        owner = self.names.dotted(node.value)
        if owner and is_chance(f"{owner}.{node.attr}"):
            self.found.hazard(f"uses {owner}.{node.attr}", node, self.module)
        if owner and is_harmless(owner) and not is_harmless(f"{owner}.{node.attr}"):
            self._refuse(f"uses {owner}.{node.attr}", node)
        elif owner and self._is_package(owner) and not is_harmless(owner):
            self._foreign(f"{owner}.{node.attr}", node)
        elif node.attr == "get_model" and id(node) not in self.called:
            self._refuse("passes get_model on", node)

    def _word(self, name: str, node: ast.AST) -> None:
        """The name of an attribute, which may be a method that is called elsewhere."""
        self.found.words.add(name.lower())
        # What is only given a name here counts where that is used.
        if id(node) not in self.named:
            self._use(name)
        if name in TELLING:
            self._refuse(TELLING[name], node)
        elif name.startswith("__") and name not in _PLAIN:
            self._refuse(f"uses {name}", node)
        elif name in VARYING:
            self.found.doubt(VARYING[name], node, self.module)

    def _use(self, method: str) -> None:
        self.found.makes |= method in MAKING
        self.found.deletes |= method in DELETING

    def _call(self, node: ast.Call) -> None:
        called = node.func
        for word in node.keywords:
            self.found.words.update(words_of(word.arg or ""))
        self._computed(node)
        if isinstance(called, ast.Attribute):
            self._method(node, called)
        elif not isinstance(called, ast.Name | ast.Lambda):
            self._refuse("calls what it has worked out", node)
        elif isinstance(called, ast.Name) and self._is_taken(called.id):
            self._refuse(f"calls {called.id}, which may be anything", node)
        elif isinstance(called, ast.Name) and called.id == "getattr":
            self._getattr(node)
        elif isinstance(called, ast.Name) and called.id in self.names.bound:
            # `Item(price=1)` is an instance, and may be saved by other names than `create`.
            self.found.makes |= called.id not in self.names.functions

    def _is_taken(self, name: str) -> bool:
        """Whether a name was given what an object or a loop has, which may be a method."""
        if name in self.names.looped:
            return True
        given = self.names.given.get(name, ()) if name in self.names.bound else ()
        return not all(map(self.passed.is_class, given))

    def _method(self, node: ast.Call, called: ast.Attribute) -> None:
        name, dotted = called.attr, self.names.dotted(called)
        if dotted:
            # A function of a module is judged as a name.
            if dotted.startswith("django.db.models") and any(
                map(self.passed.is_composed, node.args)
            ):
                self._refuse("looks rows up by a name that is computed", node)
            return
        if not all(map(self.passed.is_alias, aliases_in(node))) or (name == "save" and node.args):
            self._refuse("names another database", node)
        if name == "get_model":
            self._model(node)
        elif name in LOOKING_UP and any(map(self.passed.is_composed, node.args)):
            self._refuse("looks rows up by a name that is computed", node)
        elif name not in METHODS | ELSEWHERE | TELLING.keys() and not DISPLAY.fullmatch(name):
            self._refuse(f"calls .{name}()", node)

    def _getattr(self, node: ast.Call) -> None:
        names = self.names.texts(node.args[1]) if len(node.args) > 1 else []
        if not names or "get_model" in names:
            self._refuse("gets an attribute by a name that is computed", node)
        for name in names:
            self._word(name, node)

    def _computed(self, node: ast.Call) -> None:
        """`filter(**{f"{name}__in": ...})` may follow any relation."""
        given = [word.value for word in node.keywords if word.arg is None]
        if not all(map(self.passed.has_plain_keys, given)):
            self._refuse("looks rows up by a name that is computed", node)

    def _model(self, node: ast.Call) -> None:
        """`get_model("shop", "Item")`, `get_model("shop.Item")`, or the like in a loop."""
        given = [*node.args, *(word.value for word in node.keywords if word.arg != "require_ready")]
        if len(given) == 1 and self.passed.is_setting(given[0]):
            return
        choices = [self.names.texts(one) for one in given]
        if not choices or any(not texts for texts in choices):
            self._refuse("asks for a model by a name that is computed", node)
            return
        apps, *names = choices
        dotted = [f"{app}.{name}" for app in apps for name in names[0]] if names else apps
        for one in dotted:
            app, _, name = one.partition(".")
            self.found.models.add(ModelName(app, name.lower()))

    def _refuse(self, reason: str, node: ast.AST) -> None:
        self.found.refuse(reason, node, self.module)

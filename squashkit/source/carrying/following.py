"""All the code that the operations of a squash need, found by following names.

Starts from the operations that are kept and follows each name to its definition, through imports
from one replaced migration into another, until nothing is missing. What cannot be followed is an
error that names it: a squash with a missing helper would only fail on somebody else's machine.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import libcst as cst

from ...errors import CompositionError
from ...model.composition import Composition, ModuleSource, OperationSource, Rendered
from ...model.graph import Graph
from ...model.keys import MigrationKey
from .fetching import source_of
from .imports import Import
from .load import Definition, Load, Piece, Target
from .modules import Module, Operation, parse
from .refusing import (
    refuse_file,
    refuse_held,
    refuse_imports,
    refuse_module_objects,
    refuse_unbound,
)
from .replaced import replaced_modules, roots_of
from .resolving import Fetch, Names, Use, names_of
from .statements import Statement


def carry(composition: Composition, sources: Mapping[MigrationKey, ModuleSource]) -> Load:
    """Collect the code of a composition.

    Args:
        composition: what to squash.
        sources: the source of every migration whose code may be needed.

    Raises:
        CompositionError: some of the code cannot be carried.
    """
    carrier = _Carrier(composition, sources)
    for held in composition.held:
        refuse_held(carrier.module(held.module), held)
    load = carrier.load
    load.operations = [carrier.operation(source) for source in composition.operations]
    carrier.add_actions()
    load.statements = [
        Piece(module, statement, statement.names)
        for module in carrier.modules_in_order()
        for statement in module.statements
        if statement in carrier.taken
    ]
    return load


class _Carrier:
    def __init__(
        self, composition: Composition, sources: Mapping[MigrationKey, ModuleSource]
    ) -> None:
        self.key = composition.key
        self.sources = sources
        self.keys = {source.module: key for key, source in sources.items()}
        self.replaced = replaced_modules(composition, sources)
        self.modules: dict[str, Module] = {}
        self.needs: dict[str, set[str]] = {}
        self.taken: set[Statement] = set()
        self.load = Load(replaced=frozenset(self.replaced), roots=roots_of(sources.values()))

    def module(self, name: str) -> Module:
        """The parsed module of this dotted name; each is parsed once."""
        if name not in self.keys:
            fact = f"The source of {self.replaced.get(name, name)} is not at hand."
            raise CompositionError(fact)
        if name not in self.modules:
            key = self.keys[name]
            self.modules[name] = parse(key, self.sources[key])
            self.load.keys[name] = key
            self.needs[name] = set()
        return self.modules[name]

    def operation(self, source: OperationSource) -> Piece[Operation]:
        """Take an operation and all that it needs."""
        if isinstance(source, Rendered):
            return self.rendered(source)
        known = self.sources.get(source.key)
        module = self.module(known.module if known is not None else str(source.key))
        operation = module.operation(source.index)
        piece = Piece(module, operation, names_of(operation.node))
        self.follow(module, piece.names, module.bindings[True, "operations"][0])
        return piece

    def rendered(self, source: Rendered) -> Piece[Operation]:
        """Take an operation that was made; its imports are like a module around it."""
        imports = ModuleSource(self.key.app, "", "\n".join(source.imports))
        module = parse(self.key, imports)
        operation = Operation(cst.parse_expression(source.text.strip()))
        names = names_of(operation.node)
        carried = {one.placeholder: one for one in source.carried}
        for use in names.uses:
            if use.name in carried:
                one = carried[use.name]
                self.load.targets[use.node] = self.defined(self.module(one.module), one.name)
            else:
                self.resolve(module, use)
        return Piece(module, operation, names)

    def follow(self, module: Module, names: Names, statement: Statement) -> None:
        """Take all that these names need."""
        refuse_file(module, names, self.key.app)
        fetches = self.fetched(module, names)
        opened = {fetch.source for fetch in fetches}
        refuse_module_objects(module, names, self.replaced, opened)
        gone = frozenset[cst.Name]().union(*(fetch.inside for fetch in fetches))
        for use in names.uses:
            if use.node not in gone:
                self.resolve(module, use, statement)

    def fetched(self, module: Module, names: Names) -> list[Fetch]:
        """Settle what code takes right from a replaced module."""
        found = []
        for fetch in names.fetches:
            path, name = source_of(fetch.source, module.surroundings), fetch.use.name
            if path in self.replaced:
                self.load.opened.add(fetch.use.node)
                self.load.targets[fetch.use.node] = self.taken_from(
                    module, Import(path, name, name)
                )
                found.append(fetch)
        return found

    def resolve(self, module: Module, use: Use, statement: Statement | None = None) -> None:
        """Settle what one name means, and take its definition."""
        target = self.in_class(module, use, statement) or self.in_module(module, use)
        if target is not None:
            self.load.targets[use.node] = target
            return
        if not use.quoted:
            refuse_unbound(module, use)
        self.load.unbound.add(use.name)

    def in_class(self, module: Module, use: Use, statement: Statement | None) -> Target | None:
        """What the name means by the class `Migration`, whose body runs from top to bottom."""
        if statement is None or not statement.hoisted or use.nested:
            return None
        found = module.bindings.get((True, use.name), ())
        if not found or not (use.binds or found[0].place < statement.place):
            return None
        if use.dotted.startswith(f"{use.name}.__func__"):
            hint = "Give `operations` the function itself; Python 3.10 and later can call it."
            module.refuse(f"uses `{use.name}.__func__`", use.node, hint)
        self.take(module, found)
        return Definition(module.name, hoisted=True, name=use.name)

    def in_module(self, module: Module, use: Use) -> Target | None:
        """What the name means by the statements of its module."""
        found = module.bindings.get((False, use.name), ())
        opened = self.opened(module, use, found)
        if opened is not None:
            return opened
        imports = {statement.imported[0] for statement in found if statement.imported}
        if len(imports) == 1 and all(statement.imported for statement in found):
            return self.imported(module, use, found)
        fetched = found[0].fetched if len(found) == 1 else None
        if fetched is not None and fetched.name and fetched.module in self.replaced:
            return self.taken_from(module, fetched)
        if not found and use.name not in module.rebinds:
            return None
        self.take(module, found)
        return Definition(module.name, hoisted=False, name=use.name)

    def opened(self, module: Module, use: Use, found: Sequence[Statement]) -> Target | None:
        """What `m.thing` means, where `m` is nothing but a replaced module."""
        path = found[0].module_bound if len(found) == 1 else ""
        changed = any(other.acts and other.uses(use.name) for other in module.statements)
        if path not in self.replaced or "." not in use.dotted or changed or use.changed:
            return None
        self.load.opened.add(use.node)
        thing = use.dotted.split(".")[1]
        return self.taken_from(module, Import(path, thing, thing))

    def defined(self, module: Module, name: str) -> Target:
        """What a name means that another module takes from this one."""
        target = self.in_module(module, Use(cst.Name(name), name))
        if target is None:
            module.refuse(f"does not define `{name}`")
        return target

    def imported(self, module: Module, use: Use, found: Sequence[Statement]) -> Target:
        """The object that an import binds, or its definition in a replaced migration."""
        imports = [one.imported for one in found if one.imported is not None]
        target = imports[0][0]
        if target.name and target.module in self.replaced:
            return self.taken_from(module, target)
        for one in found:
            refuse_imports(module, one.names.imports, self.replaced, use.node)
        paths = {path for _, path in imports}
        close = {path for path in paths if _on_one_line(path, use.dotted)}
        self.load.paths.setdefault(target, set()).update(close or paths)
        return target

    def taken_from(self, module: Module, target: Import) -> Target:
        """The definition of what a module takes from a replaced migration."""
        other = self.module(target.module)
        self.need(module, other)
        return self.defined(other, target.name)

    def need(self, module: Module, other: Module) -> None:
        """Note that a module imports from another, which then has to run before it."""
        self.needs[module.name].add(other.name)
        circle = Graph(self.needs).cycle()
        if circle:
            fact = f"{' and '.join(sorted(circle))} import from each other."
            raise CompositionError(fact, "Move what both need into a module of its own.")

    def take(self, module: Module, statements: Iterable[Statement]) -> None:
        """Carry statements, and all that they need."""
        for statement in statements:
            if statement not in self.taken:
                self.taken.add(statement)
                self.follow(module, statement.names, statement)

    def add_actions(self) -> None:
        """Take statements that act on what is carried, or on nothing of the module."""
        waiting = True
        while waiting:
            waiting = False
            for module in list(self.modules.values()):
                for statement in module.statements:
                    if statement not in self.taken and self.acts(module, statement):
                        self.take(module, [statement])
                        waiting = True

    def acts(self, module: Module, statement: Statement) -> bool:
        """Whether leaving the statement out could change what is carried."""
        if not statement.acts:
            return False
        others = [
            other
            for use in statement.names.uses
            for other in module.bindings.get((statement.hoisted, use.name), ())
            if other is not statement and other.imported is None
        ]
        return not others or any(other in self.taken for other in others)

    def modules_in_order(self) -> Iterator[Module]:
        """The modules as they were replaced, each behind those that it imports from."""
        graph = Graph(self.needs)
        for name in graph.in_order(name for name in self.replaced if name in self.modules):
            yield self.modules[name]


def _on_one_line(path: str, dotted: str) -> bool:
    """Whether one of two dotted names leads to the other."""
    return f"{dotted}.".startswith(f"{path}.") or f"{path}.".startswith(f"{dotted}.")

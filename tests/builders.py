"""Short ways to say what a test is about."""

from __future__ import annotations

from collections.abc import Collection

from squashkit.model.history import App, History
from squashkit.model.keys import MigrationKey
from squashkit.model.migrations import Dependency, MigrationFacts, ModelName, OperationFacts


def key(text: str) -> MigrationKey:
    """`a.1` as a key."""
    return MigrationKey(*text.split("."))


def keys(text: str) -> tuple[MigrationKey, ...]:
    """`a.1 a.2` as keys."""
    return tuple(key(word) for word in text.split())


def history(text: str, *, theirs: Collection[str] = (), **facts: object) -> History:
    """A history from lines such as `a.2 <- a.1 b.1 : rows(b) removes(a.x) uses(a.x)`.

    A `;` is as good as a new line.

    Args:
        text: a migration a line, its parents, and what its operations do: nothing written means
            one schema operation, `nothing` means none.
        theirs: apps that are not first-party.
        facts: for migrations named like `a_1`, other attributes of MigrationFacts as a dict.
    """
    migrations = {}
    for line in filter(None, map(str.strip, text.replace(";", "\n").splitlines())):
        head, _, actions = line.partition(" : ")
        name, _, parents = head.partition(" <- ")
        own = key(name.strip())
        given = facts.get(name.strip().replace(".", "_"), {})
        assert isinstance(given, dict)
        migrations[own] = MigrationFacts(
            own,
            f"{own.app}/migrations/{own.name}.py",
            **{
                "blob": line,
                "dependencies": tuple(map(dependency, parents.split())),
                "operations": _operations(actions),
                **given,
            },
        )
    labels = sorted({own.app for own in migrations})
    apps = tuple(App(one, f"{one}.migrations", f"/{one}", one not in theirs) for one in labels)
    return History(apps, migrations, {"AUTH_USER_MODEL": "u"})


def _operations(text: str) -> tuple[OperationFacts, ...]:
    if text == "nothing":
        return ()
    return tuple(map(operation, text.split())) or (operation("schema"),)


def dependency(text: str) -> Dependency:
    """`a.1`, or `@AUTH_USER_MODEL` for a swappable one."""
    if text.startswith("@"):
        return Dependency("", "__first__", text[1:])
    return Dependency(*text.split("."))


def operation(text: str) -> OperationFacts:
    """`schema`, `rows(b)` (a step on app b), `rows` (a step that cannot be read),
    `asks(b.x)` (a step that names a model), ...

    Or one of Django's with its model, field and new name: `RenameField(x.f>g)`; in brackets the
    fields that it names: `AddIndex(x.i[f,g])`.
    """
    kind, _, inside = text.rstrip(")").partition("(")
    if kind[0].isupper():
        inside, _, named = inside.rstrip("]").partition("[")
        subject, _, new = inside.partition(">")
        model, _, part = subject.partition(".")
        fields = tuple(filter(None, named.split(",")))
        return OperationFacts(kind, 1, model, part, new, fields)
    if kind == "rows":
        return OperationFacts(
            "RunPython", 1, touches_rows=True, touched_apps=frozenset(filter(None, [inside]))
        )
    models = frozenset({ModelName(*inside.split(".")[:2])}) if inside else frozenset()
    if kind == "asks":
        return OperationFacts("RunPython", 1, touches_rows=True, asks=models)
    if kind == "to_field":
        target, _, name = inside.rpartition(".")
        return OperationFacts(
            "AddField", 1, relation_fields=((ModelName(*target.split(".")), name),)
        )
    if kind == "removes":
        return OperationFacts("DeleteModel", 1, removes=models)
    return OperationFacts("AddField", 1, references=models, relations=models)

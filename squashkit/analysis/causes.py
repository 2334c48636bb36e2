"""Which operations made the two sides of a difference what they are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ..model.migrations import MigrationFacts, ModelName, OperationFacts
from ..model.schema import NEXT_NUMBER, Cause, Difference, Layer

Kinds = tuple[frozenset[str], ...]
"""Groups of operations: the last one of the first group of which there are any decides."""
FAILED = re.compile(r"migration (\S+?)(?:, line (\d+))?")
STATED = re.compile(r"model (\S+)(?: (field|option) (\S+))?")
COLUMNS = re.compile(r"\(([^()]*)")
COLUMN_CHECK = re.compile(r"check (\w+) of ")
"""MariaDB calls a check that is part of a column by the column's name."""
WORD = re.compile(r"[\w.]+")
VALUES = re.compile(r"(\w+)=([^,)]*)")

DEFINING_KINDS = frozenset({"CreateModel", "AddField", "AlterField", "RemoveField"})
FIELD_KINDS = DEFINING_KINDS | {"RenameField"}
TABLE_KINDS = frozenset({"CreateModel", "DeleteModel", "RenameModel", "AlterModelTable"})
CONSTRAINT_KINDS = frozenset({"AddConstraint", "RemoveConstraint", "AlterConstraint"})
INDEX_KINDS = frozenset({"AddIndex", "RemoveIndex", "RenameIndex", "AlterIndexTogether"})
TOGETHER_KINDS = frozenset({"AlterUniqueTogether", "AlterIndexTogether"})
NAMED_KINDS = (INDEX_KINDS | CONSTRAINT_KINDS) - TOGETHER_KINDS
OPTION_KINDS: Mapping[str, frozenset[str]] = {
    "constraints": CONSTRAINT_KINDS,
    "db_table": frozenset({"AlterModelTable"}),
    "indexes": INDEX_KINDS,
    "order_with_respect_to": frozenset({"AlterOrderWithRespectTo"}),
    "unique_together": frozenset({"AlterUniqueTogether"}),
}
OTHER_OPTIONS = frozenset({"AlterModelOptions"})
"""Of an option that has no operation of its own."""


@dataclass(frozen=True, slots=True)
class About:
    """What a difference is about, as migrations call it.

    Attributes:
        model: the model as it is called in the end.
        fields: of that model; none where it is about the whole.
        kinds: the operations that decide it.
        words: one of which is the name of the index or the constraint, if it has one.
    """

    model: ModelName
    fields: frozenset[str] = frozenset()
    kinds: Kinds = ()
    words: frozenset[str] = frozenset()


@dataclass(slots=True)
class Touch:
    """An operation on a model, with the fields as they are called in the end."""

    migration: MigrationFacts
    operation: OperationFacts
    fields: set[str] = field(default_factory=set)

    def decides(self, about: About) -> bool:
        """Whether it is about that: a part of this name, or one of its fields."""
        if self.operation.kind in NAMED_KINDS and about.words:
            return bool(about.words & {self.operation.field, self.operation.new_name})
        if self.operation.kind in TOGETHER_KINDS:
            return about.fields <= self.fields
        return not about.fields or bool(about.fields & self.fields)


class Side:
    """The operations of one history, by the models that they touch.

    Args:
        migrations: in the order in which they run.
    """

    def __init__(self, migrations: Sequence[MigrationFacts]) -> None:
        self.migrations = {str(one.key): one for one in migrations}
        self.unread = {one.key.app for one in migrations if one.opaque}
        self._touches: dict[ModelName, list[Touch]] = {}
        for migration in migrations:
            for operation in _flat(migration.operations):
                self._note(migration, operation)

    def last(self, about: About) -> Touch | None:
        """The last operation that decides something, as far as that can be read."""
        touches = self._touches.get(about.model, [])
        if about.model.app in self.unread:
            return None
        chosen = [one for one in touches if one.decides(about)]
        for kinds in about.kinds:
            found = [one for one in chosen if one.operation.kind in kinds]
            if found:
                return found[-1]
        created = (one for one in touches if one.operation.kind == "CreateModel")
        return next(created, None) if about.fields else None

    def last_step(self, model: ModelName) -> Touch | None:
        """The last step that asks for a model and may write its rows."""
        touches = self._touches.get(model, [])
        return next((one for one in reversed(touches) if one.operation.touches_rows), None)

    def _note(self, migration: MigrationFacts, operation: OperationFacts) -> None:
        for asked in operation.asks:
            model = ModelName(asked.app, asked.name.lower())
            self._touches.setdefault(model, []).append(Touch(migration, operation))
        if not operation.model:
            return
        model = ModelName(migration.key.app, operation.model)
        touches = self._touches.setdefault(model, [])
        touches.append(Touch(migration, operation, {*_fields(operation)}))
        if operation.kind == "RenameModel":
            renamed = ModelName(model.app, operation.new_name.lower())
            self._touches[renamed] = self._touches.pop(model)
        if operation.kind == "RenameField":
            _rename(touches, operation.field.lower(), operation.new_name.lower())


def causes_of(
    difference: Difference, before: Side, after: Side, names: Mapping[str, str]
) -> tuple[Cause, ...]:
    """The last operation on each side that touches what differs; none where that is not known.

    Args:
        difference: what differs.
        before: the original.
        after: what should be equal to it.
        names: tables and columns, to models and fields.
    """
    subject = difference.subject
    failed = FAILED.fullmatch(subject)
    if failed:
        return tuple(_raising(after, failed[1], int(failed[2] or 0)))
    there = bool(difference.before and difference.after)
    about = _about(subject, names, there=there)
    # Who sets a number does so in words that no operation is known by.
    if about is None or subject.startswith(NEXT_NUMBER):
        return ()
    if about.words:
        about = replace(about, words=about.words | _words(difference.before, difference.after))
    sides = (before, after)
    if difference.layer in {Layer.ROWS, Layer.NUMBERS}:
        found = [side.last_step(about.model) for side in sides]
        values = _about_values(difference, about.model, names)
        if not any(found) and values.fields:
            found = [side.last(values) for side in sides]
    else:
        found = [side.last(about) for side in sides]
    named = zip(("before", "after"), found, strict=True)
    return tuple(_cause(name, touch) for name, touch in named if touch)


def _about_values(difference: Difference, model: ModelName, names: Mapping[str, str]) -> About:
    """The fields whose values differ, in rows that no step has written."""
    ones, others = ({*VALUES.findall(side)} for side in (difference.before, difference.after))
    place = _place(difference.subject, names)
    found = (names.get(f"{place}.{column}", "") for column, _ in ones ^ others)
    return About(model, frozenset(_split(name)[1] for name in found if name), (FIELD_KINDS,))


def _raising(side: Side, name: str, line: int) -> Iterator[Cause]:
    migration = side.migrations.get(name)
    if migration is not None:
        yield Cause("after", migration.path, line or migration.line, "raises")


def _cause(side: str, touch: Touch) -> Cause:
    operation = touch.operation
    on = f" {operation.model}" if operation.model else ""
    on += f".{operation.field}" if operation.field else ""
    kind = operation.kind.rpartition(".")[2]
    return Cause(side, touch.migration.path, operation.line, f"{kind}{on}")


def _about(subject: str, names: Mapping[str, str], *, there: bool) -> About | None:
    """What it is about; `there` says whether both sides have it, so that no rename explains it."""
    field_kinds = (DEFINING_KINDS, FIELD_KINDS) if there else (FIELD_KINDS,)
    stated = STATED.fullmatch(subject)
    if stated:
        return _about_state(stated[1], stated[2] or "", stated[3] or "", field_kinds)
    place = _place(subject, names)
    if not place:
        return None
    model, one = _split(names[place])
    listed, own = COLUMNS.search(subject), COLUMN_CHECK.match(subject)
    columns = WORD.findall(listed[1]) if listed else own.groups() if own else ()
    found = (names.get(f"{place}.{column}", "") for column in columns)
    fields = {one, *(_split(other)[1] for other in found)} - {""}
    named = subject.removeprefix("name of ")
    if named.startswith(("table", "view", "column")):
        kinds = field_kinds if fields else (TABLE_KINDS,)
        return About(model, frozenset(fields), kinds)
    # It may be made by an operation that names it, by fields together, or by one.
    together = (TOGETHER_KINDS,) if len(fields) > 1 and "key " not in named else ()
    others = (*together, *field_kinds) if fields else ()
    return About(model, frozenset(fields), (NAMED_KINDS, *others), _words(subject))


def _place(subject: str, names: Mapping[str, str]) -> str:
    """The table or column that a subject names."""
    return max((word for word in WORD.findall(subject) if word in names), key=len, default="")


def _about_state(model: str, what: str, name: str, field_kinds: Kinds) -> About:
    app, _, model_name = model.partition(".")
    found = ModelName(app, model_name)
    if what == "field":
        return About(found, frozenset({name.lower()}), field_kinds)
    if what == "option":
        own = OPTION_KINDS.get(name, OTHER_OPTIONS)
        return About(found, kinds=(own, frozenset({"CreateModel"})))
    return About(found, kinds=(TABLE_KINDS,))


def _words(*texts: str) -> frozenset[str]:
    return frozenset(word for text in texts for word in WORD.findall(text))


def _split(name: str) -> tuple[ModelName, str]:
    """The model, and the field if there is one, of `app.model.field`."""
    app, _, rest = name.partition(".")
    model, _, one = rest.partition(".")
    return ModelName(app, model), one.lower()


def _flat(operations: Sequence[OperationFacts]) -> Iterator[OperationFacts]:
    for one in operations:
        yield one
        yield from _flat(one.inner)


def _fields(operation: OperationFacts) -> Iterator[str]:
    yield from (name.lower() for name in operation.fields)
    if operation.kind in FIELD_KINDS and operation.field:
        yield operation.field.lower()


def _rename(touches: Sequence[Touch], old: str, new: str) -> None:
    for one in touches:
        if old in one.fields:
            one.fields.remove(old)
            one.fields.add(new)

"""Puts rows into every table, so that migrations meet rows as they do where people work."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import zip_longest
from types import MappingProxyType
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, router, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models import QuerySet

from ...analysis.comparing import MADE_BY_MIGRATE
from ...model.keys import MigrationKey
from ..lowering import FEWER, lower
from ..protocol import ROWS, Fill, Filled, Limit, Lowered, Rows
from ..views import key_of, viewing
from .values import is_set, made_up, number_of, taken, worded

NOTHING: Mapping[str, Any] = MappingProxyType({})
PLENTY = 200
"""With so many rows a table gets only plain ones: each level gives it all of them once more."""
SPARE = 1
"""Which row has as little as its fields allow; the others have a value everywhere."""


def fill(request: Fill) -> Filled:
    """Put rows into tables that are there now."""
    with viewing(request.view):
        executor = MigrationExecutor(connections[request.alias])
        state = executor.migrate(None, [])
        applied = map(key_of, executor.loader.applied_migrations)
        filler = Filler(request.rows, request.alias, applied)
        filler.fill(state, (*request.rows.apps, *request.rows.packages))
    connections.close_all()
    return filler.filled


@dataclass(slots=True)
class Table:
    """What is known of a table.

    Attributes:
        limit: how many rows it takes at first.
        origins: the names by which it got rows, which have become its name.
        asked: how many rows it was to have by now.
        keys: of the rows that were made up.
    """

    limit: Limit | None = None
    origins: frozenset[str] = frozenset()
    asked: int = 0
    keys: tuple[Any, ...] = ()


class Filler:
    """Makes the same rows of a table on every database with the same tables.

    Args:
        rows: which.
        alias: of the database; models that belong to others get no rows.
        ran: the migrations that have run.

    Attributes:
        lowered: see `Walked`.
    """

    def __init__(
        self, rows: Rows, alias: str = DEFAULT_DB_ALIAS, ran: Iterable[MigrationKey] = ()
    ) -> None:
        self.rows, self.alias, self.ran = rows, alias, set(ran)
        self._asked: dict[str, list[Any]] = defaultdict(list)
        for name, value in rows.asked:
            self._asked[name.lower()].append(value)
        self._made = 0
        self._known: dict[str, Table] = {}
        self._tables: set[str] = set()
        self._gone: set[str] = set()
        self._new: set[str] = set()
        self.lowered: list[Lowered] = []

    @property
    def filled(self) -> Filled:
        """What came of it."""
        known = sorted(self._known.items())
        return Filled(
            self._made,
            tuple(name for name, one in known if one.asked and not one.origins),
            {name: tuple(sorted(one.origins)) for name, one in known if one.origins},
            {name: one.limit for name, one in known if one.limit},
        )

    def after(self, key: MigrationKey, state: Any) -> None:
        """Put rows into new tables of the app of a migration, and into those that waited for it.

        Args:
            key: the migration, which has run.
            state: the models as they are now.
        """
        if not self.rows.apps:
            return
        self.ran.add(key)
        waited = any(key in limit.until for limit in self.rows.limits.values())
        if waited:  # others may have got none since they refer to rows that are only now made
            for table in self._known.values():
                table.asked = table.asked if table.origins else 0
        self.fill(state, [app for app in self.rows.apps if waited or app == key.app])

    def fill(self, state: Any, apps: Iterable[str]) -> None:
        """Put as many rows into each table as it can have by now.

        Args:
            state: the models as they are now.
            apps: labels of those whose tables get rows.
        """
        models = state.apps.get_models(include_auto_created=True)
        tables = set(map(_table_of, models))
        self._gone, self._new, self._tables = self._tables - tables, tables - self._tables, tables
        for one in self._new:  # it may have been there before, and gone
            self._known.pop(one, None)
        for config in filter(None, map(state.apps.app_configs.get, apps)):
            # Django has them in another order in each process; of two tables that refer to each
            # other the first one gets keys of the second.
            for model in sorted(config.get_models(include_auto_created=True), key=_table_of):
                self._ensure(model)

    def lower(self, key: MigrationKey, error: str, statements: Sequence[str], state: Any) -> bool:
        """Take rows out of the tables that are to blame; whether there were any.

        Args:
            key: the migration that raised.
            error: what it raised.
            statements: its latest, the last one first.
            state: the models as they were before it.
        """
        models = {_table_of(one): one for one in state.apps.get_models(include_auto_created=True)}
        for _ in FEWER:
            limits = lower(self.rows, key, statements, self.filled)
            self.rows = self.rows.limited(limits)
            blamed = [
                (models[name], table, limits[min(table.origins & limits.keys())])
                for name, table in self._known.items()
                if table.origins & limits.keys() and name in models
            ]
            taken = [self._take(*one) for one in blamed]
            if any(taken):
                self.lowered.append(Lowered(str(key), error, limits))
                return True
        return False

    def _take(self, model: Any, table: Table, limit: Limit) -> bool:
        """Leave as many of the rows that were made up as there may be."""
        kept, gone = table.keys[: limit.most], table.keys[limit.most :]
        try:
            with transaction.atomic(self.alias):
                many, _ = QuerySet(model, using=self.alias).filter(pk__in=gone).delete()
        except Exception:  # noqa: BLE001  others may need them
            return False
        table.limit, table.asked, table.keys = limit, min(table.asked, limit.most), kept
        table.origins = table.origins if kept else frozenset()
        return bool(many)

    def _ensure(self, model: Any) -> None:
        meta = model._meta  # noqa: SLF001  public by Django's documentation
        if meta.db_table in MADE_BY_MIGRATE or meta.proxy:
            return
        if not router.allow_migrate_model(self.alias, model):
            return
        table = self._table(model)
        due = self._due(table, model)
        if not due:
            return
        table.asked = due.stop
        made = sum(map(partial(self._make, model), due))
        self._made += made
        if made:
            table.origins |= {meta.db_table}

    def _due(self, table: Table, model: Any) -> range:
        """The numbers of the rows that it gets now."""
        if table.limit is None or self.ran.issuperset(table.limit.until):
            return range(table.asked, ROWS + 1)
        there = QuerySet(model, using=self.alias).count() if table.limit.most else 0
        return range(max(table.asked, there), table.limit.most)

    def _table(self, model: Any) -> Table:
        """What is known of a table, as of one that is gone: it may be that, renamed."""
        name = _table_of(model)
        if name not in self._known:
            self._known[name] = self._renamed(model) or Table()
            if limit := self.rows.limits.get(name):
                self._known[name].limit = limit
        return self._known[name]

    def _renamed(self, model: Any) -> Table | None:
        """What is known of the tables that are gone, if this one is new and may be one of them."""
        meta = model._meta  # noqa: SLF001  public by Django's documentation
        gone = [self._known[one] for one in sorted(self._gone) if one in self._known]
        if not (gone and meta.managed and meta.db_table in self._new):
            return None
        filled = [one for one in gone if one.origins]
        if not (filled and QuerySet(model, using=self.alias).exists()):
            empty = (one.limit for one in gone if one.limit and not one.origins)
            return Table(next(empty, None))
        limits = (one.limit for one in filled if one.limit)
        origins = frozenset[str]().union(*(one.origins for one in filled))
        keys = filled[0].keys if len(filled) == 1 else ()
        return Table(next(limits, None), origins, max(one.asked for one in filled), keys)

    def _make(self, model: Any, row: int) -> int:
        """A row; beyond the plain ones, all others at once."""
        if row < ROWS:
            return self._insert(model, row)
        meta = model._meta  # noqa: SLF001  public by Django's documentation
        there = QuerySet(model, using=self.alias)
        if meta.app_label not in self.rows.apps or there.count() > PLENTY:
            return 0
        fields = [one for one in meta.local_concrete_fields if is_set(one)]
        made = any(self._insert(model, row, alike=names) for names in _alike(model, fields))
        wanted = filter(None, (_worded(fields), *self._asked_of(fields)))
        asked = enumerate(wanted, row + 1)
        return made + sum(self._insert_asked(model, number, values) for number, values in asked)

    def _asked_of(self, fields: Iterable[Any]) -> Iterator[dict[str, Any]]:
        """Values by field, for as many rows as it takes to have all that steps ask for."""
        asked = {one.name: values for one in fields if (values := taken(one, self._asked))}
        for row in zip_longest(*asked.values()):
            pairs = zip(asked, row, strict=True)
            yield {name: value for name, value in pairs if value is not None}

    def _insert_asked(self, model: Any, row: int, asked: Mapping[str, Any]) -> int:
        """One row with all of these values; where they do not go together, one with each."""
        if self._insert(model, row, asked):
            return 1
        return sum(self._insert(model, row, {name: asked[name]}) for name in asked)

    def _insert(
        self,
        model: Any,
        row: int,
        asked: Mapping[str, Any] = NOTHING,
        alike: Collection[str] = (),
    ) -> bool:
        """Whether the table took a row: it may have rules that nobody can guess."""
        meta = model._meta  # noqa: SLF001  public by Django's documentation
        fields = [one for one in meta.local_concrete_fields if is_set(one)]
        try:
            # Before the transaction: rows that it refers to stay when it is rolled back.
            values = {
                field.attname: asked[field.name]
                if field.name in asked
                else self._value(field, place, 0 if field.name in alike else row)
                for place, field in enumerate(fields)
            }
            with transaction.atomic(self.alias):
                # As `save` does it, without signals and without the rows of parents.
                new = model(**values)
                made = QuerySet(model, using=self.alias)._insert(  # noqa: SLF001
                    [new], fields, returning_fields=[] if is_set(meta.pk) else [meta.pk]
                )
        except Exception:  # noqa: BLE001  fields may be of any make
            return False
        self._known[meta.db_table].keys += (made[0][0] if made else new.pk,)
        return True

    def _value(self, field: Any, place: int, row: int) -> Any:
        if row == SPARE and field.null:
            return None
        if field.remote_field and field.remote_field.model:
            return self._target(field, row)
        return made_up(field, number_of(place, row), spare=row == SPARE)

    def _target(self, field: Any, row: int) -> Any:
        target = field.remote_field.model
        if target is field.model and row < ROWS:
            return None
        self._ensure(target)
        rows_there = QuerySet(target, using=self.alias).order_by("pk")
        found = list(rows_there.values_list(field.target_field.attname, flat=True)[: row + 1])
        return found[-1] if found else None


def _alike(model: Any, fields: Sequence[Any]) -> Iterator[set[str]]:
    """The fields in which a row may be like the first, wherever two may; or only one relation."""
    free = [one for one in fields if not one.unique and one.related_model is not model]
    related = ({one.name} for one in free if one.remote_field)
    yield from filter(None, ({one.name for one in free}, *related))


def _worded(fields: Iterable[Any]) -> dict[str, Any]:
    found = {one.name: worded(one, place) for place, one in enumerate(fields)}
    return {name: text for name, text in found.items() if text is not None}


def _table_of(model: Any) -> str:
    return str(model._meta.db_table)  # noqa: SLF001  public by Django's documentation

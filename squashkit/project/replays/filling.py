"""Puts rows into every table, so that migrations meet rows as they do where people work."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, router, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models import QuerySet

from ...analysis.comparing import MADE_BY_MIGRATE
from ...model.keys import MigrationKey
from ..lowering import FEWER, lower
from ..protocol import ROWS, Fill, Filled, Limit, Lowered, Rows
from ..views import key_of, viewing
from .making import Maker


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
        self._maker = Maker(alias, rows.asked, self._ensure)
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
        keys = [key for row in due for key in self._make(model, row)]
        self._made += len(keys)
        table.keys += (*keys,)
        if keys:
            table.origins |= {meta.db_table}

    def _make(self, model: Any, row: int) -> list[Any]:
        """A plain row, or all others at once; their keys."""
        if row < ROWS:
            return self._maker.plain(model, row)
        ours = model._meta.app_label in self.rows.apps  # noqa: SLF001  public, see above
        return self._maker.more(model) if ours else []

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


def _table_of(model: Any) -> str:
    return str(model._meta.db_table)  # noqa: SLF001  public by Django's documentation

"""Makes rows of a table, the same on every database with the same tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain, zip_longest
from types import MappingProxyType
from typing import Any

from django.db import DatabaseError, transaction
from django.db.models import QuerySet

from ..protocol import ROWS
from .values import is_set, made_up, number_of, taken, worded

NOTHING: Mapping[str, Any] = MappingProxyType({})
PLENTY = 200
"""With so many rows a table gets only plain ones: each level gives it all of them once more."""
SPARE = 1
"""Which row has as little as its fields allow; the others have a value everywhere."""


class Maker:
    """Makes rows in one database.

    Args:
        alias: of the database.
        asked: names of fields or columns with values for which data steps ask.
        ensure: makes the rows of another model, to which those of one refer.
    """

    def __init__(
        self, alias: str, asked: Iterable[tuple[str, Any]], ensure: Callable[[Any], None]
    ) -> None:
        self.alias, self.ensure = alias, ensure
        self._asked: dict[str, list[Any]] = defaultdict(list)
        for name, value in asked:
            self._asked[name.lower()].append(value)

    def plain(self, model: Any, row: int) -> list[Any]:
        """The key of a row, or none where the table takes none.

        Args:
            model: of the table.
            row: which, from 0.
        """
        return self._insert(model, row)

    def more(self, model: Any) -> list[Any]:
        """The keys of all other rows: one like the first, one of words, and what steps ask for.

        Args:
            model: of the table, which has its plain rows.
        """
        if self._has_plenty(model):
            return []
        meta = model._meta  # noqa: SLF001  public by Django's documentation
        fields = [one for one in meta.local_concrete_fields if is_set(one)]
        like_first = (self._insert(model, ROWS, alike=names) for names in _alike(model, fields))
        wanted = filter(None, (_worded(fields), *self._asked_of(fields)))
        others = (
            self._insert_asked(model, row, values) for row, values in enumerate(wanted, ROWS + 1)
        )
        return [*next(filter(None, like_first), []), *chain.from_iterable(others)]

    def _has_plenty(self, model: Any) -> bool:
        try:
            return bool(QuerySet(model, using=self.alias).count() > PLENTY)
        except DatabaseError:  # there may be no such table
            return True

    def _asked_of(self, fields: Iterable[Any]) -> Iterator[dict[str, Any]]:
        """Values by field, for as many rows as it takes to have all that steps ask for."""
        asked = {one.name: values for one in fields if (values := taken(one, self._asked))}
        for row in zip_longest(*asked.values()):
            pairs = zip(asked, row, strict=True)
            yield {name: value for name, value in pairs if value is not None}

    def _insert_asked(self, model: Any, row: int, asked: Mapping[str, Any]) -> list[Any]:
        """One row with all of these values; where they do not go together, one with each."""
        together = self._insert(model, row, asked)
        apart = ({name: value} for name, value in asked.items())
        return together or [key for one in apart for key in self._insert(model, row, one)]

    def _insert(
        self,
        model: Any,
        row: int,
        asked: Mapping[str, Any] = NOTHING,
        alike: Collection[str] = (),
    ) -> list[Any]:
        """The key of a row, if the table took it: it may have rules that nobody can guess."""
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
            return []
        return [made[0][0] if made else new.pk]

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
        self.ensure(target)
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

"""Values that a column may have, by its field."""

from __future__ import annotations

import datetime
import decimal
import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db.models import SlugField

from ..protocol import ROWS

VALUES: dict[str, Callable[[Any, int], Any]] = {
    "ArrayField": lambda *_: [],
    "BigIntegerField": lambda _, number: number,
    "BinaryField": lambda _, number: str(number).encode(),
    "BooleanField": lambda *_: True,
    "CharField": lambda _, number: str(number),
    "DateField": lambda _, number: datetime.date(2001, 2, _day(number)),
    "DateTimeField": lambda _, number: _moment(number),
    "DecimalField": lambda field, number: decimal.Decimal(number).scaleb(-field.decimal_places),
    "DurationField": lambda _, number: datetime.timedelta(days=number),
    "EmailField": lambda _, number: f"{number}@example.org",
    "FloatField": lambda _, number: number + 0.5,
    "GenericIPAddressField": lambda _, number: f"192.0.2.{number % 256}",
    "HStoreField": lambda _, number: {"number": str(number)},
    "IPAddressField": lambda _, number: f"192.0.2.{number % 256}",
    "IntegerField": lambda _, number: number,
    "JSONField": lambda _, number: {"number": number},
    "NullBooleanField": lambda *_: True,
    "TextField": lambda _, number: str(number),
    "TimeField": lambda _, number: datetime.time(4, 5, number % 60),
    "URLField": lambda _, number: f"https://example.org/{number}",
    "UUIDField": lambda _, number: uuid.UUID(int=number),
}
"""By Django's word for a column; a field of the project's own takes that of its nearest base.

The number is another one for most fields of a model and each row, so that values which change their
place are seen. Of plain rows it is one digit; steps can read it where they expect one in a text.
"""
MORE = 20
"""Up to how many rows more there are for choices, and for values that data steps ask for."""
WORDS = "Ab c-{}"
"""A text in which steps that split texts, or change letters, find something to do."""
EMPTY = {"BooleanField": False, "FloatField": 0.0, "IntegerField": 0, "NullBooleanField": False}
"""What counts for nothing, of fields that may not be null."""


def made_up(field: Any, number: int, *, spare: bool) -> Any:
    """A value of a field that refers to no other table.

    Args:
        field: Django's.
        number: another one for another value.
        spare: whether it is to be as little as the field allows.
    """
    if choices := _choices(field):
        return choices[-1 if spare else 0]
    known = _kind(field)
    if spare and not (field.unique or field.primary_key):
        least = "" if field.blank and field.empty_strings_allowed else EMPTY.get(known)
        if least is not None:
            return least
    value = VALUES[known](field, number) if known else field.get_default()
    return _accepted(field, value if _fits(field, value) else str(number)[-field.max_length :])


def number_of(place: int, row: int) -> int:
    """The number for a field of a model in a row: no two rows have the same.

    Args:
        place: of the field among those of the model.
        row: from 0.
    """
    return 1 + (place + row) % 9 if row < ROWS else 10 + place + row


def worded(field: Any, number: int) -> str | None:
    """A text of several words, or None where the field is not for any text.

    Args:
        field: Django's.
        number: another one for another text.
    """
    text = WORDS.format(number)
    for_any = _kind(field) in {"CharField", "TextField"} and not field.flatchoices
    return text if for_any and _fits(field, text) and not isinstance(field, SlugField) else None


def _choices(field: Any) -> list[Any]:
    return [value for value, _ in field.flatchoices if value is not None]


def _kind(field: Any) -> str:
    """The key of `VALUES`; the class comes first, as an address has the type of any text."""
    kinds = [*(base.__name__ for base in type(field).__mro__), field.get_internal_type()]
    return next((kind for kind in kinds if kind in VALUES), "")


def _fits(field: Any, value: Any) -> bool:
    longest = getattr(field, "max_length", None)
    return not (longest and isinstance(value, str)) or len(value) <= longest


def taken(field: Any, asked: Mapping[str, Sequence[Any]]) -> list[Any]:
    """Of the values that steps ask for, those that a field takes; and what it has to choose from.

    Args:
        field: Django's.
        asked: values by the name of a field or column, in small letters.
    """
    if field.remote_field:  # the keys of other rows are what they are
        return []
    names = dict.fromkeys((field.name.lower(), str(field.column).lower()))
    values = (_as_taken(field, one) for name in names for one in asked.get(name, ()))
    found: list[Any] = []  # which need not be hashable
    # The first row has the first one and, where it may not be NULL, the spare one the last.
    choices = _choices(field)[1:] if field.null else _choices(field)[1:-1]
    for value in (*choices, *values):
        if value is not None and value not in found:
            found.append(value)
    return found[:MORE]


def _accepted(field: Any, value: Any) -> Any:
    """A value, or the default where the field is of a make that does not take such ones."""
    try:
        field.get_prep_value(value)
    except Exception:  # noqa: BLE001  fields may be of any make
        return field.get_default()
    return value


def _as_taken(field: Any, asked: Any) -> Any:
    """A value as the field has it, or None where it has no such one."""
    try:
        value = field.to_python(asked)
    except Exception:  # noqa: BLE001  fields may be of any make
        return None
    if isinstance(value, datetime.datetime):
        return value.replace(tzinfo=datetime.timezone.utc if settings.USE_TZ else None)
    return value if _fits(field, value) else None


def is_set(field: Any) -> bool:
    """Whether a statement that makes a row names the column."""
    return not getattr(field, "generated", False) and not field.get_internal_type().endswith(
        "AutoField"
    )


def _day(number: int) -> int:
    return 1 + (number - 1) % 28


def _moment(number: int) -> datetime.datetime:
    zone = datetime.timezone.utc if settings.USE_TZ else None
    return datetime.datetime(2001, 2, 3, 4, 5, number % 60, tzinfo=zone)

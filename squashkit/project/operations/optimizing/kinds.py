"""Django's own operations, as far as the installed version has them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db.migrations import operations as django_operations

Said = TypeVar("Said")

EXTENSION_KINDS = frozenset(
    f"django.contrib.postgres.operations.{name}"
    for name in (
        "BloomExtension",
        "BtreeGinExtension",
        "BtreeGistExtension",
        "CITextExtension",
        "CreateCollation",
        "CreateExtension",
        "CryptoExtension",
        "HStoreExtension",
        "TrigramExtension",
        "UnaccentExtension",
    )
)
"""Operations that a database needs before others, by their full names."""

OF_NO_TABLE = frozenset({"AlterModelManagers", "AlterModelOptions"})
"""Operations that only Python sees."""


def known_kinds(named: Mapping[str, Said]) -> dict[type[Any], Said]:
    """What is said of operations by the names of their classes, by the classes themselves."""
    return {
        getattr(django_operations, name): said
        for name, said in named.items()
        if hasattr(django_operations, name)
    }


def kind_of(operation: Any) -> str:
    """The name of the class; empty where it is not Django's own: a subclass may do more."""
    cls = type(operation)
    return cls.__name__ if getattr(django_operations, cls.__name__, None) is cls else ""

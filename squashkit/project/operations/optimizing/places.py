"""The places that operations meet, as paths; see `squashkit.model.footprints`."""

from __future__ import annotations

from ....model.footprints import Path
from .relations import ModelPath

EXISTS, DEFINED = "exists", "defined"
OPTION = ("option",)
# No app has an empty label, so these are beside all models.
EXTENSIONS: Path = ("", "extensions")
"""What a database has to have besides tables: extensions, collations."""
ROWS: Path = ("", "rows")
"""Steps that touch rows keep their order among each other."""


def existing(model: ModelPath) -> Path:
    """That a model is there, whatever it looks like."""
    return (*model, EXISTS)


def name_of(model: ModelPath) -> Path:
    """What a model is called."""
    return (*model, "name")


def field_place(model: ModelPath, name: str, *more: str) -> Path:
    """A field; with EXISTS or DEFINED, that it is there or how it is defined."""
    return (*model, "field", name.lower(), *more)


def key_place(model: ModelPath) -> Path:
    """What kind of value the primary key of a model is."""
    return (*model, "key")


def option_place(model: ModelPath, name: str) -> Path:
    """An option of a model."""
    return (*model, *OPTION, name)


def index_place(model: ModelPath, name: str) -> Path:
    """An index."""
    return (*model, "index", name)


def constraint_place(model: ModelPath, name: str) -> Path:
    """A constraint."""
    return (*model, "constraint", name)


def parts_of_table(model: ModelPath) -> tuple[Path, ...]:
    """All that lies below a model, but that it is there."""
    return tuple((*model, part) for part in ("field", "option", "index", "constraint", "name"))


def table_place(name: str) -> Path:
    """The name of a table, which only one model can have at a time."""
    return ("", "table", name)


def name_place(name: str) -> Path:
    """The name of an index or a constraint, which is taken in the whole schema."""
    return ("", "name", name)

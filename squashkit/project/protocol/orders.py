"""How a job gets to the other process, and into which surroundings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

RUNNING = "Running"
UNAPPLYING = "Unapplying"
"""What a job prints before each migration, with its name."""

DRIVERS = ("django.db.backends.postgresql.base", "pymysql")
"""Modules that take long to import. One job tells that the project needs them, and no other has to
import them."""


@dataclass(frozen=True, slots=True)
class Environment:
    """Which project, and which database it may touch.

    Attributes:
        root: the folder of `manage.py`; first on the child's path, and its working directory.
        settings: the dotted name of the settings module.
        database: a SQLite file, or the URL of a database on a server, that stands in for every
            alias of the project. None only for jobs on what the project's own databases have
            recorded: `read_applied`, `delete_rows`, `insert_rows`, `rename_rows` and `locate`.
        files: a folder for what the project stores while the job runs.
        others: throw-away databases of other aliases. With any, the project's routers decide what
            goes where; without, `database` gets everything.
    """

    root: str
    settings: str
    database: str | None
    files: str = ""
    others: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Order:
    """One job for the other process, as the files that it is about.

    Attributes:
        request: what to do, and in which environment.
        answer: where the answer goes; no two orders have the same.
        said: where everything goes that the project prints.
        variables: the environment of the job. It goes through a pipe alone: passwords are in it.
        preload: which of `DRIVERS` it needs, as far as is known.
    """

    request: str
    answer: str
    said: str
    variables: dict[str, str]
    preload: tuple[str, ...] = ()

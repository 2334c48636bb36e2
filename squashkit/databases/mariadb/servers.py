"""A MariaDB or MySQL server of one's own."""

from __future__ import annotations

import signal
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from ...errors import DatabaseError
from ..programs import installed
from ..servers import find_program, prepare, private_folder, server_user, serving
from .connecting import demand_driver
from .kinds import MARIADB, MYSQL, kind, of_program, with_number

PACKAGES = {MARIADB: "MariaDB's server", MYSQL: "MySQL's server"}
BREWED = ("opt/homebrew/opt", "usr/local/opt")
FOLDERS = (
    "usr/sbin",
    "usr/libexec",
    "usr/local/mysql/bin",
    *(f"{folder}/{name}*/bin" for name in ("mysql", "mariadb") for folder in BREWED),
)
# Its files need not survive a power cut.
FAST = ("--innodb-flush-log-at-trx-commit=0", "--innodb-doublewrite=0", "--skip-networking")
# Nobody follows what it does, nor looks at it, nor lets it read files of the folder that its
# package names, which need not be there.
MYSQL_ALONE = (
    "--disable-log-bin",
    "--mysqlx=OFF",
    "--performance-schema=OFF",
    "--secure-file-priv=NULL",
)


@contextmanager
def server() -> Iterator[str]:
    """Start a MariaDB server from the programs on this machine, which only this machine can reach.

    Yields:
        the URL of a database on it.

    Raises:
        DatabaseError: there is no driver, there are no such programs, or it does not start.
    """
    demand_driver()
    install = find_program("mariadb-install-db", FOLDERS, MARIADB, PACKAGES[MARIADB])
    program = find_program("mariadbd", FOLDERS, MARIADB, PACKAGES[MARIADB])
    made = ("--auth-root-authentication-method=normal", "--skip-test-db")
    with _started(MARIADB, (str(install), "--no-defaults", *made), program, FAST) as url:
        yield url


@contextmanager
def mysql_server() -> Iterator[str]:
    """Likewise a MySQL server.

    Yields:
        the URL of a database on it.

    Raises:
        DatabaseError: there is no driver, there are no such programs, or it does not start.
    """
    demand_driver()
    program = _mysqld()
    made = (str(program), "--no-defaults", "--initialize-insecure", *MYSQL_ALONE, *FAST)
    with _started(MYSQL, made, program, (*FAST, *MYSQL_ALONE)) as url:
        yield url


def _mysqld() -> Path:
    """MySQL's server: on many machines MariaDB's has its name."""
    find_program("mysqld", FOLDERS, MYSQL, PACKAGES[MYSQL])
    found = {path: of_program(path) for path in installed("mysqld", FOLDERS)}
    own = [path for path, said in found.items() if kind(said) == MYSQL]
    if not own:
        path, said = next(iter(found.items()))
        raise DatabaseError(
            f"There is no MySQL server on this machine: {path} is {with_number(said)}.",
            f"Install {PACKAGES[MYSQL]}, name a server by its URL, or say --on mariadb.",
        )
    return own[0].resolve()


@contextmanager
def _started(
    engine: str, made: Sequence[str], program: Path, options: Sequence[str]
) -> Iterator[str]:
    """A server whose files are made first."""
    user = server_user("mysql")
    with private_folder(user) as folder:
        data, at = f"--datadir={folder}/data", f"{folder}/socket"
        prepare([*made, data], user, engine)
        own = (data, f"--socket={at}", f"--pid-file={folder}/own-pid")
        command = [str(program), "--no-defaults", *own, *options]
        with serving(command, folder, user, lambda: _answers(at), signal.SIGKILL):
            yield f"mysql://root@localhost/mysql?unix_socket={at}"


def _answers(path: str) -> bool:
    # Not the driver, which leaves a socket open where it is refused.
    with socket.socket(socket.AF_UNIX) as tried:
        return tried.connect_ex(path) == 0

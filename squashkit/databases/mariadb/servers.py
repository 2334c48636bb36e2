"""A MariaDB server of one's own."""

from __future__ import annotations

import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from ..servers import find_program, prepare, private_folder, server_user, serving
from .connecting import demand_driver

ENGINE = "MariaDB"
PACKAGE = "MariaDB's server"
FOLDERS = ("usr/sbin", "usr/libexec", "opt/homebrew/opt/mariadb*/bin", "usr/local/opt/mariadb*/bin")
# Its files need not survive a power cut.
FAST = ("--innodb-flush-log-at-trx-commit=0", "--innodb-doublewrite=0", "--skip-networking")


@contextmanager
def server() -> Iterator[str]:
    """Start a server from the programs on this machine, which only this machine can reach.

    Yields:
        the URL of a database on it.

    Raises:
        DatabaseError: there is no driver, there are no such programs, or it does not start.
    """
    demand_driver()
    install = find_program("mariadb-install-db", FOLDERS, ENGINE, PACKAGE)
    program = find_program("mariadbd", FOLDERS, ENGINE, PACKAGE)
    user = server_user("mysql")
    with private_folder(user) as folder:
        url = f"mysql://root@localhost/mysql?unix_socket={folder}/socket"
        data = f"--datadir={folder}/data"
        made = ("--auth-root-authentication-method=normal", "--skip-test-db")
        prepare([str(install), "--no-defaults", data, *made], user, ENGINE)
        own = (f"--socket={folder}/socket", f"--pid-file={folder}/own-pid")
        command = [str(program), "--no-defaults", data, *own, *FAST]
        with serving(command, folder, user, lambda: _answers(f"{folder}/socket"), signal.SIGKILL):
            yield url


def _answers(path: str) -> bool:
    # Not the driver, which leaves a socket open where it is refused.
    with socket.socket(socket.AF_UNIX) as tried:
        return tried.connect_ex(path) == 0

"""MariaDB or MySQL: their servers take the same questions, and each has programs of its own."""

from __future__ import annotations

import re
import subprocess
from functools import cache
from pathlib import Path

MARIADB, MYSQL = "MariaDB", "MySQL"
# `10.11.19-MariaDB-0+deb12u1`, `5.5.5-10.6.16-MariaDB`, `9.7.4-2`; of programs
# `mysqld  Ver 9.7.4 for Linux` and `mysqldump  Ver 10.19 Distrib 10.11.19-MariaDB, for x`.
OWN_NUMBER = re.compile(r"([\d.]+)-MariaDB")
NUMBER = re.compile(r"\d+(?:\.\d+)+")


def kind(said: str) -> str:
    """MariaDB or MySQL, by what a server or a program says of its version."""
    return MARIADB if MARIADB in said else MYSQL


def with_number(said: str) -> str:
    """Likewise, with its number: `MySQL 9.7.4`."""
    found = OWN_NUMBER.search(said) or NUMBER.search(said)
    number = (found[1] if found.re is OWN_NUMBER else found[0]) if found else ""
    return f"{kind(said)} {number}".strip()


@cache
def of_program(program: Path) -> str:
    """What a program says of its version: the name alone does not tell whose it is."""
    done = subprocess.run(
        [program, "--version"], stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    return done.stdout.decode(errors="replace").strip()

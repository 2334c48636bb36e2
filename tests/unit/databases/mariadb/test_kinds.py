"""Whose a server or a program is, by what it says of itself."""

from __future__ import annotations

import pytest

from squashkit.databases.mariadb.kinds import of_program, with_number


@pytest.mark.parametrize(
    ("said", "engine"),
    [
        ("10.11.19-MariaDB-0+deb12u1", "MariaDB 10.11.19"),
        ("5.5.5-10.6.16-MariaDB-log", "MariaDB 10.6.16"),
        (
            "mysqld  Ver 10.11.19-MariaDB-0+deb12u1 for debian-linux-gnu on x86_64",
            "MariaDB 10.11.19",
        ),
        ("mysqldump  Ver 10.19 Distrib 10.11.19-MariaDB, for x", "MariaDB 10.11.19"),
        ("mariadb-dump from 11.4.2-MariaDB, client 10.19 for Linux", "MariaDB 11.4.2"),
        ("9.7.4-2", "MySQL 9.7.4"),
        ("8.0.36-28", "MySQL 8.0.36"),
        ("/usr/sbin/mysqld  Ver 8.4.3 for Linux on x86_64 (Source distribution)", "MySQL 8.4.3"),
        ("", "MySQL"),
    ],
)
def test_with_its_number(said, engine):
    assert with_number(said) == engine


def test_what_a_program_says(tmp_path):
    program = tmp_path / "mysqld"
    program.write_text('#!/bin/sh\necho "mysqld  Ver 9.7.4 for Linux ($1)"\n')
    program.chmod(0o755)

    assert of_program(program) == "mysqld  Ver 9.7.4 for Linux (--version)"

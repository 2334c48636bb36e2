"""The structure of a MariaDB or MySQL database as its dump program writes it: the second observer.

Nothing here asks the server for a statement. The dump is cut into statements, and those of tables
into columns, keys and options, so that neither the order of objects nor that of columns matters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from ...model.schema import Look, Part
from ..cutting import MARIADB as QUOTED
from ..cutting import around, cut, on_one_line
from ..naming import RECORDER
from ..programs import dumped, installed
from .connecting import PORT, connect, quoted, version
from .kinds import MARIADB, MYSQL, kind, of_program
from .naming import is_generated
from .servers import FOLDERS

PROGRAMS = {MARIADB: "mariadb-dump", MYSQL: "mysqldump"}
CLIENTS = ("usr/bin", *FOLDERS)
# `loose` is before what not every program knows. No table is locked: of a structure that changes
# while it is read no dump can be made anyway. Masking policies are the server's, as its users are.
ARGUMENTS = (
    "--no-data",
    "--routines",
    "--events",
    "--triggers",
    "--skip-add-drop-table",
    "--skip-lock-tables",
    "--skip-dump-date",
    "--no-tablespaces",
    "--default-character-set=utf8mb4",
    "--loose-skip-ssl-verify-server-cert",
    "--loose-set-gtid-purged=OFF",
    "--loose-column-statistics=0",
    "--loose-skip-masking-policies",
)
VERSION = re.compile(r"^-- (MariaDB|MySQL) dump [\d.]+(?: +Distrib |-)([\d.]+)", re.MULTILINE)
HIDDEN = re.compile(r"^-- insufficient privileges (.*)", re.MULTILINE | re.IGNORECASE)
CONDITIONAL = re.compile(r"/\*M?!\d*\s?(.*?)\s*\*/", re.DOTALL)
# A view stands in the dump twice: first as a stub, for other views that read it.
STUB = re.compile(r"/\*!50001 CREATE (?:VIEW|TABLE) ")
SESSION = re.compile(r"(?:SET|USE|DO SETVAL|DROP VIEW|DROP LIBRARY|ALTER DATABASE)\b")
DEFINER = re.compile(r"DEFINER=`(?:[^`]|``)*`@`(?:[^`]|``)*` ")
MODE = re.compile(r"SET sql_mode\s*= ('.*')")
CREATE = re.compile(
    r"CREATE (.*? )??(TABLE|DATABASE|SEQUENCE|VIEW|TRIGGER|EVENT|FUNCTION|PROCEDURE|LIBRARY) "
    r"(?:IF NOT EXISTS )?(`(?:[^`]|``)*`|[^\s(`]+)(.*)",
    re.DOTALL | re.IGNORECASE,
)
WITH_MODE = frozenset({"trigger", "event", "function", "procedure", "library"})
# When an event was made, if nobody said when it starts.
STARTS = re.compile(r" STARTS '[^']*'")
NAME = r"`((?:[^`]|``)*)`"
KEY = re.compile(rf"((?:\w+ )?KEY) {NAME} (\((?:{NAME})?.*)", re.DOTALL)
CONSTRAINT = re.compile(rf"CONSTRAINT {NAME} (.*)", re.DOTALL)
COLUMN = re.compile(rf"{NAME} (.*)", re.DOTALL)
# How wide a number is shown; but a `tinyint(1)` is a boolean to drivers.
WIDTH = re.compile(r"^((?:small|medium|big)?int)\(\d+\)(?!(?: unsigned)? zerofill)")
NEXT_NUMBER = re.compile(r" AUTO_INCREMENT=\d+")


def look(url: str) -> Look:
    """The structure of a database, except Django's record of migrations.

    Args:
        url: of the database, which can be reached.
    """
    with closing(connect(url)) as connection:
        own = kind(version(connection))
    return dump(url, own, _programs(own))


def _programs(own: str) -> list[Path]:
    """Those of the server's own kind first: the other's leave out what they do not know."""
    found = [path for name in PROGRAMS.values() for path in installed(name, CLIENTS)]
    return sorted(found, key=lambda path: kind(of_program(path)) != own)


def dump(url: str, own: str, programs: Sequence[Path]) -> Look:
    """What the first of these programs says that can read a database.

    Args:
        url: of the database.
        own: the kind of its server.
        programs: that write dumps.
    """
    database, arguments, secrets = _where(url)
    arguments = ("--no-defaults", *arguments, *ARGUMENTS, "--databases", database)
    text, complaint = dumped(programs, arguments, secrets)
    if hidden := HIDDEN.search(text):
        complaint = f"its user has no right {hidden[1]}"
    if complaint:
        return Look(PROGRAMS[own], missing=complaint)
    found = VERSION.search(text)
    by = f"{PROGRAMS[found[1]]} {found[2]}" if found else PROGRAMS[own]
    return Look(by, read_dump(text, database))


def _where(url: str) -> tuple[str, tuple[str, ...], dict[str, str]]:
    """The database, where it is, and the password beside it: everybody can read a command."""
    parts = urlsplit(url)
    socket = parse_qs(parts.query).get("unix_socket", [""])[0]
    where = [f"--host={parts.hostname or 'localhost'}", f"--port={parts.port or PORT}"]
    place = [f"--socket={socket}"] if socket else ["--protocol=tcp", *where]
    user = [f"--user={unquote(parts.username)}"] if parts.username else []
    password = {"MYSQL_PWD": unquote(parts.password)} if parts.password else {}
    return unquote(parts.path[1:]), (*place, *user), password


def read_dump(text: str, database: str) -> tuple[Part, ...]:
    """The parts of a database, sorted.

    Args:
        text: from mariadb-dump or mysqldump.
        database: its name, which is none of its parts.
    """
    found: list[Part] = []
    mode = ""
    for statement in _statements(text):
        plain = DEFINER.sub("", CONDITIONAL.sub(r"\1", statement))
        line = on_one_line(plain, QUOTED).replace(f"{quoted(database)}.", "")
        if one := MODE.match(line):
            mode = one[1]
        elif not (STUB.match(statement) or SESSION.match(line)):
            found += _parts(line, mode)
    return tuple(sorted(part for part in found if part.table != RECORDER))


def _statements(text: str) -> Iterator[str]:
    """The statements of a dump, each without the delimiter behind it."""
    delimiter = ";"
    lines: list[str] = []
    for line in text.split("\n"):
        if line.startswith("DELIMITER "):
            delimiter = line.removeprefix("DELIMITER ")
        elif lines or (line.strip() and not line.startswith(("--", "/*M!999999"))):
            lines.append(line)
        if lines and line.rstrip().endswith(delimiter):
            yield "\n".join(lines).rstrip().removesuffix(delimiter).strip()
            lines = []


def _parts(line: str, mode: str) -> Iterator[Part]:
    found = CREATE.fullmatch(line)
    if found is None:
        yield Part(line, "statement", "")
        return
    before, kind, name, after = found[1] or "", found[2].lower(), _plain(found[3]), found[4]
    if kind == "table":
        yield from _table(name, before, after)
    elif kind == "database":
        yield Part("database", kind, after.strip())
    else:
        text = f"{before}{after.strip()}"
        if kind == "event":
            text = STARTS.sub("", text)
        yield Part(name, kind, f"{text} MODE {mode}" if kind in WITH_MODE else text, name)


def _table(table: str, before: str, after: str) -> Iterator[Part]:
    _, inside, options = around(after, QUOTED)
    text = f"{before}TABLE {NEXT_NUMBER.sub('', f' {options.strip()}').strip()}"
    yield Part(table, "table", text.strip(), table)
    for line in cut(inside, ",", QUOTED):
        if found := COLUMN.fullmatch(line):
            yield from _column(table, found[1], WIDTH.sub(r"\1", found[2]))
        else:
            yield _other(table, line)


def _column(table: str, name: str, text: str) -> Iterator[Part]:
    """A column, and what it must fulfil, which the table might say as well."""
    own, word, check = text.rpartition(" CHECK (")
    if word and check.endswith(")"):
        yield Part(table, "constraint", f"CHECK ({check}", name, generated=True)
        text = own
    yield Part(table, "column", f"{name} {text}", name)


def _other(table: str, line: str) -> Part:
    if found := KEY.fullmatch(line):
        kind, name, text, first = found.groups()
        return Part(table, kind.lower(), text, name, is_generated(name, first or ""))
    if found := CONSTRAINT.fullmatch(line):
        return Part(table, "constraint", found[2], found[1], is_generated(found[1]))
    return Part(table, "clause", line)


def _plain(word: str) -> str:
    """A name without its quotes."""
    return word[1:-1].replace("``", "`") if word.startswith("`") else word

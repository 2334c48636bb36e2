"""The structure of a PostgreSQL database as pg_dump writes it: the second observer.

Nothing here reads the catalogue. The dump is cut at the headers that pg_dump writes above each
object, and what it says of tables is cut further, so that neither the order of objects nor that of
columns matters. Of kinds that nobody here knows the whole statement is compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ...model.schema import Look, Part
from ..cutting import STANDARD, around, cut
from ..naming import RECORDER
from ..programs import dumped, installed
from .naming import is_generated, is_likely
from .servers import folders

PROGRAM = "pg_dump"
# Whose things are and where they are kept differs between servers, and matters to no query.
ARGUMENTS = (
    "--schema-only",
    "--create",
    "--no-owner",
    "--no-privileges",
    "--no-tablespaces",
    "--no-password",
)
HEADER = re.compile(r"^--\n-- Name: (.*); Type: (.*); Schema: (.*); Owner: .*\n--\n", re.MULTILINE)
VERSION = re.compile(r"^-- Dumped by pg_dump version (\S+)", re.MULTILINE)
WORD = r'(?:"(?:[^"]|"")*"|[^\s".(),;]+)'
NAME = rf"{WORD}(?:\.{WORD})?"
# What stands between two objects is for the session that would read the dump.
BETWEEN = re.compile(r"\n\n\n(?:(?:SET .*;|SELECT pg_catalog\.set_config\(.*|\\\w+ .*|--.*)?\n)*\Z")
OWNED = re.compile(rf"^ALTER SEQUENCE ({NAME}) OWNED BY ({NAME})\.({WORD});", re.MULTILINE)
IDENTITY = re.compile(
    rf"^ALTER TABLE ({NAME}) ALTER COLUMN ({WORD}) ADD GENERATED .*\n    SEQUENCE NAME ({NAME})\n",
    re.MULTILINE,
)
ITS_SEQUENCE = re.compile(r'"sequence of ((?:[^"]|"")*)"')
ON_TABLE = re.compile(rf"ALTER (?:FOREIGN )?TABLE (?:ONLY )?({NAME})\s+(.*)", re.DOTALL)
CONSTRAINT = re.compile(rf"(?:ADD )?CONSTRAINT ({WORD}) (.*)", re.DOTALL)
INDEX = re.compile(rf"CREATE (UNIQUE )?INDEX ({WORD}) ON (ONLY )?({NAME}) (.*)", re.DOTALL)
COLUMN = re.compile(rf"({WORD}) (.*)", re.DOTALL)
STORAGE = re.compile(
    rf"ALTER [A-Z ]+ {NAME} ALTER COLUMN {WORD} SET (?:STORAGE|STATISTICS|COMPRESSION|\().*"
    rf"|ALTER STATISTICS {NAME} SET STATISTICS .*",
    re.DOTALL,
)
# PostgreSQL 18 names these where they were renamed with their table.
NOT_NULL = re.compile(rf"CONSTRAINT {WORD} NOT NULL")
DATABASE = re.compile(rf"\bDATABASE {WORD}")
# Other blocks are one statement, or have semicolons inside, as functions do.
CUT = frozenset(
    {"TABLE", "FOREIGN TABLE", "INDEX", "CONSTRAINT", "MATERIALIZED VIEW", "VIEW", "STATISTICS"}
)


@dataclass(frozen=True, slots=True)
class Block:
    """What pg_dump writes for one object.

    Attributes:
        kind: as pg_dump calls it, such as `FK CONSTRAINT`.
        name: with its schema, but for `public`.
        text: the statements.
    """

    kind: str
    name: str
    text: str


def look(url: str) -> Look:
    """The structure of a database, except Django's record of migrations.

    Args:
        url: of the database, which can be reached.
    """
    where, secrets = _where(url)
    if "sslpassword=" in where:
        return Look(PROGRAM, missing="for the password of a key it has no way but its command line")
    arguments = (*ARGUMENTS, f"--dbname={where}")
    text, complaint = dumped(installed(PROGRAM, folders()), arguments, secrets)
    if complaint:
        return Look(PROGRAM, missing=complaint)
    version = VERSION.search(text)
    return Look(f"{PROGRAM} {version[1] if version else ''}".strip(), read_dump(text))


def _where(url: str) -> tuple[str, dict[str, str]]:
    """Where the database is, and the password beside it: everybody can read a command."""
    from psycopg.conninfo import conninfo_to_dict, make_conninfo

    parts = conninfo_to_dict(url)
    password = parts.pop("password", None)
    return make_conninfo("", **parts), {"PGPASSWORD": str(password)} if password else {}


def read_dump(text: str) -> tuple[Part, ...]:
    """The parts of a database, sorted.

    Args:
        text: from pg_dump.
    """
    found = [part for block in _blocks(_with_sequences(text)) for part in _parts(block)]
    kept = tuple(part for part in found if RECORDER not in re.split("[ .]", part.table))
    return tuple(sorted(_without_names(kept)))


def _with_sequences(text: str) -> str:
    """The dump with each sequence of a column called after that column, which is all it has."""
    owners = {name: (table, column) for name, table, column in OWNED.findall(text)}
    owners |= {name: (table, column) for table, column, name in IDENTITY.findall(text)}
    if not owners:
        return text
    names = "|".join(re.escape(name) for name in sorted(owners, key=len, reverse=True))

    def called(found: re.Match[str]) -> str:
        table, column = owners[found[0]]
        return f'"sequence of {_called(table)}.{_plain(column)}"'

    return re.sub(rf'(?<![\w$".])(?:{names})(?![\w$".])', called, text)


def _blocks(text: str) -> Iterator[Block]:
    heads = list(HEADER.finditer(text))
    ends = [*(head.start() for head in heads[1:]), len(text)]
    for head, end in zip(heads, ends, strict=True):
        name, kind, schema = head.groups()
        prefix = "" if schema in {"-", "public"} else f"{schema}."
        yield Block(kind, prefix + name, BETWEEN.sub("", text[head.end() : end]).strip())


def _parts(block: Block) -> Iterator[Part]:
    statements = cut(block.text, ";", STANDARD) if block.kind in CUT else [block.text]
    for text in statements:
        if block.kind in {"TABLE", "FOREIGN TABLE"} and text.startswith("CREATE "):
            yield from _table(block.name, text)
        elif STORAGE.fullmatch(text):
            yield Part(block.name, "storage", text)
        else:
            yield _part(block, text)


def _table(table: str, text: str) -> Iterator[Part]:
    head, inside, options = around(text, STANDARD)
    kind = re.sub(rf" {NAME}$", "", head.removeprefix("CREATE "))
    yield Part(table, "table", f"{kind} {options.strip()}".strip(), table)
    for line in cut(inside, ",", STANDARD):
        if found := CONSTRAINT.fullmatch(line):
            yield _constraint(table, _plain(found[1]), found[2])
        elif found := COLUMN.fullmatch(line):
            definition = NOT_NULL.sub("NOT NULL", line)
            yield Part(table, "column", definition, _plain(found[1]))
        else:
            yield Part(table, "clause", line)


def _part(block: Block, text: str) -> Part:
    kind = block.kind.lower()
    if found := ON_TABLE.fullmatch(text.removesuffix(";")):
        table = _called(found[1])
        if one := CONSTRAINT.fullmatch(found[2]):
            return _constraint(table, _plain(one[1]), one[2])
        return Part(table, "clause" if block.kind in CUT else kind, found[2])
    if found := INDEX.fullmatch(text):
        definition = f"{found[1] or ''}{found[3] or ''}{found[5]}"
        return _named(_called(found[4]), "index", _plain(found[2]), definition)
    if block.kind.startswith("SEQUENCE") and (found := ITS_SEQUENCE.search(text)):
        return Part(found[1].rpartition(".")[0], kind, text)
    if block.kind.startswith("DATABASE") or block.name.startswith("DATABASE "):
        return Part("database", kind, DATABASE.sub("DATABASE", text))
    return Part(block.name, kind, text, block.name)


def _constraint(table: str, name: str, definition: str) -> Part:
    return _named(table, "constraint", name, definition)


def _named(table: str, kind: str, name: str, definition: str) -> Part:
    generated = is_generated(name, table, definition)
    return Part(table, kind, definition, name, generated, likely=is_likely(name))


def _without_names(parts: Sequence[Part]) -> Iterator[Part]:
    """The parts, with what an index is instead of its name where nobody declared that."""
    named = (part for part in parts if part.generated or part.likely)
    texts = {part.name: f'"{part.definition} of {part.table}"' for part in named}

    def swapped(found: re.Match[str]) -> str:
        return texts.get(_plain(found[0]), found[0])

    for part in parts:
        if part.kind == "index attach":
            yield Part("indexes", part.kind, re.sub(WORD, swapped, part.definition))
        elif part.kind == "clause":
            yield replace(part, definition=re.sub(WORD, swapped, part.definition))
        else:
            yield part


def _called(name: str) -> str:
    """A name as parts have it: raw, with its schema but for `public`."""
    *schema, own = (_plain(word) for word in re.findall(WORD, name))
    return own if schema in ([], ["public"]) else f"{schema[0]}.{own}"


def _plain(word: str) -> str:
    """A name without its quotes."""
    return word[1:-1].replace('""', '"') if word.startswith('"') else word

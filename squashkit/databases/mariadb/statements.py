"""CREATE TABLE statements as SHOW CREATE TABLE writes them: a column, key or constraint a line.

It says what information_schema leaves out or spells otherwise. Texts in it have no line breaks:
those of comments and defaults are escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...model.schema import Part
from .naming import is_generated

NAME = r"`((?:[^`]|``)*)`"
COLUMN = re.compile(rf"{NAME} (.*)")
# What Django gives a new column; one that it gives later is of the table, and means the same.
COLUMN_CHECK = re.compile(r"(.*) (CHECK \(.*\))")
PRIMARY = re.compile(r"PRIMARY KEY (.*)")
KEY = re.compile(rf"(UNIQUE |FULLTEXT |SPATIAL |VECTOR )?KEY {NAME} (.*)")
FOREIGN = re.compile(rf"CONSTRAINT {NAME} FOREIGN KEY (.*)")
CHECK = re.compile(rf"CONSTRAINT {NAME} (CHECK .*)")
# What says nothing about the table: the next number, and how wide numbers are shown; but drivers
# take a `tinyint(1)` for a boolean.
NEXT_NUMBER = re.compile(r" AUTO_INCREMENT=\d+")
SHOWN_WIDTH = re.compile(r"^((?:small|medium|big)?int)\(\d+\)(?! (?:unsigned )?zerofill)")


def table_parts(table: str, statement: str) -> Iterator[Part]:
    """The parts of a table.

    Args:
        table: its name.
        statement: what SHOW CREATE TABLE gives.
    """
    head, *lines = statement.split("\n")
    inside = [line for line in lines if line.startswith("  ")]
    options = " ".join(line.strip() for line in lines if not line.startswith("  "))
    kind = head.partition(" TABLE ")[0].removeprefix("CREATE").strip()
    text = NEXT_NUMBER.sub("", options.removeprefix(") "))
    yield Part(table, "table", f"{kind} TABLE {text}".strip(), table)
    for line in inside:
        yield from _parts(table, line.strip().removesuffix(","))


def _parts(table: str, line: str) -> Iterator[Part]:
    if found := COLUMN.fullmatch(line):
        name, text = found[1], SHOWN_WIDTH.sub(r"\1", found[2])
        if checked := COLUMN_CHECK.fullmatch(text):
            text = checked[1]
            yield Part(table, "check", checked[2], name, generated=True)
        yield Part(table, "column", f"{name} {text}", name)
    else:
        yield _part(table, line)


def _part(table: str, line: str) -> Part:
    if found := PRIMARY.fullmatch(line):
        return Part(table, "primary key", found[1], "PRIMARY", generated=True)
    if found := KEY.fullmatch(line):
        word, name, text = found[1] or "", found[2], found[3]
        kind = "unique" if word == "UNIQUE " else "index"
        kept = word if kind == "index" else ""
        return Part(table, kind, f"{text} {kept}".strip(), name, is_generated(name, _first(text)))
    if found := FOREIGN.fullmatch(line):
        return Part(table, "foreign key", found[2], found[1], is_generated(found[1]))
    if found := CHECK.fullmatch(line):
        return Part(table, "check", found[2], found[1], is_generated(found[1]))
    return Part(table, "clause", line)


def _first(columns: str) -> str:
    found = re.match(rf"\({NAME}", columns)
    return found[1] if found else ""

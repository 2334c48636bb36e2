"""Where reports go, and in which format."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from ..errors import WriteError
from ..model.findings import Finding
from ..model.proofs import Proof, Reuse
from ..reporting.annotations import github, gitlab
from ..reporting.documents import to_json
from ..reporting.markup import from_text
from ..source.writing import FileChange


def diff_of(options: argparse.Namespace, changes: Collection[FileChange], root: Path) -> str:
    """The changes, where `--diff` asks for them."""
    if not options.diff:
        return ""
    return "".join(change.diff(root) for change in changes) or "No changes."


def report(
    options: argparse.Namespace,
    kind: str,
    value: object,
    body: RenderableType,
    page: Callable[[], str] | None = None,
    findings: Sequence[Finding] = (),
) -> None:
    """Print the result, or put it into the file that `--output` names.

    Args:
        options: say where and how.
        kind: of the document.
        value: what is in it.
        body: the report for a terminal.
        page: makes the report in Markdown; by default it has the lines and tables of `body`.
        findings: what is shown beside lines of files.
    """
    makers: Mapping[str, Callable[[], str]] = {
        "json": lambda: to_json(kind, value),
        "markdown": page or (lambda: from_text(body)),
        "github": lambda: github(findings),
        "gitlab": lambda: gitlab(findings),
    }
    if options.format in makers:
        made = makers[options.format]()
        if options.output:
            _save(options.output, made)
        else:
            sys.stdout.write(made)
    elif options.output:
        _save(options.output, _whole(body, no_color=True))
    elif sys.stdout.isatty():
        console = Console(highlight=False)
        for part, as_is in _parts(body):
            console.print(part, soft_wrap=as_is)
    else:
        sys.stdout.write(_whole(body))


def _whole(body: RenderableType, *, no_color: bool = False) -> str:
    """The report as wide as it is, for a file or a pipe, without the blanks that fill tables."""
    console = Console(width=_width(body), no_color=no_color, highlight=False)
    made = []
    for part, as_is in _parts(body):
        with console.capture() as captured:
            console.print(part, soft_wrap=as_is)
        lines = captured.get().split("\n")
        made.append("\n".join(map(str.rstrip, lines) if isinstance(part, Table) else lines))
    return "".join(made)


def _width(body: RenderableType) -> int:
    """A pipe has no width of its own, and a name that is cut helps nobody."""
    wide = Console(width=10_000)
    tables = (part for part, _ in _parts(body) if isinstance(part, Table))
    return max([120, *(wide.measure(table).maximum for table in tables)])


def _parts(body: RenderableType) -> Iterator[tuple[RenderableType, bool]]:
    """The parts of a report, and whether the lines of each stay as they are."""
    for part in body.renderables if isinstance(body, Group) else (body,):
        if isinstance(part, Group):
            yield from _parts(part)
        else:
            yield part, isinstance(part, Text) and (part is body or bool(part.no_wrap))


def write_proof(options: argparse.Namespace, proof: Proof | None, reuse: Reuse | None) -> None:
    """Keep a proof in the file that `--proof` names, unless it came from there."""
    if options.proof and proof and not (reuse and reuse.accepted):
        _save(options.proof, to_json("proof", proof))


def _save(path: Path, text: str) -> None:
    try:
        path.write_text(text, "utf-8", errors="backslashreplace")
    except OSError as error:
        raise WriteError(f"{path} cannot be written: {error.strerror}.") from error

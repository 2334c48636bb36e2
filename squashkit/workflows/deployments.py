"""What deployed databases have recorded, read live or from files that were sent around."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timezone
from pathlib import Path

from ..errors import ConfigurationError
from ..model.deployed import Deployed, Deployment
from ..reporting.documents import read_deployment, text_of
from .ports import Site

SCHEMA = b'"squashkit/state"'


def read_live(site: Site, aliases: Sequence[str] = ()) -> Deployment:
    """Read databases of the project's settings; nothing is written to them.

    Args:
        site: the project.
        aliases: of the settings, such as `default`, or of all tenants in one, such as `default/*`;
            empty for all aliases.

    Raises:
        ProjectError: an alias that does not exist, or a database that does not answer.
    """
    return Deployment(
        tuple(state for name in aliases or site.aliases for state in _live(site, name))
    )


def deployed(site: Site, named: Sequence[str]) -> dict[str, Deployed]:
    """States by what they are called in messages.

    Args:
        site: the project.
        named: files that `squashkit state` wrote, folders of such files, or aliases; none for all
            aliases.

    Raises:
        ConfigurationError: a file that is something else, or a folder without one.
        ProjectError: see `read_live`.
    """
    found: dict[str, Deployed] = {}
    for one in named or site.aliases:
        path = Path(one)
        if path.is_dir() or path.is_file() or path.suffix == ".json":
            found |= _in_files(path)
        else:
            found |= {state.name: state for state in _live(site, one)}
    return found


def _live(site: Site, named: str) -> Iterator[Deployed]:
    """One database, or with a pattern behind a slash all tenants in it that match."""
    alias, _, tenants = named.partition("/")
    now = datetime.now(timezone.utc).isoformat(timespec="seconds")
    commit = site.commit
    for read in site.process.applied(alias, tenants):
        yield Deployed(read.name, read.applied, read.engine, now, commit)


def _in_files(path: Path) -> dict[str, Deployed]:
    return {
        f"{state.name} in {file}": state
        for file in _files(path)
        for state in read_deployment(text_of(file), str(file)).states
    }


def _files(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    # One that was changed is among them, and is refused: it may be the one that blocks.
    found = [file for file in sorted(path.rglob("*.json")) if SCHEMA in file.read_bytes()]
    if not found:
        raise ConfigurationError(
            f"There is no state of a database in {path}.",
            "Make one: squashkit state --format json --output FILE",
        )
    yield from found

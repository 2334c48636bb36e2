"""What reading one file came to: facts, or the reason why there are none."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..model.keys import MigrationKey
from ..model.migrations import MigrationFacts
from .parsing import UnreadableError
from .reading import Fault, NotDjangoError, read_module


@dataclass(frozen=True, slots=True)
class Record:
    """One file, read for one app.

    Attributes:
        facts: None where there are none; then the rest says why.
        line: where the reason is.
        text: the reason.
        helper: whether the file is a module beside the migrations and no migration itself.
    """

    facts: MigrationFacts | None = None
    line: int = 0
    text: str = ""
    helper: bool = False

    def facts_as(self, key: MigrationKey, path: str) -> MigrationFacts | None:
        """The facts under a name of the file; the same content may have several.

        Args:
            key: the migration's.
            path: the file's.
        """
        facts = self.facts
        if facts is None or (facts.path == path and facts.key == key):
            return facts
        return replace(facts, key=key, path=path)

    def fault(self, path: str) -> Fault:
        """The reason why there are no facts.

        Args:
            path: the file's.
        """
        return Fault(path, self.line, self.text)


def read_record(key: MigrationKey, source: bytes, path: str, blob: str = "") -> Record:
    """Read a file, whatever is in it.

    Args:
        key: the app label and the module's name.
        source: the bytes of the file.
        path: its path, for messages.
        blob: the id of its content, if it has one.
    """
    try:
        return Record(read_module(key, source, path, blob))
    except UnreadableError as error:
        return Record(line=error.line, text=error.text)
    except NotDjangoError as error:
        return Record(line=1, text=str(error), helper=True)

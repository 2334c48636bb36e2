"""Code of the project that only replaced migrations use, and the squashes do not.

`imports` reads what a migration takes of the project's modules, `definitions` finds that there, and
`searching` looks for its name in everything else. Any mention counts: one too many does no harm.
"""

from .definitions import Places
from .searching import Gone, find_unused

__all__ = ["Gone", "Places", "find_unused"]

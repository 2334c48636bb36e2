"""What code and scripts of the project say about migrations whose files go.

`sought` is what is looked for; a pattern on a file's bytes tells at once whether it may matter.
`mentions` reads a syntax tree, `texts` what is no Python, and `finding` goes through the project.
`mending` rewrites a file: `uses` says what it takes of a module, `alike` what that is called in the
squash. `carried` tells whether a squash runs all that code as it is.
"""

from .alike import Code
from .carried import has_all_of
from .finding import find_references
from .mending import Heir, Mended, Obstacle, mend
from .sought import Sought

__all__ = ["Code", "Heir", "Mended", "Obstacle", "Sought", "find_references", "has_all_of", "mend"]

"""What code and scripts of the project say about migrations whose files go.

`sought` is what is looked for; a pattern on a file's bytes tells at once whether it may matter.
`mentions` reads a syntax tree, `texts` what is no Python, and `finding` goes through the project.
"""

from .finding import find_references
from .sought import Sought

__all__ = ["Sought", "find_references"]

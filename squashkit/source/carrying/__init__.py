"""The code that goes along into a squash: finding it, naming it and writing it, with LibCST.

In the order of its way: `modules` parses a migration into `statements`, with `imports`, those that
are calls (`fetching`), and their `effects`. `resolving` finds the names in them by Python's
`scopes`. `following` goes from the operations to all the definitions they need, and is `refusing`
what cannot be carried, above all what needs a `replaced` module; the result is a `load`. `sharing`
leaves out copies, `naming` chooses names, and `rendering` writes it all down, `renaming` what has
another name now.
"""

from .following import carry
from .imports import Import
from .naming import choose_names
from .rendering import imports_text, operations_text, statements_text
from .replaced import refuse_needed
from .sharing import share

__all__ = [
    "Import",
    "carry",
    "choose_names",
    "imports_text",
    "operations_text",
    "refuse_needed",
    "share",
    "statements_text",
]

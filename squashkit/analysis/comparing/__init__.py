"""The comparison of two databases: their structure, and their rows whatever their numbers are.

From the outside to the inside: `differences` compares whole snapshots, `parts` their structure,
`observers` whether those who read it agree, and `rows` what is in the tables that both have. Before
rows are compared, `shared` reduces the tables to what must be equal in them, with `moments` for
what was written as "now". `colours` finds which rows are the same ones, and `excerpts` shows a few
of the others. `returning` judges two ways back by the way there.
"""

from .differences import compare, failing, of_one_owner, remarks, with_numbers
from .moments import Window
from .observers import seen_twice
from .returning import Stand, lost
from .rows import MADE_BY_MIGRATE, find_noise, frozen

__all__ = [
    "MADE_BY_MIGRATE",
    "Stand",
    "Window",
    "compare",
    "failing",
    "find_noise",
    "frozen",
    "lost",
    "of_one_owner",
    "remarks",
    "seen_twice",
    "with_numbers",
]

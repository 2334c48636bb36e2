"""What data steps ask rows for: values beside the name of a field, in Python or in SQL.

`conditions` finds them in the code of migrations and in all that it calls in the project;
`meanings` tells which value a name stands for, `literals` what is written out, and `sql` reads
statements. What is computed is not known, and one value too many does no harm.
"""

from .conditions import asked_in
from .literals import Pair

__all__ = ["Pair", "asked_in"]

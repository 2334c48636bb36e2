"""What a data step reaches, read from its code without running it.

`steps` finds the function of each step and puts together what was found. `code` walks a function
and all that it calls, in whichever of the project's `modules` that is; `bindings` says what names
stand for, `arguments` what is passed, and `loops` finds what runs for rows only. `harmless` names
what may be called without a further look: it reads no rows, files or settings.
"""

from .bindings import Bindings
from .code import Walker
from .modules import Finder, Module, Modules
from .steps import read_reaches

__all__ = ["Bindings", "Finder", "Module", "Modules", "Walker", "read_reaches"]

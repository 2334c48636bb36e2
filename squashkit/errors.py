"""Every error squashkit raises on purpose.

    SquashkitError
    ├── ConfigurationError      options, pyproject.toml, which project is meant
    ├── ProjectError            the Django project cannot be loaded or migrated
    │   └── ProcessEndedError   the process with the project's code ended before it could answer
    ├── HistoryError            migrations that cannot be read or do not fit together
    ├── PlanError               what was asked for cannot be planned
    ├── CompositionError        code that cannot be carried into a squash
    ├── ProofError              a proof that cannot be relied on
    ├── DatabaseError           a database that cannot be reached or read
    ├── RepositoryError         git says no
    └── WriteError              files that cannot be written safely

Each says what is wrong in one sentence that names the object and the fact, and, as `hint`, the
next command or step. The command line prints both and exits with `exit_code`; nothing else in
squashkit knows about exit codes.
"""

from __future__ import annotations


class SquashkitError(Exception):
    """Base of all errors that a user can do something about.

    Args:
        fact: one sentence: the object and what is wrong with it.
        hint: the next command or step, or an empty string.
    """

    exit_code = 2

    def __init__(self, fact: str, hint: str = "") -> None:
        super().__init__(fact)
        self.fact = fact
        self.hint = hint

    def __reduce__(self) -> tuple[type[SquashkitError], tuple[str, str]]:
        return (type(self), (self.fact, self.hint))


class ConfigurationError(SquashkitError):
    """Options or configuration that name nothing, or not one thing."""


class ProjectError(SquashkitError):
    """The Django project cannot be imported, loaded or migrated."""


class ProcessEndedError(ProjectError):
    """The process that runs the project's code ended, or was ended, before it could answer."""


class HistoryError(SquashkitError):
    """Migration files that cannot be read, or that do not fit together."""


class PlanError(SquashkitError):
    """A plan that was asked for cannot be made or carried out."""


class CompositionError(SquashkitError):
    """Code of a replaced migration cannot be carried into the squashed one.

    Args:
        fact: see the base class.
        hint: see the base class.
        where: the key of the migration whose code it is, where that is known.
    """

    def __init__(self, fact: str, hint: str = "", where: object = None) -> None:
        super().__init__(fact, hint)
        self.where = where


class ProofError(SquashkitError):
    """A record of a proof that was changed, or that another version wrote.

    Args:
        fact: see the base class.
        hint: see the base class.
        why: what is wrong with it, without its name.
    """

    def __init__(self, fact: str, hint: str = "", why: str = "") -> None:
        super().__init__(fact, hint)
        self.why = why


class DatabaseError(SquashkitError):
    """A database, or the driver for it, that is not there."""


class RepositoryError(SquashkitError):
    """Git cannot answer, or the work tree is not in a state to write to."""


class WriteError(SquashkitError):
    """Files cannot be written safely; none was."""

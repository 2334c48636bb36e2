"""What the two processes say to each other: one request value a job, one answer value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..model.composition import Held, Rendered, Verbatim
from ..model.history import App
from ..model.keys import MigrationKey
from ..model.migrations import Dependency
from ..model.reaches import Reach
from ..model.schema import Difference
from ..model.steps import Elide, Seen, Step


@dataclass(frozen=True, slots=True)
class Environment:
    """Which project, and which database it may touch.

    Attributes:
        root: the folder of `manage.py`; first on the child's path, and its working directory.
        settings: the dotted name of the settings module.
        database: a SQLite file, or the URL of a database on a server, that stands in for every
            alias of the project. None only for jobs that read what the project's own databases
            have applied.
        files: a folder for what the project stores while the job runs.
    """

    root: str
    settings: str
    database: str | None
    files: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """One job for the other process, as the files that it is about.

    Attributes:
        request: what to do, and in which environment.
        answer: where the answer goes; no two orders have the same.
        said: where everything goes that the project prints.
        variables: the environment of the job. It goes through a pipe alone: passwords are in it.
    """

    request: str
    answer: str
    said: str
    variables: dict[str, str]


@dataclass(frozen=True, slots=True)
class Overlay:
    """A migration file that is seen although it is not in its place.

    Attributes:
        key: the migration that it defines, new or instead of the one on disk.
        module: the dotted name under which it is loaded.
        source: where its text is now.
        path: where it would be written; what its `__file__` says.
    """

    key: MigrationKey
    module: str
    source: str
    path: str


@dataclass(frozen=True, slots=True)
class Changed:
    """A file of other code that is seen as it will be.

    Attributes:
        module: its dotted name.
        source: where the text is for now.
        path: its own place.
    """

    module: str
    source: str
    path: str


@dataclass(frozen=True, slots=True)
class View:
    """The project's migrations as they would be: some added, some gone.

    Attributes:
        added: files that are not in their place yet.
        hidden: migrations on disk that are not seen.
        changed: other code, which migrations may import.
    """

    added: tuple[Overlay, ...] = ()
    hidden: tuple[MigrationKey, ...] = ()
    changed: tuple[Changed, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportFiles:
    """Asks which of these files cannot be imported."""

    files: tuple[Overlay, ...]


@dataclass(frozen=True, slots=True)
class Unimportable:
    """The answer for one that cannot."""

    key: MigrationKey
    error: str


@dataclass(frozen=True, slots=True)
class Inspect:
    """Asks which apps there are.

    Attributes:
        ours: labels that count as first-party wherever their files are, short of site-packages.
        root: the project's folder; settings may change the working directory on import.
    """

    ours: tuple[str, ...] = ()
    root: str = "."


@dataclass(frozen=True, slots=True)
class Inspection:
    """The project as Django sees it.

    Attributes:
        aliases: the names of its databases.
    """

    apps: tuple[App, ...]
    swappable: Mapping[str, str]
    django: str
    aliases: tuple[str, ...] = ("default",)


@dataclass(frozen=True, slots=True)
class Evaluate:
    """Asks what migrations depend on whose files do not say it without being run."""

    keys: tuple[MigrationKey, ...]


@dataclass(frozen=True, slots=True)
class Evaluated:
    """The answer for one migration, with this project's settings; in the order of its list."""

    key: MigrationKey
    dependencies: tuple[Dependency, ...]
    run_before: tuple[Dependency, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """What runs next: one migration, or all members of the squash `segment`.

    Attributes:
        initial: whether the squash starts at its app's root, so that it finds no table there.
        atomic: whether it runs in one transaction.
        elidable: steps that may be left out by their author's word, if rows are out of the way.
        computed: operations with settings in them, which have to stay as they are written.
    """

    members: tuple[MigrationKey, ...]
    segment: MigrationKey | None = None
    initial: bool = False
    atomic: bool = True
    elidable: tuple[Verbatim, ...] = ()
    computed: tuple[Verbatim, ...] = ()


@dataclass(frozen=True, slots=True)
class Reduce:
    """Asks for the operations of squashes.

    Attributes:
        blocks: the whole history in an order in which it can run.
        reaches: what the data steps of the squashes reach.
        seen: what the steps did on an empty database; None where nobody has looked yet.
        elide: which steps may be left out.
        settings: what names swappable models besides Django's settings; see `Dependency.setting`.
    """

    blocks: tuple[Block, ...]
    reaches: tuple[Reach, ...] = ()
    seen: tuple[Seen, ...] | None = None
    elide: Elide = "proven"
    settings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reduction:
    """The operations of one squash.

    Attributes:
        operations: in order, each as written or as rendered.
        steps: the data steps of its members, in order, those that are left out among them.
        folded: whether operations were merged wherever that can be; if not, some led to other
            models when they were merged, and stay.
        failure: why there are none, or an empty string.
        held: what its members define and the models have to the end.
    """

    segment: MigrationKey
    operations: tuple[Verbatim | Rendered, ...] = ()
    steps: tuple[Step, ...] = ()
    folded: bool = True
    failure: str = ""
    held: tuple[Held, ...] = ()


@dataclass(frozen=True, slots=True)
class CompareStates:
    """Asks for what differs between the models that two views end with."""

    before: View
    after: View


@dataclass(frozen=True, slots=True)
class StatesCompared:
    """The answer.

    Attributes:
        models: how many were compared.
        differences: between the two states, including what the autodetector finds.
        remarks: differences that do not matter, such as the order of fields.
    """

    models: int
    differences: tuple[Difference, ...] = ()
    remarks: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class GoOn:
    """Asks which squashes on disk lead to other models than what they replace, so that it matters.

    Attributes:
        originals: the migrations without those squashes.
        order: the migrations with them, in the order in which they run.
        squashes: those.
        reaches: what the data steps of the originals reach.
    """

    originals: View
    order: tuple[MigrationKey, ...]
    squashes: tuple[MigrationKey, ...]
    reaches: tuple[Reach, ...] = ()


@dataclass(frozen=True, slots=True)
class Parted:
    """The answer for one for which it matters to databases that have run it.

    Attributes:
        fact: a sentence.
    """

    squash: MigrationKey
    fact: str


@dataclass(frozen=True, slots=True)
class TrySituations:
    """Asks whether the graph loads for databases that have applied part of the original history.

    Attributes:
        order: the original migrations in the order in which `migrate` runs them.
    """

    view: View
    order: tuple[MigrationKey, ...]


@dataclass(frozen=True, slots=True)
class SituationsTried:
    """The answer: how many were tried, and what went wrong in which."""

    tried: int
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class Migrate:
    """Asks to run `migrate` on the environment's database.

    Attributes:
        target: where to stop, or None for everything.
        watch: whether to note what each data step does.
    """

    view: View
    target: MigrationKey | None = None
    watch: bool = False


@dataclass(frozen=True, slots=True)
class Migrated:
    """The answer.

    Attributes:
        seconds: how long `migrate` took, imports and set-up left out.
        started, ended: as Django writes a time to SQLite, `YYYY-MM-DD HH:MM:SS.ffffff`.
        failed: the migration that raised, as text, or an empty string.
        error: what it raised.
        seen: what the data steps did, if that was asked for.
        line: of the migration that raised, from 1; 0 where no line of its file was running.
    """

    seconds: float
    started: str
    ended: str
    failed: str = ""
    error: str = ""
    seen: tuple[Seen, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class Locate:
    """Asks where the database of an alias is."""

    alias: str


@dataclass(frozen=True, slots=True)
class Located:
    """The answer: the path of a SQLite file, or a URL, with the password if there is one."""

    named: str


@dataclass(frozen=True, slots=True)
class ReadApplied:
    """Asks what a real database of the project has recorded; reads one table, writes nothing."""

    alias: str


@dataclass(frozen=True, slots=True)
class Applied:
    """The answer: the recorded migrations; none where the table does not exist yet."""

    alias: str
    keys: tuple[MigrationKey, ...] = field(default=())

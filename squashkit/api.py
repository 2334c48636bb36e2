"""The Python API: one class, a method for each verb.

Importing this module imports neither Django nor git nor LibCST; a method imports what it needs.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from .errors import ConfigurationError
from .model.cleanups import Terms
from .model.plans import Limits, Plan
from .source.manage import VARIABLE, settings_in

if TYPE_CHECKING:
    from .model.checks import Examined
    from .model.comparisons import Comparison
    from .model.deployed import Deployment
    from .model.findings import Conflicts
    from .model.inventory import Inventories, Inventory
    from .model.proofs import Proof
    from .model.rebases import Rebase
    from .workflows.cleanups.cleaning import Cleanup
    from .workflows.cleanups.pruning import Pruning
    from .workflows.cleanups.restoring import Restore
    from .workflows.ports import Site
    from .workflows.proofs.demands import Demands
    from .workflows.rebases.merging import Merge
    from .workflows.rebases.rebasing import Rebasing
    from .workflows.squashes.squashing import Squash
    from .workflows.validating import Validation


class Project:
    """A Django project and its migrations.

    Args:
        root: the folder of `manage.py`.
        settings: the dotted name of the settings module; empty to find apps by their files alone,
            which is enough for `history` and `plan`.
        first_party: labels that count as the project's own although their files are outside
            `root`. Apps in site-packages never do.
        migrations: app label to the folder of its migrations, for apps that are found by their
            files alone and whose files do not tell.
    """

    def __init__(
        self,
        root: Path,
        settings: str = "",
        first_party: Collection[str] = (),
        migrations: Mapping[str, str] | None = None,
    ) -> None:
        self.root = root.resolve()
        self.settings = settings
        self.first_party = tuple(sorted(first_party))
        self.migrations = dict(migrations or {})

    @classmethod
    def discover(
        cls,
        start: Path | None = None,
        *,
        settings: str = "",
        first_party: Collection[str] = (),
        migrations: Mapping[str, str] | None = None,
        static: bool = False,
    ) -> Project:
        """Find the project around a folder.

        Args:
            start: where to look for `manage.py`, upwards; the working directory by default.
            settings: the settings module; by default DJANGO_SETTINGS_MODULE, else the one that
                `manage.py` sets.
            first_party: see the class.
            migrations: see the class.
            static: find apps by their files alone; then `start` itself is the root and no
                `manage.py` is needed.

        Raises:
            ConfigurationError: no folder, no `manage.py`, or no settings module.
        """
        start = (start or Path.cwd()).resolve()
        if not start.is_dir():
            raise ConfigurationError(f"{start} is not a folder.", "Name the project's folder.")
        if static:
            return cls(start, "", first_party, migrations)
        manage = _manage_file(start)
        if manage is None and settings:
            return cls(start, settings, first_party, migrations)
        if manage is None:
            raise ConfigurationError(
                f"There is no manage.py in {start} or above it.",
                "Name the project's folder with --project, or the settings with --settings; "
                "history and plan can also read files alone: --static",
            )
        named = settings or os.environ.get(VARIABLE, "") or settings_in(manage)
        if not named:
            raise ConfigurationError(
                f"{manage} does not name a settings module.", "Name it with --settings."
            )
        return cls(manage.parent, named, first_party, migrations)

    def history(self) -> Inventory:
        """Count the project's migrations, app by app."""
        from .workflows.branches.inventory import take_inventory

        return take_inventory(self._site)

    def histories(self, refs: Collection[str]) -> Inventories:
        """Count the migrations of refs, without a checkout.

        Reads files as git has them; needs neither the settings nor the project's packages.

        Args:
            refs: names and patterns, such as `HEAD`, `v1.2` or `origin/*`.

        Raises:
            RepositoryError: there is no repository, or a ref does not exist.
        """
        from .workflows.branches.inventory import inventories_at

        return inventories_at(self.root, refs, self.migrations)

    def conflicts(
        self,
        base: str = "",
        refs: Collection[str] = (),
        *,
        plan: Plan | None = None,
        check: bool = False,
    ) -> Conflicts:
        """Find what open branches will do to each other, before anyone merges them.

        Reads files as git has them; needs neither the settings nor the project's packages.

        Args:
            base: where the branches are to be merged; by default the remote's main branch, else
                `main` or `master`.
            refs: names and patterns of branches, such as `origin/*`; empty for all, local and
                remote.
            plan: squashes that are planned on the base.
            check: compare only what is checked out: a branch, or the merge result of a pull
                request.

        Raises:
            RepositoryError: there is no repository, or a ref does not exist.
        """
        from .workflows.branches.conflicts import Question, find_conflicts

        asked = Question(base, tuple(refs), plan, check, self.migrations)
        return find_conflicts(self.root, asked)

    def check_rebase(self, onto: str = "", *, drop_merges: bool = False) -> Rebase:
        """Find out what the branch that is checked out has to change to come after its base.

        Reads files as git has them; needs neither the settings nor the project's packages.

        Args:
            onto: the base; by default the remote's main branch, else `main` or `master`.
            drop_merges: whether merge migrations of the branch without operations go.

        Raises:
            RepositoryError: there is no such ref, or they have no commit in common.
        """
        from .workflows.rebases.catching_up import Question, check_rebase

        return check_rebase(self.root, Question(onto, drop_merges, (), self.migrations))

    def rebase(
        self,
        onto: str = "",
        *,
        drop_merges: bool = False,
        databases: Sequence[str] = (),
        on: Sequence[str] = (),
        progress: Callable[[str], None] = lambda _: None,
    ) -> Rebasing:
        """Work out how the branch's migrations come to follow those of its base, and prove it.

        Nothing is written. Works before a merge, in the midst of one, and after. A project without
        settings, found by its files alone, gets no proof.

        Args:
            onto: see `check_rebase`.
            drop_merges: see there.
            databases: aliases of databases that have run the branch's migrations, in which
                `write()` renames the rows; each has to have the schema that both sides make.
            on: servers on which the proof has to hold too, see `validate`.
            progress: is told what happens next.

        Raises:
            RepositoryError: see `check_rebase`; or files concerned have changes that are not
                committed.
            PlanError: code that names a migration cannot be rewritten, or nothing can be proven.
            ProjectError: the merged project cannot be loaded, or does not migrate.
        """
        from .workflows.rebases.catching_up import Question
        from .workflows.rebases.rebasing import rebase

        question = Question(onto, drop_merges, tuple(databases), self.migrations)
        return rebase(self._site, question, self._demands(on, (), None), progress)

    def merge_newest(self, path: str, base: Path, ours: Path, theirs: Path) -> str:
        """Merge a `max_migration.txt`, as git asks its merge drivers to.

        Args:
            path: of the file, relative to the top of the work tree.
            base: the file as it was.
            ours: as this side has it; gets the result, or the conflict with its marks.
            theirs: as the other side has it.

        Returns:
            why the conflict is left; empty where it is settled.

        Raises:
            RepositoryError: there is no repository.
        """
        from .workflows.rebases.newest import Versions, merge_newest

        return merge_newest(self.root, path, Versions(base, ours, theirs), self.migrations)

    def merge(
        self,
        apps: Collection[str] = (),
        *,
        last: Collection[str] = (),
        on: Sequence[str] = (),
        progress: Callable[[str], None] = lambda _: None,
    ) -> Merge:
        """Work out how each app that ends in several migrations gets one end; nothing is written.

        Where either side may come first, that is a merge migration, which is proven: both orders
        lead to the same models, schema and rows.

        Args:
            apps: labels; empty for all.
            last: ends such as `shop.0004_x` that are to come last in their app, where the order
                matters.
            on: servers on which the proof has to hold too, see `validate`.
            progress: is told what happens next.

        Raises:
            PlanError: an app that is not ours, or a name that is no such end.
            HistoryError: migrations that cannot be read.
            ProjectError: the migrations cannot be loaded, or do not migrate.
        """
        from .workflows.rebases.merging import merge

        return merge(self._site, apps, last, self._demands(on, (), None), progress)

    def plan(
        self,
        apps: Collection[str] = (),
        *,
        exclude: Collection[str] = (),
        limits: Limits | None = None,
    ) -> Plan:
        """Propose the segments that can be squashed safely.

        Args:
            apps: labels, and ranges such as `shop.0002..0007` that are to become one squash each;
                empty for every first-party app.
            exclude: labels to leave alone.
            limits: how far the plan may go, and which branches it has to think of.

        Raises:
            PlanError: an app that does not exist or is not first-party; a range that does not
                exist, or cannot become one squash.
            HistoryError: migrations that cannot be read or do not fit together.
            RepositoryError: limits that need git, and there is no repository or no such ref.
        """
        from .analysis.wishes import wish_for
        from .workflows.squashes.drafting import make_plan

        return make_plan(self._site, wish_for(apps, exclude, limits))

    def squash(
        self,
        plan: Plan | None = None,
        *,
        apps: Collection[str] = (),
        exclude: Collection[str] = (),
        limits: Limits | None = None,
        keep_going: bool = False,
        on: Sequence[str] = (),
        releases: Sequence[str] = (),
        proof: Proof | None = None,
        progress: Callable[[str], None] = lambda _: None,
    ) -> Squash:
        """Compose the squashed migrations and prove them; nothing is written.

        Args:
            plan: only its segments, within its bounds; by default all that can be squashed now.
            apps: see `plan`.
            exclude: labels to leave alone.
            limits: see `plan`; those of a plan that is given hold anyway.
            keep_going: leave out apps that cannot be proven, and prove the others.
            on: servers on which the proof has to hold too, see `validate`.
            releases: tags whose databases are to be upgraded, see `validate`.
            proof: one that was made before; where it still matches, it is not made again.
            progress: is told what happens next.

        Returns:
            the files and the proof; `squash.write()` writes them.

        Raises:
            PlanError: see `plan`; or a plan that no longer fits the migrations.
            ProjectError: the project cannot be loaded, or its own history does not migrate.
        """
        from .analysis.wishes import wish_for
        from .workflows.squashes.making import make_squash

        return make_squash(
            self._site,
            wish_for(apps, exclude, limits, plan.bounds if plan else ()),
            plan=plan,
            keep_going=keep_going,
            demands=self._demands(on, releases, proof),
            progress=progress,
        )

    def validate(
        self,
        apps: Collection[str] = (),
        *,
        on: Sequence[str] = (),
        releases: Sequence[str] = (),
        proof: Proof | None = None,
        progress: Callable[[str], None] = lambda _: None,
    ) -> Validation:
        """Prove the squashes on disk equal to what they replace.

        Args:
            apps: labels, or squashes such as `shop.0001_squashed_0009_x`; empty for all.
            on: servers on which the proof has to hold too, beside SQLite: `postgresql`, `mariadb`
                or `mysql` to start one from the programs on this machine, URLs such as
                `postgresql://user@host` or `mysql://user@host`, or aliases of the project's
                settings. Databases are created there and dropped; those that are there are not
                touched.
            releases: tags or other commits. Each migrates a database with its own code, in this
                environment and with the same settings module; it is then upgraded, with rows in
                the tables.
            proof: one that was made before, also by `squash` of the same files; where it still
                matches, it is not made again.
            progress: is told what happens next.

        Raises:
            DatabaseError: a server cannot be used.
            RepositoryError: a release that does not exist.
            ProjectError: a release that cannot be run here.
        """
        from .workflows.validating import validate

        return validate(self._site, apps, self._demands(on, releases, proof), progress)

    def cleanup(
        self,
        apps: Collection[str] = (),
        *,
        terms: Terms | None = None,
        on: Sequence[str] = (),
        releases: Sequence[str] = (),
        proof: Proof | None = None,
        progress: Callable[[str], None] = lambda _: None,
    ) -> Cleanup:
        """Work out which squashes can become normal migrations; nothing is written.

        Args:
            apps: labels, or squashes such as `shop.0001_squashed_0009_x`; empty for all.
            terms: what must be so before; by default that all databases of the project's settings,
                which are only read, have recorded a squash.
            on: servers on which the proof has to hold too, see `validate`.
            releases: tags whose databases are to be upgraded, see `validate`.
            proof: one that was made before; where it still matches, it is not made again.
            progress: is told what happens next.
        """
        from .workflows.cleanups.cleaning import clean

        demands = self._demands(on, releases, proof)
        return clean(self._site, apps, terms or Terms(), demands, progress)

    def restore(
        self,
        squashes: Collection[str],
        *,
        on: Sequence[str] = (),
        progress: Callable[[str], None] = lambda _: None,
    ) -> Restore:
        """Work out how what a cleanup removed comes back from git; nothing is written.

        Args:
            squashes: such as `shop.0001_squashed_0009_x`, or app labels.
            on: servers on which the proof has to hold too, see `validate`.
            progress: is told what happens next.

        Raises:
            PlanError: no cleanup of that name is on record, or it cannot be taken back.
            RepositoryError: the commit that has the files is not in this clone.
            ProjectError: files that came back cannot be loaded.
        """
        from .workflows.cleanups.restoring import restore

        return restore(self._site, squashes, self._demands(on, (), None), progress)

    def state(self, aliases: Sequence[str] = ()) -> Deployment:
        """Read what databases of the project have recorded; nothing is written to them.

        Args:
            aliases: of the project's settings; empty for all.

        Raises:
            ProjectError: an alias that does not exist, or a database that cannot be read.
        """
        from .workflows.deployments import read_live

        return read_live(self._site, aliases)

    def check(self, databases: Sequence[str] = ()) -> Examined:
        """Find out whether databases can go on with the files that are there; nothing is written.

        Args:
            databases: aliases, files that `squashkit state` wrote, or folders of such files; none
                to look at the files alone.

        Raises:
            HistoryError: files that cannot be read.
            ConfigurationError: a file that is no state.
            ProjectError: an alias that does not exist, or a database that cannot be read.
        """
        from .workflows.checking import check

        return check(self._site, databases)

    def prune(self, aliases: Sequence[str] = ()) -> Pruning:
        """Find rows of `django_migrations` that mean nothing since a cleanup; nothing is written.

        Args:
            aliases: of the project's settings; empty for all.

        Raises:
            ProjectError: an alias that does not exist, or a database that cannot be read.
        """
        from .workflows.cleanups.pruning import prune

        return prune(self._site, aliases)

    def unprune(self, record: Path) -> Deployment:
        """Put rows back that `Pruning.write` deleted.

        Args:
            record: the file that has them.

        Raises:
            ConfigurationError: it is something else.
            ProjectError: a database that refuses.
        """
        from .workflows.cleanups.pruning import unprune

        return unprune(self._site, record)

    def diff(self, before: str, after: str) -> Comparison:
        """Compare two databases: structure, names and rows; both are only read.

        Args:
            before: a SQLite file, a URL such as `postgresql://user@host/name` or
                `mysql://user@host/name`, or an alias of the project's settings.
            after: another one of the same engine.

        Raises:
            DatabaseError: one of them cannot be read, or they are of different engines.
            ProjectError: an alias that does not exist.
        """
        from .workflows.diffing import compare_databases

        return compare_databases(before, after, self._locate)

    def _demands(self, on: Sequence[str], releases: Sequence[str], proof: Proof | None) -> Demands:
        from .git.worktree import commits
        from .workflows.proofs.demands import Demands

        found = commits(self.root, releases) if releases else ()
        places = {one: self._place(one) for one in on}
        servers = tuple(place for place in places.values() if place)
        sqlite = tuple(name for name, place in places.items() if not place)
        return Demands(servers, found, proof, sqlite)

    def _place(self, named: str) -> str:
        """The URL of a server, or its engine; empty for an alias of SQLite, which comes first."""
        from .databases.sandboxes import ENGINES

        is_server = "://" in named or named in ENGINES
        located = named if is_server else self._site.process.locate(named, ENGINES)
        return located if "://" in located or located in ENGINES else ""

    def _locate(self, alias: str) -> str:
        return self._site.process.locate(alias)

    @property
    def _site(self) -> Site:
        from .workflows.ports import Site

        return Site(self.root, self.settings, self.first_party, self.migrations)


def _manage_file(start: Path) -> Path | None:
    folders = [start, *start.parents]
    return next((path for folder in folders if (path := folder / "manage.py").is_file()), None)

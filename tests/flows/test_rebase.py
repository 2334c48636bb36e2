"""`squashkit rebase` with real git: before a merge, in the midst of one, and after."""

import json
import shutil
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from squashkit.source.splicing import remove_replaces
from tests.commands import run, squashkit
from tests.flows.teams import add
from tests.projects import ID, Site

MIGRATIONS = "shop/migrations"


@pytest.fixture
def forked(team):
    """`main` got a migration; `topic` has two of its own, and one in another app."""
    team.add("main", "shop.0004_size", add("size"), "shop.0003_name")
    team.add("topic", "shop.0004_colour", add("colour"), "shop.0003_name")
    team.add("topic", "shop.0005_weight", add("weight"), "shop.0004_colour")
    note = add("x").replace("Item", "Shelf")
    team.add("topic", "stock.0002_note", note, "stock.0001_initial shop.0005_weight")
    for name, value in (("name", "test"), ("email", "test@example.org")):
        team.git("config", f"user.{name}", value)
    return team


def shown(team):
    """What Django makes of what is checked out."""
    return team.site.manage("showmigrations", "--list")


def names(team, app="shop"):
    return sorted(path.stem for path in (team.root / app / "migrations").glob("0*.py"))


def merge(team):
    """Its exit status: 1 with conflicts."""
    return run(team.root, "git", *NAMED, "merge", "-q", "main").status


def undo(team, done):
    """Run the command that was printed."""
    [line] = [one for one in done.out.splitlines() if one.startswith("Undo it: ")]
    command = line.removeprefix("Undo it: ").replace(
        "git merge main", " ".join(["git", *NAMED, "merge main"])
    )
    run(team.root, "sh", "-c", command)


NAMED = ("-c", "user.name=test", "-c", "user.email=test@example.org")
EXPECTED = [
    "0001_initial",
    "0002_price",
    "0003_name",
    "0004_size",
    "0005_colour",
    "0006_weight",
]


class TestBeforeAMerge:
    def test_the_branch_is_rewritten_and_git_merges_it(self, forked):
        done = squashkit(forked.root, "rebase", "--onto", "main")

        assert done.status == 0, done.err
        assert [line.split(maxsplit=2) for line in done.out.splitlines()[1:4]] == [
            ["shop.0004_colour", "0005_colour", "shop.0004_size for shop.0003_name"],
            ["shop.0005_weight", "0006_weight", "shop.0005_colour for shop.0004_colour"],
            ["stock.0002_note", "stays", "shop.0006_weight for shop.0005_weight"],
        ]
        forked.git("commit", "-qm", "rebased")
        forked.git("merge", "-q", "main", "-m", "merged")
        assert names(forked) == EXPECTED
        forked.site.manage("migrate")

    def test_history_follows_the_files(self, forked):
        squashkit(forked.root, "rebase", "--onto", "main", "--no-proof")
        forked.git("commit", "-qm", "rebased")

        log = forked.git("log", "--follow", "--format=%s", "--", f"{MIGRATIONS}/0006_weight.py")
        assert log.splitlines()[:2] == ["rebased", "work"]

    def test_it_is_taken_back_by_the_command_that_is_printed(self, forked):
        before = forked.site.files()
        done = squashkit(forked.root, "rebase", "--onto", "main", "--no-proof")
        undo(forked, done)

        assert forked.site.files() == before
        assert forked.git("status", "--porcelain") == ""

    def test_a_second_run_finds_nothing_to_do(self, forked):
        squashkit(forked.root, "rebase", "--onto", "main", "--no-proof")
        forked.git("commit", "-qm", "rebased")
        done = squashkit(forked.root, "rebase", "--onto", "main", "--no-proof")

        head = forked.git("rev-parse", "main")[:9]
        assert (done.status, done.out) == (0, f"topic onto main ({head}): nothing to do.\n")

    @pytest.mark.parametrize("how", ["--check", "--dry-run", "--diff"])
    def test_nothing_is_written(self, forked, how):
        before = forked.site.files()
        done = squashkit(forked.root, "rebase", "--onto", "main", how, "--no-proof")

        assert done.status == (1 if how == "--check" else 0)
        assert forked.site.files() == before

    def test_comments_and_layout_stay(self, forked):
        path = forked.root / MIGRATIONS / "0005_weight.py"
        before = path.read_text().replace("    operations = ", "    # why\n    operations   = ")
        path.write_text(before)
        forked.commit()
        squashkit(forked.root, "rebase", "--onto", "main", "--no-proof")

        after = (forked.root / MIGRATIONS / "0006_weight.py").read_text()
        assert after == before.replace("0004_colour", "0005_colour")


class TestInTheMidstOfAMerge:
    def test_conflicts_in_max_migration_are_settled(self, forked):
        for branch, name in (("main", "0004_size"), ("topic", "0005_weight")):
            forked.write(branch, f"{MIGRATIONS}/max_migration.txt", f"{name}\n")
        assert merge(forked) == 1

        done = squashkit(forked.root, "rebase", "--onto", "main", "--no-proof")

        assert done.status == 0, done.err
        newest = (forked.root / MIGRATIONS / "max_migration.txt").read_text()
        assert newest == "0006_weight\n"
        forked.git("commit", "-qm", "merged")
        assert names(forked) == EXPECTED
        forked.site.manage("migrate")

    def test_one_name_on_both_sides(self, team):
        team.add("main", "shop.0004_field", add("size"), "shop.0003_name")
        team.add("topic", "shop.0004_field", add("colour"), "shop.0003_name")
        merge(team)
        done = squashkit(team.root, "rebase", "--onto", "main", "--no-proof")

        assert done.status == 0, done.err
        team.git("commit", "-qm", "merged")
        folder = team.root / MIGRATIONS
        assert '"size"' in (folder / "0004_field.py").read_text()
        assert '"colour"' in (folder / "0005_field.py").read_text()
        team.site.manage("migrate")

    def test_it_is_taken_back_and_other_resolutions_stay(self, forked):
        for branch, name in (("main", "0004_size"), ("topic", "0005_weight")):
            forked.write(branch, f"{MIGRATIONS}/max_migration.txt", f"{name}\n")
            forked.write(branch, "notes.txt", f"{branch}\n")
        merge(forked)
        (forked.root / "notes.txt").write_text("both\n")
        forked.git("add", "notes.txt")
        before = forked.git("status", "--porcelain")
        done = squashkit(forked.root, "rebase", "--onto", "main", "--no-proof")
        assert done.status == 0, done.err
        undo(forked, done)

        assert forked.git("status", "--porcelain") == before
        newest = (forked.root / MIGRATIONS / "max_migration.txt").read_text()
        assert newest.splitlines()[1::2] == ["0005_weight", "0004_size"]

    def test_there_is_no_commit_to_amend(self, forked):
        for branch, name in (("main", "0004_size"), ("topic", "0005_weight")):
            forked.write(branch, f"{MIGRATIONS}/max_migration.txt", f"{name}\n")
        merge(forked)
        before = forked.git("status", "--porcelain")
        done = squashkit(forked.root, "rebase", "--onto", "main", "--no-proof", "--amend")

        assert (done.status, done.err.splitlines()[0]) == (
            2,
            "squashkit: git is in the midst of a merge, which has no commit yet.",
        )
        assert forked.git("status", "--porcelain") == before

    def test_what_fails_after_the_files_leaves_the_conflict(self, forked):
        for branch in ("main", "topic"):
            forked.on(branch)
            forked.site.manage("migrate")
            forked.write(branch, f"{MIGRATIONS}/max_migration.txt", f"{branch}\n")
        with closing(sqlite3.connect(forked.root / "real.sqlite3")) as database:
            no = "BEGIN SELECT raise(abort, 'no'); END"
            database.execute(f"CREATE TRIGGER t BEFORE UPDATE OF name ON django_migrations {no}")
        merge(forked)
        before = forked.git("status", "--porcelain")
        renaming = ("--update-database", "default")
        done = squashkit(forked.root, "rebase", "--onto", "main", *renaming)

        assert done.status == 2, done.out
        assert "Database default cannot be used: no" in done.err
        assert forked.git("status", "--porcelain") == before

    def test_a_conflict_that_was_settled_before(self, team):
        for branch, name in (("main", "size"), ("topic", "colour")):
            team.add(branch, "shop.0004_field", add(name), "shop.0003_name")
        merge(team)
        team.git("checkout", "--theirs", f"{MIGRATIONS}/0004_field.py")
        team.git("add", "-A")
        done = squashkit(team.root, "rebase", "--onto", "main")

        assert done.status == 0, done.err
        team.git("commit", "-qm", "merged")
        team.site.manage("migrate")
        assert '"colour"' in (team.root / MIGRATIONS / "0005_field.py").read_text()

    @pytest.mark.parametrize("name", ["0004_colour", "0006_new"])
    def test_what_is_staged_and_not_committed(self, forked, name):
        forked.write("main", "notes.txt", "main")
        forked.write("topic", "notes.txt", "topic")
        merge(forked)
        path = forked.root / MIGRATIONS / f"{name}.py"
        path.write_text((forked.root / MIGRATIONS / "0004_colour.py").read_text() + "# more\n")
        forked.git("add", str(path))
        done = squashkit(forked.root, "rebase", "--onto", "main", "--no-proof")

        assert (done.status, done.err.splitlines()[0]) == (
            2,
            f"squashkit: {MIGRATIONS}/{name}.py is staged and not committed.",
        )

    def test_another_merge(self, forked):
        forked.write("other", "notes.txt", "other")
        forked.write("topic", "notes.txt", "topic")
        run(forked.root, "git", *NAMED, "merge", "-q", "other")
        done = squashkit(forked.root, "rebase", "--onto", "main", "--no-proof")

        assert done.status == 2
        assert "which is not main." in done.err


def test_max_migration_alone(forked):
    """It is in conflict, or only the base has it; the migrations are right already."""
    squashkit(forked.root, "rebase", "--onto", "main", "--no-proof")
    forked.git("commit", "-qm", "rebased")
    forked.write("main", f"{MIGRATIONS}/max_migration.txt", "0004_size\n")
    forked.on("topic")
    forked.git("merge", "-q", "main", "-m", "merged")
    done = squashkit(forked.root, "rebase", "--onto", "main")

    assert done.status == 0, done.err
    assert (forked.root / MIGRATIONS / "max_migration.txt").read_text() == "0006_weight\n"


def test_a_migration_in_conflict_in_the_midst_of_a_rebase(team):
    for branch, name in (("main", "size"), ("topic", "colour")):
        team.add(branch, "shop.0004_field", add(name), "shop.0003_name")
    run(team.root, "git", *NAMED, "rebase", "-q", "main")
    done = squashkit(team.root, "rebase", "--onto", "main", "--no-proof")

    assert (done.status, done.err.splitlines()[0]) == (
        2,
        f"squashkit: {MIGRATIONS}/0004_field.py is in conflict.",
    )


class TestTwoProjectsInOneRepository:
    @pytest.fixture
    def two(self, tmp_path):
        """Each has an app `shop`, and a fork in it; one of the folders has a blank."""
        sites = [Site(tmp_path / "all" / name, "shop") for name in ("one", "my two")]
        first = sites[0]
        for site in sites:
            site.migration("shop.0001_a", f'migrations.CreateModel("Item", [{ID}]),')
        top = tmp_path / "all"

        def git(*arguments):
            assert run(top, "git", *NAMED, *arguments).status == 0, arguments

        git("init", "-q", "-b", "main")
        (top / ".gitignore").write_text("__pycache__/\n*.sqlite3\n")
        git("add", "-A")
        git("commit", "-qm", "start")
        git("branch", "topic")
        for branch, name in (("main", "size"), ("topic", "colour")):
            git("switch", "-q", branch)
            for number, site in enumerate(sites):
                site.migration(f"shop.0002_{name}", add(f"{name}{number}"), "shop.0001_a")
            git("add", "-A")
            git("commit", "-qm", "work")
        return first, sites[1]

    def test_only_the_one_around_is_rebased(self, two):
        one, other = two
        done = squashkit(other.root, "rebase", "--onto", "main")

        assert done.status == 0, done.err
        assert "colour1" in (other.root / "shop/migrations/0003_colour.py").read_text()
        assert (one.root / "shop/migrations/0002_colour.py").exists()

    def test_from_above_all_are(self, two):
        one, other = two
        done = squashkit(one.root.parent, "rebase", "--onto", "main", "--no-proof")

        assert done.status == 0, done.err
        for number, site in enumerate((one, other)):
            path = site.root / "shop/migrations/0003_colour.py"
            assert f"colour{number}" in path.read_text()

    def test_it_is_taken_back_from_within(self, two):
        _, other = two
        before = other.files()
        done = squashkit(other.root, "rebase", "--onto", "main", "--no-proof")
        undo(other, done)

        assert other.files() == before


def test_after_a_merge(forked):
    forked.git("merge", "-q", "main", "-m", "merged")
    assert "Conflicting" in forked.site.manage("migrate", check=False)
    done = squashkit(forked.root, "rebase", "--onto", "main", "--no-proof")

    assert done.status == 0, done.err
    assert names(forked) == EXPECTED
    forked.site.manage("migrate")


def test_after_a_rebase(forked):
    forked.git("rebase", "-q", "main")
    done = squashkit(forked.root, "rebase", "--onto", "main", "--no-proof")

    assert done.status == 0, done.err
    assert names(forked) == EXPECTED
    forked.site.manage("migrate")


@pytest.fixture
def squashed(team):
    """`main` has squashed the app; `topic` left before that."""
    team.on("main")
    assert squashkit(team.root, "squash", "shop").status == 0
    team.commit()
    team.add("topic", "shop.0004_colour", add("colour"), "shop.0003_name")
    team.add("topic", "stock.0002_box", BOX, "stock.0001_initial shop.0002_price")
    return team


SQUASH = "0001_squashed_0003_name"
BOX = f'migrations.CreateModel("Box", [{ID}]),'


class TestInTheMidstOfARebase:
    COMMAND = f"{sys.executable} -m squashkit rebase --onto main --amend"

    def test_each_commit_is_right_by_itself(self, forked):
        done = run(forked.root, "git", *NAMED, "rebase", "-q", "main", "--exec", self.COMMAND)

        assert done.status == 0, done.out + done.err
        assert names(forked) == EXPECTED
        for commit in forked.git("rev-list", "main..topic").split():
            forked.git("checkout", "-q", commit)
            assert "[ ]" in forked.site.manage("showmigrations")
            assert squashkit(forked.root, "rebase", "--onto", "main", "--check").status == 0

    def test_what_else_is_staged_stays_so(self, forked):
        (forked.root / "secret.txt").write_text("private\n")
        forked.git("add", "secret.txt")
        done = squashkit(forked.root, "rebase", "--onto", "main", "--amend", "--no-proof")

        assert done.status == 0, done.err
        assert forked.git("status", "--porcelain") == "A  secret.txt"
        undo(forked, done)
        assert names(forked)[-1] == "0005_weight"
        assert forked.git("status", "--porcelain") == "A  secret.txt"

    def test_a_hook_that_refuses(self, forked):
        hook = forked.root / ".git/hooks/pre-commit"
        hook.write_text("#!/bin/sh\nexit 1\n")
        hook.chmod(0o755)
        before = forked.site.files()
        done = squashkit(forked.root, "rebase", "--onto", "main", "--amend", "--no-proof")

        assert (done.status, done.err.splitlines()[0]) == (
            2,
            "squashkit: git did not commit: no reason",
        )
        assert forked.site.files() == before
        assert forked.git("status", "--porcelain") == ""


class TestAfterASquash:
    def test_dependencies_move_to_it(self, squashed):
        done = squashkit(squashed.root, "rebase", "--onto", "main")

        assert done.status == 0, done.out
        assert [line.split() for line in done.out.splitlines()[1:3]] == [
            ["shop.0004_colour", "stays", f"shop.{SQUASH}", "for", "shop.0003_name"],
            ["stock.0002_box", "stays", f"shop.{SQUASH}", "for", "shop.0002_price"],
        ]
        squashed.git("commit", "-qm", "rebased")
        squashed.git("merge", "-q", "main", "-m", "merged")
        squashed.site.manage("migrate")

    def test_and_when_its_members_are_gone(self, squashed):
        squashed.on("main")
        folder = squashed.root / MIGRATIONS
        path = folder / f"{SQUASH}.py"
        path.write_text(remove_replaces(path.read_text()))
        for name in ("0001_initial", "0002_price", "0003_name"):
            (folder / f"{name}.py").unlink()
        stock = squashed.root / "stock/migrations/0001_initial.py"
        stock.write_text(stock.read_text().replace("0001_initial", SQUASH))
        squashed.commit()
        squashed.on("topic")
        done = squashkit(squashed.root, "rebase", "--onto", "main")

        assert done.status == 0, done.out
        squashed.git("commit", "-qm", "rebased")
        squashed.git("merge", "-q", "main", "-m", "merged")
        assert names(squashed) == [SQUASH, "0004_colour"]
        squashed.site.manage("migrate")

    def test_a_database_in_the_midst_of_the_squash(self, squashed):
        """It has part of what is squashed, and a migration that comes after all of it now."""
        squashed.site.manage("migrate", "stock")
        squashkit(squashed.root, "rebase", "--onto", "main", "--no-proof")
        squashed.git("commit", "-qm", "rebased")
        squashed.git("merge", "-q", "main", "-m", "merged")
        assert "InconsistentMigrationHistory" in squashed.site.manage("migrate", check=False)

        squashed.on("main")
        squashed.site.manage("migrate")
        squashed.on("topic")
        squashed.site.manage("migrate")
        assert "[ ]" not in squashed.site.manage("showmigrations")


class TestProof:
    def test_the_same_field_on_both_sides_is_not_proven(self, team):
        field = 'migrations.AlterField("Item", "price", models.{}(default=1)),'
        for branch, kind in (("main", "BigIntegerField"), ("topic", "SmallIntegerField")):
            team.add(branch, f"shop.0004_{branch}", field.format(kind), "shop.0003_name")
        done = squashkit(team.root, "rebase", "--onto", "main")

        assert done.status == 1
        assert "SQK408  main: 0004_main alters shop.item.price" in done.out
        assert "UNEQUAL state" in done.out
        assert names(team)[-1] == "0004_topic"
        assert squashkit(team.root, "rebase", "--onto", "main", "--no-proof").status == 0
        assert names(team)[-1] == "0005_topic"

    def test_code_in_conflict_is_loaded_as_the_branch_has_it(self, forked):
        for branch in ("main", "topic"):
            forked.write(branch, "shop/models.py", f"# {branch}\n")
        done = squashkit(forked.root, "rebase", "--onto", "main")

        assert done.status == 0, done.out
        said = " ".join(done.out.split())
        assert "shop/models.py as merged: git cannot merge it, and that of topic was loaded" in said

    def test_a_migration_in_conflict(self, forked):
        path = f"{MIGRATIONS}/0003_name.py"
        text = (forked.root / path).read_text()
        for branch in ("main", "topic"):
            forked.write(branch, path, f"# {branch}\n{text}")
        done = squashkit(forked.root, "rebase", "--onto", "main")

        assert (done.status, done.err.splitlines()[-2]) == (
            2,
            f"squashkit: Nothing can be proven while git cannot merge {path}.",
        )
        assert names(forked)[-1] == "0005_weight"

    def test_nothing_is_left_behind(self, forked):
        before = forked.git("count-objects")
        squashkit(forked.root, "rebase", "--onto", "main", "--dry-run")

        assert forked.git("count-objects") == before
        assert forked.git("branch", "--list").split() == ["main", "*", "topic"]


def test_what_is_not_committed(forked):
    (forked.root / MIGRATIONS / "0006_new.py").write_text("")
    done = squashkit(forked.root, "rebase", "--onto", "main", "--no-proof")

    assert (done.status, done.err.splitlines()[0]) == (
        2,
        f"squashkit: There are changes that are not committed: {MIGRATIONS}/0006_new.py.",
    )


class TestDatabasesThatHaveTheOldNames:
    @pytest.fixture
    def deployed(self, forked):
        """It has run the branch, and not what the base has got since."""
        forked.site.manage("migrate")
        return forked

    def recorded(self, team):
        with closing(sqlite3.connect(team.root / "real.sqlite3")) as database:
            rows = database.execute("SELECT name FROM django_migrations WHERE app = 'shop'")
            return sorted(name for (name,) in rows)

    def rebase(self, team):
        return squashkit(team.root, "rebase", "--onto", "main", "--update-database", "default")

    def test_the_base_runs_first_and_then_they_are_renamed(self, deployed):
        lacks = self.rebase(deployed)
        assert lacks.status == 2
        assert "Database default has not run shop.0004_size of main." in lacks.err
        assert "git switch main && python manage.py migrate" in lacks.err
        deployed.on("main")
        deployed.site.manage("migrate")
        deployed.on("topic")
        done = self.rebase(deployed)

        assert done.status == 0, done.out + done.err
        assert self.recorded(deployed) == EXPECTED
        deployed.git("commit", "-qm", "rebased")
        deployed.git("merge", "-q", "main", "-m", "merged")
        assert "No migrations to apply" in deployed.site.manage("migrate")

    def test_they_get_their_names_back(self, deployed):
        deployed.on("main")
        deployed.site.manage("migrate")
        deployed.on("topic")
        before = self.recorded(deployed)
        done = self.rebase(deployed)
        [*_, start] = [n for n, line in enumerate(done.out.splitlines()) if "Renamed 2" in line]
        statements = done.out.splitlines()[start + 1 : start + 3]
        with closing(sqlite3.connect(deployed.root / "real.sqlite3")) as database:
            for statement in statements:
                database.execute(statement)
            database.commit()

        assert self.recorded(deployed) == before

    def test_a_database_in_which_something_else_has_the_name(self, deployed):
        deployed.on("main")
        deployed.site.manage("migrate")
        with closing(sqlite3.connect(deployed.root / "real.sqlite3")) as database:
            database.execute("ALTER TABLE shop_item DROP COLUMN colour")
            database.commit()
        deployed.on("topic")
        before = self.recorded(deployed)
        done = self.rebase(deployed)

        assert done.status == 1
        assert "UNEQUAL applied" in done.out
        assert "structure: column shop_item.colour" in done.out
        assert (self.recorded(deployed), names(deployed)[-1]) == (before, "0005_weight")

    def test_a_database_that_has_not_run_the_branch(self, forked):
        forked.on("main")
        forked.site.manage("migrate")
        forked.on("topic")
        done = self.rebase(forked)

        assert done.status == 0, done.err
        assert "No row of default has an old name." in done.out

    def test_a_name_that_both_sides_have(self, team):
        step = 'migrations.RunSQL("UPDATE shop_item SET {} = 1"),'
        for branch, name in (("topic", "price"), ("main", "name")):
            team.add(branch, "shop.0004_fill", step.format(name), "shop.0003_name")
        team.site.manage("migrate")
        team.on("topic")
        done = self.rebase(team)

        assert done.status == 2
        assert "nobody can tell whose has run" in done.err

    def test_a_migration_that_leaves_no_mark_is_told(self, team):
        team.add("main", "shop.0004_size", add("size"), "shop.0003_name")
        step = 'migrations.RunSQL("UPDATE shop_item SET price = 1"),'
        team.add("topic", "shop.0004_fill", step, "shop.0003_name")
        team.site.manage("migrate")
        team.on("main")
        team.site.manage("migrate")
        team.on("topic")
        done = self.rebase(team)

        assert done.status == 0, done.err
        said = "whether default has run shop.0004_fill, which leaves no mark in the schema"
        assert said in " ".join(done.out.split())

    def test_what_is_rebased_already(self, forked):
        squashkit(forked.root, "rebase", "--onto", "main", "--no-proof")
        forked.git("commit", "-qm", "rebased")
        done = self.rebase(forked)

        assert done.status == 2
        assert "No migration gets another name, so no row does." in done.err

    def test_a_database_that_refuses_takes_the_others_back(self, deployed):
        settings = deployed.root / "settings.py"
        other = 'DATABASES["other"] = {**DATABASES["default"], "NAME": "other.sqlite3"}\n'
        settings.write_text(settings.read_text() + other)
        deployed.on("main")
        deployed.site.manage("migrate")
        deployed.git("stash", "-q")
        deployed.git("stash", "pop", "-q")
        deployed.git("commit", "-qam", "two databases")
        deployed.on("topic")
        deployed.git("merge", "-q", "main", "-m", "merged")
        shutil.copy(deployed.root / "real.sqlite3", deployed.root / "other.sqlite3")
        with closing(sqlite3.connect(deployed.root / "other.sqlite3")) as database:
            no = "BEGIN SELECT raise(abort, 'no'); END"
            database.execute(f"CREATE TRIGGER t BEFORE UPDATE ON django_migrations {no}")
        before, files = self.recorded(deployed), deployed.site.files()
        done = squashkit(
            deployed.root, "rebase", "--onto", "main", "--update-database", "default", "other"
        )

        assert done.status in {1, 2}
        assert (self.recorded(deployed), deployed.site.files()) == (before, files)


def test_an_index_that_is_locked(forked):
    before = forked.site.files()
    (forked.root / ".git/index.lock").touch()
    done = squashkit(forked.root, "rebase", "--onto", "main", "--no-proof")

    assert done.status == 2
    assert forked.site.files() == before


def test_a_file_that_is_read_only(forked):
    path = forked.root / "stock/migrations/0002_note.py"
    path.chmod(0o444)
    done = squashkit(forked.root, "rebase", "--onto", "main", "--no-proof")

    said = f"squashkit: {path} cannot be written: Permission denied."
    assert (done.status, done.err.splitlines()[0]) == (2, said)
    assert names(forked)[-1] == "0005_weight"


def test_what_is_in_the_way(team):
    team.add("main", "shop.0004_size", add("size"), "shop.0003_name")
    team.add("topic", "shop.0004_big", add("size"), "shop.0003_name")
    done = squashkit(team.root, "rebase", "--onto", "main", "--no-proof")

    assert done.status == 1
    assert "SQK406  main: 0004_size creates shop.item.size" in done.out
    assert names(team)[-1] == "0004_big"


@pytest.mark.parametrize(("onto", "status"), [("nowhere", 2), ("main", 1)])
def test_a_base_that_is_not_there(forked, onto, status):
    assert squashkit(forked.root, "rebase", "--onto", onto, "--check").status == status


def test_notes_beside_the_lines(forked):
    done = squashkit(forked.root, "rebase", "--onto", "main", "--check", "--format", "github")

    assert done.out.splitlines()[0] == (
        f"::error file={MIGRATIONS}/0004_colour.py,line=1,title=SQK409::shop.0004_colour has to "
        "name shop.0004_size for shop.0003_name and become 0005_colour."
        "%0AOn topic: squashkit rebase --onto main"
    )
    done = squashkit(forked.root, "rebase", "--onto", "main", "--check", "--format", "gitlab")
    assert [one["location"]["path"] for one in json.loads(done.out)] == [
        f"{MIGRATIONS}/0004_colour.py",
        f"{MIGRATIONS}/0005_weight.py",
        "stock/migrations/0002_note.py",
    ]


def test_a_base_that_is_read_from_the_configuration(forked):
    Path(forked.root, "pyproject.toml").write_text('[tool.squashkit]\nbase = "main"\n')

    assert "topic onto main" in squashkit(forked.root, "rebase", "--check").out


class TestCodeThatNamesAMigration:
    def test_it_gets_the_new_name(self, forked):
        path = forked.root / MIGRATIONS / "0005_weight.py"
        path.write_text(f"def fill():\n    pass\n\n\n{path.read_text()}")
        forked.write(
            "topic",
            "shop/tests.py",
            'BEFORE = ("shop", "0004_colour")\n'
            'import_module("shop.migrations.0005_weight").fill()  # why\n',
        )
        squashkit(forked.root, "rebase", "--onto", "main", "--no-proof")

        assert (forked.root / "shop/tests.py").read_text() == (
            'BEFORE = ("shop", "0005_colour")\n'
            'import_module("shop.migrations.0006_weight").fill()  # why\n'
        )

    def test_a_migration_that_imports_another(self, forked):
        path = forked.root / MIGRATIONS / "0005_weight.py"
        names = 'import_module("shop.migrations.0004_colour")'
        path.write_text(f"from importlib import import_module\n\n{names}\n{path.read_text()}")
        forked.commit()
        done = squashkit(forked.root, "rebase", "--onto", "main", "--no-proof")

        assert done.status == 0, done.err
        after = (forked.root / MIGRATIONS / "0006_weight.py").read_text()
        assert 'import_module("shop.migrations.0005_colour")' in after

    def test_what_cannot_be_rewritten(self, forked):
        forked.write(
            "topic",
            "shop/tests.py",
            'x = getattr(import_module("shop.migrations.0005_weight"), "x")\n',
        )
        done = squashkit(forked.root, "rebase", "--onto", "main", "--no-proof")

        assert done.status == 2
        assert "shop/tests.py, line 1, imports shop.0005_weight" in done.err
        assert names(forked)[-1] == "0005_weight"

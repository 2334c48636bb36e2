"""The verbs as a user calls them."""

import json
import os
import shlex
import sys

import pytest

from squashkit.analysis.hints import COMPOSED
from tests.commands import run, squashkit
from tests.projects import ID

PLAN = """\
App   Becomes                   Files  Operations  Ends because
shop  0001_squashed_0003_name  3 -> 1      3 -> 1  the app ends

3 files can become 1, 3 operations 1.
An empty database runs 1 of these apps' migrations instead of 3; dependencies alone ask \
for at least 1.
"""


def test_history_counts(site):
    done = squashkit(site.root, "history")

    assert done.status == 0
    assert done.out == (
        "App   Migrations  Operations  Data  Squashes  Merges  Leaf       Unreadable\n"
        "shop           3           3     0  -         -       0003_name  -\n"
        "\n"
        "3 migrations in 1 app.\n"
    )


def test_plan_shows_what_can_be_squashed(site):
    done = squashkit(site.root, "plan")

    assert (done.status, done.out, done.err) == (0, PLAN, "")


def test_squash_plan_is_the_same_command(site):
    console_script = "import sys; from squashkit.cli import squash_plan; sys.exit(squash_plan())"
    done = run(site.root, sys.executable, "-c", console_script)

    assert (done.status, done.out) == (0, PLAN)


def test_jobs_where_nothing_can_fork(site, tmp_path):
    """As on Windows: each of them, several at a time, has an interpreter of its own."""
    (tmp_path / "sitecustomize.py").write_text("import os\ndel os.fork\n")
    path = f"PYTHONPATH={tmp_path}"
    done = run(site.root, "env", path, sys.executable, "-m", "squashkit", "squash")

    assert (done.status, done.out.splitlines()[-1]) == (
        0,
        "  shop/migrations/0001_squashed_0003_name.py",
    )


def test_a_relative_path_of_the_user(site, tmp_path):
    """In PYTHONPATH it means their folder, whatever the folder of the other process is."""
    (tmp_path / "helpers.py").write_text("DEBUG = True\n")
    with (site.root / "settings.py").open("a") as file:
        file.write("from helpers import DEBUG\n")
    path = f"PYTHONPATH={os.path.relpath(tmp_path, site.root)}"
    done = run(site.root, "env", path, sys.executable, "-m", "squashkit", "plan")

    assert (done.status, done.out) == (0, PLAN)


def test_manage_py_knows_the_same_verbs(site):
    with (site.root / "settings.py").open("a") as file:
        file.write("INSTALLED_APPS += ['squashkit']\n")
    done = run(site.root, sys.executable, "manage.py", "squashkit", "plan")
    refused = run(site.root, sys.executable, "manage.py", "squashkit", "plan", "nothing")

    assert (done.status, done.out) == (0, PLAN)
    assert refused.status == 2
    assert refused.err.startswith("manage.py squashkit: There is no app nothing")


def test_a_project_can_be_named_from_elsewhere(site, tmp_path):
    done = squashkit(tmp_path, "plan", "--project", str(site.root), "--settings", "settings")

    assert done.out == PLAN


def test_a_folder_within_the_project_will_do(site):
    assert squashkit(site.root / "shop", "plan").out == PLAN


def test_static_needs_no_settings(site):
    (site.root / "manage.py").unlink()
    (site.root / "settings.py").unlink()
    done = squashkit(site.root, "plan", "--static")

    assert done.status == 0
    assert "3 -> ?" in done.out
    assert "Note: Apps were found by their files alone" in done.out
    assert squashkit(site.root, "history", "--static").status == 0


@pytest.mark.parametrize("verb", ["history", "plan", "squash"])
def test_json_documents_name_their_schema_and_version(site, verb):
    done = squashkit(site.root, verb, "--format", "json")
    document = json.loads(done.out)

    assert (document["schema"], document["version"]) == (f"squashkit/{verb}", 1)
    assert done.out == json.dumps(document, indent=2, sort_keys=True) + "\n"


PLAN_PAGE = """\
| App | Becomes | Files | Operations | Ends because |
| --- | --- | --- | --- | --- |
| shop | 0001_squashed_0003_name | 3 -> 1 | 3 -> 1 | the app ends |

**3 files can become 1, 3 operations 1.**

An empty database runs 1 of these apps' migrations instead of 3; dependencies alone ask for at \
least 1.
"""


def test_a_plan_in_markdown(site):
    assert squashkit(site.root, "plan", "--format", "markdown").out == PLAN_PAGE


def test_history_in_markdown(site):
    head, line, row, _, total = squashkit(
        site.root, "history", "--format", "markdown"
    ).out.splitlines()

    assert (row, total) == (
        r"| shop | 3 | 3 | 0 | \- | \- | 0003_name | \- |",
        "**3 migrations in 1 app.**",
    )
    assert head.count("|") == line.count("|") == row.count("|")


def test_a_squash_in_markdown(site):
    """What was proven comes first, and the plan can be unfolded."""
    dry = squashkit(site.root, "squash", "--diff", "--format", "markdown", "--output", "squash.md")
    page = (site.root / "squash.md").read_text()
    done = squashkit(site.root, "squash", "--format", "markdown")

    assert (dry.status, dry.out, done.status) == (0, "", 0)
    assert page.startswith("**The proof holds.**\n\n| Check | Engine | Compared | Result |\n")
    assert "</details>\n\nNothing was written; 1 file would be.\n\n<details>" in page
    assert f"<summary>The plan</summary>\n\n{PLAN_PAGE}\n</details>\n" in page
    assert "<summary>The changes</summary>\n\n```diff\n--- /dev/null\n+++ b/shop/" in page
    assert page.endswith("\n```\n\n</details>\n")
    assert "**Wrote 1 file:**\n\n- `shop/migrations/0001_squashed_0003_name.py`\n" in done.out


def test_a_cleanup_and_a_comparison_in_markdown(site):
    squashkit(site.root, "squash")
    blocked = squashkit(site.root, "cleanup", "--format", "markdown")
    site.manage("migrate")
    site.commit()
    done = squashkit(site.root, "cleanup", "--format", "markdown")
    same = squashkit(site.root, "diff", "default", "default", "--format", "markdown")

    assert (blocked.status, blocked.out) == (
        1,
        "Nothing was changed.\n\n"
        "shop.0001_squashed_0003_name stays. Database default has 0 of the 3 migrations that "
        "shop.0001_squashed_0003_name replaces. Bring it up to date first: python manage.py "
        "migrate --database default\n",
    )
    assert done.status == 0
    assert done.out.startswith("**The proof holds.**\n")
    assert done.out.endswith(
        "3 files deleted, 1 file rewritten, 1 file added.\n\n"
        "default has recorded shop.0001_squashed_0003_name.\n"
    )
    assert same.out.startswith("**They are the same.**\n")


def test_a_format_that_a_verb_does_not_have(site):
    done = squashkit(site.root, "plan", "--format", "github")

    assert done.status == 2
    assert "invalid choice: 'github'" in done.err


def test_output_goes_into_a_file(site):
    done = squashkit(site.root, "plan", "--output", "plan.txt")

    assert done.out == ""
    assert (site.root / "plan.txt").read_text() == PLAN


def test_dry_run_proves_and_writes_nothing(site):
    before = site.files()
    done = squashkit(site.root, "squash", "--dry-run")

    assert done.status == 0
    assert "The proof holds." in done.out
    assert "Nothing was written; 1 file would be." in done.out
    assert site.files() == before


def test_diff_shows_the_file_and_writes_nothing(site):
    before = site.files()
    done = squashkit(site.root, "squash", "--diff")

    assert "+++ b/shop/migrations/0001_squashed_0003_name.py" in done.out
    assert "+    initial = True" in done.out
    assert site.files() == before


def test_squash_writes_the_file_after_the_proof(site):
    before = site.files()
    done = squashkit(site.root, "squash", "--proof", "proof.json")
    new = site.files().keys() - before.keys()
    proof = json.loads((site.root / "proof.json").read_text())

    assert done.status == 0
    assert new == {"shop/migrations/0001_squashed_0003_name.py"}
    assert proof["schema"] == "squashkit/proof"
    assert proof["basis"]["digests"].keys() == new | {
        f"shop/migrations/{name}.py" for name in ("0001_initial", "0002_price", "0003_name")
    }
    assert site.manage("migrate")
    assert "No changes detected" in site.manage("makemigrations", "--check", "--dry-run")


def test_a_plan_file_can_be_carried_out(site):
    squashkit(site.root, "plan", "--format", "json", "--output", "plan.json")
    site.commit()
    done = squashkit(site.root, "squash", "--plan", "plan.json")

    assert done.status == 0
    assert "Wrote 1 file" in done.out


def test_progress_goes_to_stderr(site):
    done = squashkit(site.root, "squash", "--dry-run")

    assert done.err.splitlines() == [
        "squashkit: reading the history",
        "squashkit: replaying the history on SQLite",
        "squashkit: merging operations",
        "squashkit: composing 1 file",
        "squashkit: proving 1 squash",
        "squashkit: trying an empty database on SQLite",
        "squashkit: trying databases that are part of the way on SQLite",
    ]


def test_nothing_to_squash_is_fine(empty_site):
    site = empty_site("shop")
    site.migration("shop.0001_initial", f'migrations.CreateModel("Item", [{ID}]),')
    site.commit()
    done = squashkit(site.root, "squash")

    assert done.status == 0
    assert done.out.startswith("Nothing to squash.")


def test_excluded_apps_stay(site):
    site.write("pyproject.toml", '[tool.squashkit]\nexclude = ["shop"]\n')

    assert "shop was excluded. [SQK112]" in squashkit(site.root, "plan").out
    assert "shop was excluded. [SQK112]" in squashkit(site.root, "plan", "--exclude", "shop").out


@pytest.mark.parametrize(
    ("given", "listed"),
    [
        ("--keep 1", "--keep has"),
        ("--until v2 --older-than 2026-01-31", "--until, --older-than have"),
        ("--refs 'origin/*' --in-flight list", "--refs, --in-flight have"),
    ],
)
def test_a_plan_has_bounds_of_its_own(site, given, listed):
    squashkit(site.root, "plan", "--format", "json", "--output", "plan.json")
    done = squashkit(site.root, "squash", "--plan", "plan.json", *shlex.split(given))

    assert done.status == 2
    assert f"--plan has its own bounds, so {listed} no effect." in done.err
    assert f"Make another plan: squashkit plan {given}" in done.err


@pytest.mark.parametrize("verb", ["plan", "squash", "cleanup"])
def test_a_base_is_for_branches(site, verb):
    done = squashkit(site.root, verb, "--base", "main")

    assert (done.status, done.out) == (2, "")
    assert done.err == (
        "squashkit: Nothing is compared with --base main, as no branches are named.\n"
        "  Name them: --refs 'origin/*'\n"
    )


class TestConfiguredBranches:
    @pytest.fixture
    def configured(self, site):
        site.write(
            "pyproject.toml", '[tool.squashkit]\nbase = "topic"\nrefs = ["origin/*", "t*"]\n'
        )
        site.commit()
        return site

    @pytest.mark.parametrize("verb", ["plan", "squash"])
    def test_what_is_not_here_is_a_note(self, configured, verb):
        configured.git("branch", "topic")
        words = ["--dry-run"] if verb == "squash" else []
        done = squashkit(configured.root, verb, *words)

        assert done.status == 0
        assert done.out.count("Note: No branch matches") == 1
        assert "No branch matches origin/*, which pyproject.toml names." in done.out

    def test_on_the_command_line_it_is_an_error(self, configured):
        configured.git("branch", "topic")
        done = squashkit(configured.root, "plan", "--refs", "origin/*")

        assert (done.status, done.out) == (2, "")
        assert "matches 'origin/*'" in done.err

    def test_none_of_them_is_here(self, configured):
        done = squashkit(configured.root, "plan")

        assert done.status == 0
        assert done.out.count("Note: No branch matches") == 2

    def test_the_base_is_that_of_pyproject(self, configured):
        configured.git("checkout", "-qb", "topic")
        configured.migration("shop.0004_x", "", "shop.0002_price")
        configured.commit()
        configured.git("checkout", "-q", "main")

        assert "SQK113" not in squashkit(configured.root, "plan").out
        assert "SQK113" in squashkit(configured.root, "plan", "--base", "main").out


def test_a_pipe_is_as_wide_as_the_tables_at_refs(site):
    name = "0004_" + "very_long_name_" * 9
    site.migration(f"shop.{name}", "", "shop.0003_name")
    site.commit()

    assert name in squashkit(site.root, "history", "--at", "HEAD").out


class TestAProofThatDoesNotHold:
    @pytest.fixture
    def unstable(self, site):
        """A step whose outcome depends on how many migrations there are."""
        site.migration(
            "shop.0003_name",
            "migrations.RunSQL(f'CREATE TABLE shop_{LATER} (x integer)'),",
            "shop.0002_price",
            before="""
            import sys
            LATER = "after" if "squashed" in __name__ else "before"
            """,
        )
        site.models("shop", "class Item(models.Model):\n    price = models.IntegerField()\n")
        site.commit()
        return site

    def test_nothing_is_written(self, unstable):
        before = unstable.files()
        done = squashkit(unstable.root, "squash")

        assert done.status == 1
        assert "table shop_after" in done.out
        assert " ".join(done.out.split()).count(f"Next: {COMPOSED}") == 1
        assert "The proof does not hold." in done.out
        assert unstable.files() == before

    def test_keep_going_leaves_the_app_out(self, unstable):
        done = squashkit(unstable.root, "squash", "--keep-going")

        assert done.status == 0
        assert "[SQK111]" in done.out
        assert "squashkit: leaving out shop: not proven" in done.err

    def test_validate_says_so_too(self, unstable):
        squashkit(unstable.root, "squash", "--diff")
        wrong = """
            from django.db import migrations

            class Migration(migrations.Migration):
                replaces = [("shop", "0001_initial"), ("shop", "0002_price"), ("shop", "0003_name")]
                dependencies = []
                operations = []
            """
        unstable.write("shop/migrations/0001_squashed_0003_name.py", wrong)
        done = squashkit(unstable.root, "validate")

        assert done.status == 1
        assert "table shop_item" in done.out

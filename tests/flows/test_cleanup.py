"""`cleanup`: what has to be so before, what it leaves behind, and the commit that has it."""

import json
import subprocess
from pathlib import Path

import pytest

from squashkit import Project, RepositoryError, Terms
from tests.commands import squashkit
from tests.projects import ID, IDENTITY

SQUASH = "shop.0001_squashed_0003_name"


@pytest.fixture(autouse=True)
def _identity(monkeypatch):
    for name, value in IDENTITY.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def squashed(site):
    """Released as v1 without the squash and as v2 with it; the database has it."""
    site.git("tag", "v1")
    site.manage("migrate")
    assert squashkit(site.root, "squash").status == 0
    site.commit()
    site.git("tag", "v2")
    site.manage("migrate")
    return site


def record(site):
    return json.loads((site.root / "shop/migrations/replaced.json").read_text())


def said(done):
    """What is printed, whatever the lines."""
    return " ".join(done.out.split())


def test_it_leaves_a_record_of_what_went(squashed):
    commit = squashed.git("rev-parse", "HEAD").strip()
    assert squashkit(squashed.root, "cleanup").status == 0

    assert record(squashed) == {
        "schema": "squashkit/replaced",
        "version": 1,
        "squashes": [
            {
                "squash": {"app": "shop", "name": "0001_squashed_0003_name"},
                "replaced": [
                    {"app": "shop", "name": "0001_initial"},
                    {"app": "shop", "name": "0002_price"},
                    {"app": "shop", "name": "0003_name"},
                ],
                "since": "v2",
                "last": "v2",
                "commit": commit,
            }
        ],
    }


def test_a_name_that_went_is_no_name_for_a_squash(squashed):
    """It would be, for the next squash ends with a migration of that name."""
    squashkit(squashed.root, "cleanup")
    for name, before in (("0004_a", "0001_squashed_0003_name"), ("0003_name", "0004_a")):
        field = f'migrations.AddField("Item", "f{name}", models.IntegerField(default=1)),'
        squashed.migration(f"shop.{name}", field, f"shop.{before}")
    project = Project(squashed.root, "settings")
    problems = project.check().problems

    assert [(one.rule, one.app) for one in problems] == [("SQK303", "shop")]
    assert problems[0].hint.startswith("Rename ")


@pytest.mark.parametrize(
    ("options", "status", "expected"),
    [
        (["--released-in", "v2"], 0, f"v2 has {SQUASH}."),
        (["--released-in", "v*"], 1, f"{SQUASH} stays. v1 does not have {SQUASH}."),
        (["--min-releases", "1"], 0, f"v2 has {SQUASH}."),
        (
            ["--min-releases", "2"],
            1,
            f"{SQUASH} stays. v2 has {SQUASH}, and --min-releases asks for 2. Release it before",
        ),
        (["--older-than", "2000-01-01"], 1, f"{SQUASH} was committed on 20"),
        (["--older-than", "0d"], 0, f"{SQUASH} was committed on 20"),
    ],
)
def test_releases_and_age(squashed, options, status, expected):
    done = squashkit(squashed.root, "cleanup", "--dry-run", *options)

    assert done.status == status
    assert expected in said(done)


def test_a_release_that_is_nowhere(squashed):
    done = squashkit(squashed.root, "cleanup", "--released-in", "w*")

    assert (done.status, done.out) == (2, "")
    assert "No branch or tag in" in done.err


def branch(site, name, after):
    """A branch with one more migration; the squash's own commit is not on it."""
    site.git("switch", "-q", "-c", name, "v1")
    field = 'migrations.AddField("Item", "size", models.IntegerField(default=1)),'
    site.migration("shop.0004_size", field, after)
    site.git("add", "-A")
    site.git("commit", "-qm", name)
    site.git("switch", "-q", "main")


def test_a_branch_that_needs_what_would_go(squashed):
    branch(squashed, "size", "shop.0003_name")
    done = squashkit(squashed.root, "cleanup", "--refs", "size")

    assert done.status == 1
    assert said(done) == (
        f"{SQUASH} stays. size: shop.0004_size depends on shop.0003_name, which would go. Merge "
        f"size first, or let it name {SQUASH} there. Nothing was changed."
    )


def test_branches_of_the_configuration(squashed):
    branch(squashed, "size", "shop.0003_name")
    squashed.write("pyproject.toml", '[tool.squashkit]\nrefs = ["size", "gone/*"]\n')
    done = squashkit(squashed.root, "cleanup")

    assert done.status == 1
    assert "size: shop.0004_size depends on" in said(done)
    assert "No branch matches gone/*, which pyproject.toml names." in said(done)


def test_one_commit_with_the_evidence(squashed):
    squashed.write("README", "mine\n")
    squashed.git("add", "README")
    done = squashkit(squashed.root, "cleanup", "--commit", "--min-releases", "1")
    assert done.status == 0, done.err

    message = squashed.git("log", "-1", "--format=%B")
    assert message.startswith(
        "Make 1 squash normal\n\nThe replaced files are deleted; in their place is:\n"
        f"- {SQUASH}\n\nEvidence:\n- default has recorded {SQUASH}.\n- v2 has {SQUASH}.\n\n"
        "Proven equal before it was written:\n- graph: "
    )
    assert squashed.git("show", "--name-status", "--format=", "HEAD").split() == [
        *("D", "shop/migrations/0001_initial.py"),
        *("M", "shop/migrations/0001_squashed_0003_name.py"),
        *("D", "shop/migrations/0002_price.py"),
        *("D", "shop/migrations/0003_name.py"),
        *("A", "shop/migrations/replaced.json"),
    ]
    assert squashed.git("status", "--short") == "A  README\n"
    commit = squashed.git("rev-parse", "--short=9", "HEAD").strip()
    assert done.out.endswith(
        "3 files deleted, 1 file rewritten, 1 file added, "
        f"in commit {commit}. Undo it: git revert {commit}\n"
    )


def refusing_hook(site):
    hook = site.root / ".git/hooks/pre-commit"
    hook.write_text("#!/bin/sh\necho no, said the hook >&2\nexit 1\n")
    hook.chmod(0o755)
    return "git did not commit: no, said the hook"


def reformatting_hook(site):
    """As those of formatters do: they change what is to be committed, and refuse it once."""
    hook = site.root / ".git/hooks/pre-commit"
    hook.write_text(
        "#!/bin/sh\ngit diff --cached --name-only --diff-filter=AM | while read name; do\n"
        '  echo "# mine" >> "$name"\ndone\necho reformatted >&2\nexit 1\n'
    )
    hook.chmod(0o755)
    return "git did not commit: reformatted"


def ignoring(site):
    site.write(".gitignore", "*.sqlite3\n__pycache__/\n*.json\n")
    site.git("commit", "-qam", "ignore")
    return "shop/migrations/replaced.json, and other clones need it."


def detached(site):
    site.git("switch", "-q", "--detach", "HEAD")
    return "No branch is checked out in"


def merging(site):
    site.git("switch", "-q", "-c", "other", "v1")
    site.write("README", "theirs\n")
    site.commit()
    site.git("switch", "-q", "main")
    site.git("merge", "-q", "--no-commit", "--no-ff", "other")
    return "git is in the midst of a merge"


def nobody(site):
    site.git("config", "user.useConfigOnly", "true")
    return "git did not commit: "


def dirty(site):
    path = site.root / "shop/migrations/0002_price.py"
    path.write_text(path.read_text() + "# mine\n")
    return "There are changes that are not committed: shop/migrations/0002_price.py."


@pytest.mark.parametrize(
    "prepare", [refusing_hook, reformatting_hook, ignoring, detached, merging, nobody, dirty]
)
def test_no_commit_and_nothing_done(squashed, prepare, monkeypatch):
    expected = prepare(squashed)
    if prepare is nobody:
        for name in IDENTITY:
            monkeypatch.delenv(name)
    before = squashed.git("status", "--short"), squashed.files()
    done = squashkit(squashed.root, "cleanup", "--commit")

    assert (done.status, done.out) == (2, "")
    assert expected in done.err
    assert (squashed.git("status", "--short"), squashed.files()) == before
    assert not (squashed.root / "shop/migrations/replaced.json").exists()


def test_an_annotated_list_is_edited_as_well(squashed):
    path = squashed.root / f"shop/migrations/{SQUASH.partition('.')[2]}.py"
    path.write_text(path.read_text().replace("replaces = [", "replaces: list[tuple[str, str]] = ["))
    squashed.commit()
    done = squashkit(squashed.root, "cleanup")

    assert done.status == 0, done.err
    assert "replaces" not in path.read_text()


def test_without_a_commit_that_has_all_of_it_the_record_names_none(squashed):
    """It would lead a database that comes late to the wrong place."""
    squashed.git("reset", "-q", "--soft", "v1")
    squashed.git("tag", "-d", "v2")
    assert squashkit(squashed.root, "cleanup", "--no-git").status == 0
    [entry] = record(squashed)["squashes"]

    assert (entry["since"], entry["last"], entry["commit"]) == ("", "", "")


def test_a_commit_without_git(squashed):
    done = squashkit(squashed.root, "cleanup", "--commit", "--no-git")

    assert (done.status, done.out) == (2, "")
    assert "--commit needs git, and --no-git does without." in done.err


def test_after_everything_is_cleaned_up(squashed):
    squashkit(squashed.root, "cleanup")
    done = squashkit(squashed.root, "cleanup")

    assert (done.status, done.out) == (2, "")
    assert "There is no squashed migration in shop.\n  Cleanups are on record; git" in done.err


def test_an_app_that_other_settings_install(squashed):
    for name in ("extra/__init__.py", "extra/migrations/__init__.py"):
        squashed.write(name, "")
    squashed.migration("extra.0001_x", f"migrations.CreateModel('X', [{ID}]),", "shop.0003_name")
    squashed.write("other.py", "from settings import *\nINSTALLED_APPS = ['shop', 'extra']\n")
    squashed.commit()
    done = squashkit(squashed.root, "cleanup")

    assert done.status == 0, done.err
    assert "extra.0001_x names what went and was rewritten; nothing is proven of it" in said(done)
    squashed.manage("migrate", "--settings", "other")


def test_max_migration_names_the_squash(squashed):
    """Somebody squashed with another tool, which left it as it was."""
    path = squashed.write("shop/migrations/max_migration.txt", "0003_name\n")
    squashed.commit()
    assert squashkit(squashed.root, "cleanup").status == 0

    assert path.read_text() == "0001_squashed_0003_name\n"


def nested(site):
    """A squash of a squash by hand, which Django reads since 6.0; both have all their files."""
    for number, before in ((1, ""), (2, "a.0001_x"), (3, "a.0002_x"), (4, "a.0003_x")):
        site.migration(f"a.000{number}_x", f'migrations.CreateModel("M{number}", [{ID}]),', before)
    models = "".join(f'migrations.CreateModel("M{number}", [{ID}]),\n' for number in (1, 2))
    site.migration("a.0001_s", models, body='replaces = [("a", "0001_x"), ("a", "0002_x")]')
    models += f'migrations.CreateModel("M3", [{ID}]),\n'
    inner = '("a", "0001_x"), ("a", "0002_x"), ("a", "0001_s")'
    site.migration("a.0001_t", models, body=f'replaces = [{inner}, ("a", "0003_x")]')
    site.models("a", "".join(f"class M{n}(models.Model):\n    pass\n" for n in (1, 2, 3, 4)))


def test_an_inner_squash_that_is_cleaned_up_alone(empty_site):
    """The outer one names it then, and no more what it replaced."""
    site = empty_site("a")
    nested(site)
    site.commit()
    terms = Terms(deployed=(state(site, "a.0001_x a.0002_x a.0001_s"),))
    made = Project(site.root, "settings").cleanup(terms=terms)
    assert [str(one) for one in made.ready] == ["a.0001_s"], made.blocked
    assert made.proof.holds, [str(d) for c in made.proof.checks for d in c.differences]
    made.write()

    text = (site.root / "a/migrations/0001_t.py").read_text()
    assert 'replaces = [("a", "0001_s"), ("a", "0003_x")]' in text
    names = sorted(path.stem for path in (site.root / "a/migrations").glob("0*.py"))
    assert names == ["0001_s", "0001_t", "0003_x", "0004_x"]


def test_a_branch_that_needs_what_an_inner_squash_replaces(empty_site):
    site = empty_site("a")
    nested(site)
    site.commit()
    site.git("switch", "-q", "-c", "feat")
    site.migration("a.0005_y", f"migrations.CreateModel('N', [{ID}]),", "a.0002_x")
    site.git("add", "-A")
    site.git("commit", "-qm", "feat")
    site.git("switch", "-q", "main")
    applied = "a.0001_x a.0002_x a.0001_s a.0003_x a.0001_t"
    terms = Terms(deployed=(state(site, applied),), refs=("feat",))
    made = Project(site.root, "settings").cleanup(terms=terms)

    assert (made.ready, made.changes) == ((), ())
    assert {one.fact for one in made.blocked} == {
        "feat: a.0005_y depends on a.0002_x, which would go."
    }


def test_an_inner_squash_that_is_ready_too_is_not_made_normal(empty_site):
    """It goes with the outer one, and neither the report nor the commit says otherwise."""
    site = empty_site("a")
    nested(site)
    site.commit()
    applied = "a.0001_x a.0002_x a.0001_s a.0003_x a.0001_t"
    made = Project(site.root, "settings").cleanup(terms=Terms(deployed=(state(site, applied),)))

    assert [str(one) for one in made.ready] == ["a.0001_t"]
    assert "in their place is:\n- a.0001_t\n\n" in made.message


def test_an_outer_squash_takes_the_inner_one_with_it(empty_site):
    site = empty_site("a")
    nested(site)
    site.commit()
    applied = "a.0001_x a.0002_x a.0003_x a.0001_t"
    terms = Terms(deployed=(state(site, applied),))
    made = Project(site.root, "settings").cleanup(terms=terms)
    assert [str(one) for one in made.ready] == ["a.0001_t"]
    made.write()

    names = sorted(path.stem for path in (site.root / "a/migrations").glob("0*.py"))
    assert names == ["0001_t", "0004_x"]
    [entry] = json.loads((site.root / "a/migrations/replaced.json").read_text())["squashes"]
    assert [one["name"] for one in entry["replaced"]] == ["0001_x", "0002_x", "0001_s", "0003_x"]


def state(site, names):
    """A database with these migrations on record, in a file."""
    from squashkit.model.deployed import Deployed, Deployment, Recorded, times_of
    from squashkit.reporting.documents import to_json

    rows = (Recorded(*one.split(".")) for one in names.split())
    path = site.root / "state.json"
    path.write_text(to_json("state", Deployment((Deployed("x", times_of(rows)),))))
    return str(path)


def test_outside_git_there_is_no_commit(squashed):
    subprocess.run(["rm", "-rf", str(squashed.root / ".git")], check=True)
    made = Project(squashed.root, "settings").cleanup()

    with pytest.raises(RepositoryError):
        made.commit()
    assert made.write(require_git=False) == tuple(
        Path(squashed.root, "shop/migrations", name)
        for name in (
            "0001_initial.py",
            "0001_squashed_0003_name.py",
            "0002_price.py",
            "0003_name.py",
            "replaced.json",
        )
    )


def test_an_order_that_only_the_replaced_files_ask_for_is_told(empty_site):
    """Here `migrate` happens to keep it, as it goes by the names of apps."""
    site = empty_site("app", "base")
    site.migration("app.0001_a", "")
    site.migration("base.0001_a", f"migrations.CreateModel('A', [{ID}]),", "app.0001_a")
    step = "migrations.RunPython(lambda *_: None),"
    site.migration("base.0002_b", step, "base.0001_a app.0001_a")
    replaces = "replaces = [('base', '0001_a'), ('base', '0002_b')]"
    site.migration("base.s", f"migrations.CreateModel('A', [{ID}]),", body=replaces)
    site.manage("migrate")
    done = squashkit(site.root, "cleanup", "--dry-run", "--no-git")

    assert done.status == 0, done.out
    assert "base.s without what it replaces: runs after app.0001_a became absent" in said(done)

"""`squashkit conflicts` on real repositories: what people read, in every kind of clone."""

import json
import sys
from textwrap import dedent

import pytest

from squashkit.source.parsing import NOT_VALID
from tests.commands import run, squashkit
from tests.flows.teams import SAMPLES, Team, add
from tests.projects import ID


def asked(folder, *options):
    """The document, with the exit status checked against it."""
    done = squashkit(folder, "conflicts", "--format", "json", *options)
    assert done.status in {0, 1}, done.err
    assert done.err == ""
    document = json.loads(done.out)
    errors = [one for one in document["findings"] if one["level"] == "error"]
    assert done.status == bool(errors)
    return document


def said(folder, *options):
    """Each finding in a line."""
    found = asked(folder, *options)["findings"]
    return [f"{one['rule']} {one['level']}: {one['fact']}" for one in found]


def where(finding):
    return [f"{one['path']}:{one['line']} on {one['ref']['name']}" for one in finding["places"]]


LEAVES = "With main and topic merged, shop ends in 2 migrations: 0004_colour, 0004_weight."
NUMBER = "main adds shop.0004_weight and topic adds shop.0004_colour: one number for two."
EITHER = (
    "main: 0004_weight creates shop.item.weight; topic: 0004_colour creates shop.item.colour; "
    "either may come first."
)
MEETING = [f"SQK201 error: {LEAVES}", f"SQK202 warning: {NUMBER}", f"SQK204 note: {EITHER}"]

MERGED = [line.replace("main", "HEAD^1").replace("topic", "HEAD^2") for line in MEETING]


@pytest.fixture
def meeting(team):
    """Two leaves: the branch `topic`, and `main`, which is checked out."""
    team.add("topic", "shop.0004_colour", add("colour"), "shop.0003_name")
    team.add("main", "shop.0004_weight", add("weight"), "shop.0003_name")
    return team


def test_who_where_why_and_what_next(meeting):
    commits = {name: meeting.git("rev-parse", name) for name in ("main", "topic")}
    dates = {name: meeting.git("log", "-1", "--format=%cI", name) for name in commits}
    done = squashkit(meeting.root, "conflicts")

    def place(line, name):
        file = {"main": "0004_weight", "topic": "0004_colour"}[name]
        when = dates[name][:10]
        return (
            f"        shop/migrations/{file}.py:{line} on {name}, {commits[name][:9]} {when} test "
            "<test@example.org>\n"
        )

    assert (done.status, done.err) == (1, "")
    assert done.out == (
        f"error   SQK201  {LEAVES}\n"
        + place(8, "topic")
        + place(8, "main")
        + "        Next: On topic: git merge main && squashkit rebase --onto main\n\n"
        f"warning SQK202  {NUMBER}\n"
        + place(8, "main")
        + place(8, "topic")
        + "        Next: On topic: git mv shop/migrations/0004_colour.py "
        "shop/migrations/0005_colour.py, and name it so where it is a dependency.\n\n"
        f"note    SQK204  {EITHER}\n"
        + place(10, "main")
        + place(10, "topic")
        + f"\n1 error, 1 warning, 1 note: 1 ref against main ({commits['main'][:9]}).\n"
    )


def test_the_document(meeting):
    document = asked(meeting.root)
    main, topic = (meeting.git("rev-parse", name) for name in ("main", "topic"))

    assert (document["schema"], document["version"]) == ("squashkit/conflicts", 1)
    assert document["base"] == {"name": "main", "commit": main}
    assert document["refs"] == [{"name": "topic", "commit": topic}]
    assert document["apps"] == ["shop", "stock"]
    first = document["findings"][0]
    places = first.pop("places")
    assert first == {
        "rule": "SQK201",
        "level": "error",
        "app": "shop",
        "fact": LEAVES,
        "hint": "On topic: git merge main && squashkit rebase --onto main",
        "refs": ["main", "topic"],
    }
    assert places[0] == {
        "path": "shop/migrations/0004_colour.py",
        "line": 8,
        "ref": {"name": "topic", "commit": topic},
        "change": {
            "commit": topic,
            "author": "test <test@example.org>",
            "date": meeting.git("log", "-1", "--format=%cI", "topic"),
        },
    }


def test_the_hint_resolves_it(meeting):
    hint = asked(meeting.root)["findings"][0]["hint"]
    where, _, commands = hint.partition(": ")
    meeting.git("switch", where.removeprefix("On "))
    merge, rebase = commands.split(" && squashkit ")
    meeting.git(*merge.removeprefix("git ").split())
    done = squashkit(meeting.root, *rebase.split())
    meeting.site.commit()

    assert done.status == 0, done.err
    assert not [line for line in said(meeting.root) if " error: " in line]


def test_the_same_on_every_run(branched, monkeypatch):
    texts = set()
    for seed in "123":
        monkeypatch.setenv("PYTHONHASHSEED", seed)
        texts.add(squashkit(branched, "conflicts", "--format", "json").out)
        texts.add(squashkit(branched, "conflicts", "--refs", "feature/w*", "feature/*").out)

    assert len(texts) == 2


ALTER = 'migrations.AlterField("Item", "price", models.TextField(null=True)),'
REMOVE = 'migrations.RemoveField("Item", "price"),'
RENAME = 'migrations.RenameModel("Item", "Thing"),'
POINT = 'migrations.AddField("Shelf", "item", models.ForeignKey("shop.Item", models.CASCADE)),'
SUFFIX = "; the order decides, or the later one fails."


class TestEachRule:
    """What one branch, or two, bring up in a repository; other findings are the same each time."""

    @pytest.fixture
    def rules(self, team):
        def only(*numbers, options=(), refs=()):
            wanted = tuple(f"SQK{number}" for number in numbers)
            team.git("switch", "-q", "main")
            chosen = ["--refs", *refs] if refs else []
            lines = said(team.root, *chosen, *options)
            return [line for line in lines if line.startswith(wanted)]

        return only

    def test_one_name_for_two(self, team, rules):
        team.add("main", "shop.0004_x", add("weight"), "shop.0003_name")
        team.add("topic", "shop.0004_x", add("colour"), "shop.0003_name")

        assert rules(201, 202, 203) == [
            "SQK203 error: main and topic both add shop.0004_x, and the files differ."
        ]

    def test_the_order_matters(self, team, rules):
        team.add("main", "shop.0004_a", ALTER, "shop.0003_name")
        team.add("topic", "shop.0004_b", ALTER, "shop.0003_name")

        assert rules(205) == [
            "SQK205 error: main: 0004_a alters shop.item.price; "
            f"topic: 0004_b alters shop.item.price{SUFFIX}"
        ]

    def test_one_removes_what_the_other_uses(self, team, rules):
        team.add("main", "shop.0004_a", REMOVE, "shop.0003_name")
        team.add("topic", "shop.0004_b", ALTER, "shop.0003_name")

        assert rules(205, 206) == [
            "SQK206 error: main: 0004_a removes shop.item.price; "
            f"topic: 0004_b alters shop.item.price{SUFFIX}"
        ]

    def test_one_renames_what_the_other_uses_in_another_app(self, team, rules):
        team.add("rename", "shop.0004_a", RENAME, "shop.0003_name")
        team.add("point", "stock.0002_b", POINT, "stock.0001_initial shop.0003_name")

        assert rules("2") == [
            f"SQK206 error: point: 0002_b uses shop.item; rename: 0004_a removes shop.item{SUFFIX}"
        ]

    def test_a_migration_of_the_base_is_edited(self, team, rules):
        team.add("heavy", "shop.0002_price", add("cost"), "shop.0001_initial")
        path = "shop/migrations/0002_price.py"
        text = (team.on("light").root / path).read_bytes()
        team.write("light", path, text + b"\n# a comment\n")
        team.write("windows", path, text.replace(b"\n", b"\r\n"))

        team.write("argument", path, text.replace(b"null=True", b"default=0"))

        # What reads as the same code is no edit: comments, and how lines end.
        assert rules(207) == [
            "SQK207 error: argument edits 0002_price of shop, which main already has.",
            "SQK207 error: heavy edits 0002_price of shop, which main already has.",
        ]

    def test_a_migration_of_the_base_is_renamed_or_deleted(self, team, rules):
        team.on("moved")
        team.git("mv", "shop/migrations/0003_name.py", "shop/migrations/0003_title.py")
        team.commit()
        team.remove("gone", "shop/migrations/0003_name.py")

        assert rules(207, 208, 209, refs=["moved"]) == [
            "SQK208 error: moved renames 0003_name to 0003_title of shop, which main already has."
        ]
        assert rules(207, 208, 209, refs=["gone"]) == [
            "SQK209 error: gone deletes 0003_name of shop, which main already has."
        ]

    def test_a_dependency_inside_a_planned_squash(self, team, rules):
        team.add("topic", "stock.0002_x", POINT, "stock.0001_initial shop.0002_price")
        team.git("switch", "-q", "main")
        options = ("--static", "--format", "json", "--output", "plan.json")
        assert squashkit(team.root, "plan", *options).status == 0

        assert rules(210) == []
        assert rules(210, options=["--plan", "plan.json"]) == [
            "SQK210 error: topic: stock.0002_x depends on 0002_price, the middle of the planned "
            "squash shop.0001_squashed_0003_name."
        ]

    def test_a_branch_behind_a_squash_and_then_behind_its_cleanup(self, team, rules):
        members = "shop.0001_initial shop.0002_price shop.0003_name"
        team.add("topic", "stock.0002_x", POINT, "stock.0001_initial shop.0002_price")
        team.squash("main", "shop.0001_squashed", members)

        assert rules("2") == [
            "SQK210 error: topic: stock.0002_x depends on 0002_price, the middle of the existing "
            "squash shop.0001_squashed.",
            "SQK215 warning: topic adds stock.0002_x and has not seen shop.0001_squashed on main.",
        ]

        names = ("0001_initial", "0002_price", "0003_name")
        team.remove("main", *(f"shop/migrations/{name}.py" for name in names))
        team.add("main", "shop.0001_squashed")
        team.add("main", "stock.0001_initial", "", "shop.0001_squashed")

        assert (
            "SQK214 error: topic: stock.0002_x depends on shop.0002_price, which main removes."
            in (rules("2"))
        )

    def test_squashes_that_overlap(self, team, rules):
        team.squash("one", "shop.0001_squashed", "shop.0001_initial shop.0002_price")
        team.squash(
            "two", "shop.0002_squashed", "shop.0002_price shop.0003_name", "shop.0001_initial"
        )

        assert rules("2") == [
            "SQK211 error: shop.0001_squashed on one and shop.0002_squashed on two both replace "
            "0002_price."
        ]

    def test_a_name_that_a_squash_still_lists(self, team, rules):
        team.squash(
            "main", "shop.0002_squashed", "shop.0002_price shop.0003_name", "shop.0001_initial"
        )
        team.remove("main", "shop/migrations/0002_price.py", "shop/migrations/0003_name.py")
        team.add("topic", "shop.0002_price", add("cost"), "shop.0002_squashed", start="main")

        assert rules(212) == [
            "SQK212 error: topic adds shop.0002_price, a name that shop.0002_squashed on main "
            "replaces."
        ]

    def test_a_circle_that_only_the_merge_closes(self, team, rules):
        team.add("one", "shop.0003_name", add("name"), "shop.0002_price stock.0001_initial")
        parents = "shop.0001_initial shop.0003_name"
        team.add("two", "stock.0001_initial", f'migrations.CreateModel("Shelf", [{ID}]),', parents)

        assert rules(213) == [
            "SQK213 error: With one and two merged, migrations depend on each other in a circle: "
            "shop.0003_name -> stock.0001_initial -> shop.0003_name."
        ]

    def test_what_is_wrong_on_one_ref_alone(self, team, rules):
        team.add("lost", "stock.0002_x", "", "stock.0001_initial shop.0009_no")
        team.add("split", "stock.0002_a", "", "stock.0001_initial")
        team.add("split", "stock.0002_b", "", "stock.0001_initial")

        assert rules(214, 218) == [
            "SQK214 error: lost: stock.0002_x depends on shop.0009_no, which does not exist.",
            "SQK218 error: split: stock ends in 2 migrations: 0002_a, 0002_b.",
        ]


class TestWhatCannotBeRead:
    PATH = "shop/migrations/0004_x.py"

    @pytest.mark.parametrize(
        ("content", "line", "reason"),
        [
            ("from django.db import migrations\nclass (\n", 2, f"{NOT_VALID} (invalid syntax)"),
            ("#" * 5_000_001, 1, "larger than 5 MB"),
            ("# coding: klingon\n", 1, f"{NOT_VALID} (unknown encoding: klingon)"),
        ],
        ids=["syntax", "huge", "cookie"],
    )
    def test_is_a_finding_on_its_ref_and_not_the_end(self, meeting, content, line, reason):
        meeting.write("broken", self.PATH, content)
        document = asked(meeting.root)
        [finding] = [one for one in document["findings"] if one["rule"] == "SQK216"]

        assert finding["level"] == "error"
        assert finding["fact"] == f"broken: {self.PATH}, line {line}: {reason}."
        assert finding["hint"] == f"Mend {self.PATH} on broken."
        assert where(finding) == [f"{self.PATH}:{line} on broken"]
        assert finding["places"][0]["change"]["author"] == "test <test@example.org>"
        assert [one["fact"] for one in document["findings"] if "topic" in one["refs"]] == [
            LEAVES,
            NUMBER,
            EITHER,
        ]

    def test_a_binary_file(self, team):
        team.write("topic", self.PATH, bytes(range(256)))
        [line] = said(team.root, "--base", "main")

        assert line.startswith(f"SQK216 error: topic: {self.PATH}, line 1: {NOT_VALID} (")

    def test_a_file_of_the_base_is_told_once(self, team):
        team.write("main", self.PATH, "class (")
        team.on("one", "main")
        team.commit()
        team.on("two", "main")
        team.commit()

        assert said(team.root, "--base", "main") == [
            f"SQK216 error: main: {self.PATH}, line 1: {NOT_VALID} (invalid syntax)."
        ]

    def test_what_only_running_the_file_would_tell(self, team):
        text = """\
        class Migration(migrations.Migration):
            dependencies = parents()
            operations = []
        """
        team.write("topic", self.PATH, "from django.db import migrations\n" + dedent(text))

        assert said(team.root, "--base", "main") == [
            f"SQK216 warning: topic: {self.PATH}, line 3: `dependencies` is computed when the file "
            "is imported."
        ]

    def test_a_module_that_is_no_migration(self, team):
        team.write("topic", "shop/migrations/helpers.py", "ANSWER = 42\n")

        assert said(team.root, "--base", "main") == [
            "SQK216 warning: topic: shop/migrations/helpers.py, line 1: it defines no class "
            "Migration."
        ]

    def test_other_encodings_line_ends_and_names_are_read(self, team):
        names = {
            "latin": ("0004_latin", "# -*- coding: latin-1 -*-\n# caf\xe9\n", "latin-1"),
            "windows": ("0004_windows", "\r\n", "utf-8"),
            "odd": ("0004_caf\xe9 au lait", "", "utf-8"),
            "gr\xfcn": ("0004_mark", "\ufeff", "utf-8"),
        }
        body = (
            "from django.db import migrations\n\n\nclass Migration(migrations.Migration):\n"
            '    dependencies = [("shop", "0003_name")]\n    operations = []\n'
        )
        for branch, (name, head, encoding) in names.items():
            text = (head + body).replace("\n", "\r\n" if branch == "windows" else "\n")
            team.write(branch, f"shop/migrations/{name}.py", text.encode(encoding))
        team.add("main", "shop.0005_x", "", "shop.0003_name")

        against_main = [line for line in said(team.root) if "With main and" in line]
        assert against_main == [
            f"SQK201 error: With main and {branch} merged, shop ends in 2 migrations: "
            f"{names[branch][0]}, 0005_x."
            for branch in sorted(names)
        ]
        assert not any("SQK216" in line for line in said(team.root))

    def test_an_app_in_a_folder_with_a_blank(self, team):
        for name in ("__init__.py", "migrations/__init__.py"):
            team.write("topic", f"l\xe4den x/{name}", "")
        team.write("topic", "l\xe4den x/migrations/0001_\xfc.py", "class (")

        assert said(team.root, "--base", "main") == [
            f"SQK216 error: topic: l\xe4den x/migrations/0001_\xfc.py, line 1: {NOT_VALID} "
            "(invalid syntax)."
        ]


class TestEveryKindOfRepository:
    @pytest.fixture
    def clone(self, meeting):
        """Clone as from another machine, with `git clone OPTIONS`."""
        meeting.git("config", "uploadpack.allowFilter", "true")
        meeting.git("config", "uploadpack.allowAnySHA1InWant", "true")

        def make(*options):
            target = meeting.root.parent / "clone"
            meeting.git("clone", "-q", *options, f"file://{meeting.root}", str(target))
            return target

        return make

    def test_bare(self, clone):
        assert said(clone("--bare")) == MEETING

    def test_a_linked_worktree(self, meeting):
        tree = meeting.root.parent / "tree"
        meeting.git("worktree", "add", "-q", str(tree), "topic")

        assert said(tree) == MEETING
        assert said(tree, "--check") == [line.replace("topic", "HEAD") for line in MEETING]

    def test_a_folder_within(self, meeting):
        assert said(meeting.root / "shop" / "migrations") == MEETING
        assert said(meeting.root.parent, "--project", str(meeting.root)) == MEETING

    @pytest.mark.parametrize("depth", ["blob:none", "tree:0"])
    def test_a_partial_clone(self, clone, depth):
        target = clone(f"--filter={depth}", "--no-checkout")

        assert said(target, "--refs", "origin/*") == [
            line.replace("topic", "origin/topic").replace("main", "origin/HEAD") for line in MEETING
        ]

    def test_a_shallow_clone_says_what_it_lacks(self, clone):
        [finding] = asked(clone("--depth=1", "--no-single-branch"))["findings"]

        assert (finding["rule"], finding["level"]) == ("SQK217", "error")
        assert finding["fact"] == (
            "origin/topic and origin/HEAD have no commit in common in this shallow clone."
        )
        assert finding["hint"] == "git fetch --unshallow"

    def test_a_shallow_clone_that_is_deep_enough(self, clone):
        target = clone("--depth=2", "--no-single-branch")

        assert [line[:6] for line in said(target)] == ["SQK201", "SQK202", "SQK204"]

    def test_sha256(self, tmp_path, monkeypatch):
        monkeypatch.setenv("GIT_DEFAULT_HASH", "sha256")
        team = Team(tmp_path / "long")
        team.add("topic", "shop.0004_colour", add("colour"), "shop.0003_name")
        team.add("main", "shop.0004_weight", add("weight"), "shop.0003_name")
        document = asked(team.root)

        assert len(document["base"]["commit"]) == 64
        assert said(team.root) == MEETING

    def test_a_submodule_is_not_ours(self, meeting, tmp_path):
        other = Team(tmp_path / "other")
        other.write("main", "shop/migrations/0009_bad.py", "class (")
        meeting.git(
            "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(other.root), "lib"
        )
        meeting.commit()

        assert said(meeting.root) == MEETING

    def test_only_the_main_branch(self, team):
        done = squashkit(team.root, "conflicts")

        commit = team.git("rev-parse", "HEAD")[:9]
        assert (done.status, done.out, done.err) == (
            0,
            f"No conflicts: 0 refs against main ({commit}).\n",
            "",
        )

    @pytest.mark.parametrize("verb", [["conflicts"], ["history", "--refs", "*"]])
    def test_nothing_of_the_project_is_needed_or_run(self, meeting, verb):
        """No settings, no manage.py, no Django; a file that would leave a trace leaves none."""
        meeting.on("topic")
        meeting.remove("topic", "manage.py", "settings.py")
        trace = meeting.root.parent / "was-run"
        meeting.write("topic", "shop/__init__.py", f"open({str(trace)!r}, 'w')\nimport nowhere\n")
        code = f"""
import sys
class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {{"django", "shop", "stock", "settings", "libcst", "black"}}:
            raise ImportError(name)
sys.meta_path.insert(0, Refuse())
from squashkit.cli import main
status = main({verb!r})
loaded = {{name.partition(".")[0] for name in sys.modules}}
assert not loaded & {{"django", "shop", "stock", "settings"}}, loaded
sys.exit(status)
"""
        done = run(meeting.root, sys.executable, "-c", code)

        assert done.err == ""
        assert done.status == (1 if verb == ["conflicts"] else 0)
        assert not trace.exists()


class TestCheck:
    """What CI and hooks ask: only what is checked out."""

    @pytest.fixture
    def pull(self, meeting):
        """The merge result of `topic` into `main`, with a detached HEAD, as CI checks it out."""
        meeting.git("switch", "-q", "--detach", "main")
        meeting.git("merge", "-q", "--no-ff", "topic", "-m", "Merge topic into main")
        return meeting

    def test_the_merge_result_of_a_pull_request(self, pull):
        assert said(pull.root, "--check") == MERGED
        assert said(pull.root, "--check", "--base", "main") == MERGED

    def test_it_needs_no_branch_but_what_is_checked_out(self, pull, tmp_path):
        pull.git("branch", "pull")
        target = tmp_path / "ci"
        pull.git("clone", "-q", "-b", "pull", f"file://{pull.root}", str(target))
        for command in ("switch -q --detach", "remote remove origin", "branch -q -D pull"):
            run(target, "git", *command.split())

        assert said(target, "--check") == MERGED

    def test_a_clone_that_is_too_shallow(self, pull, tmp_path):
        pull.git("branch", "pull")
        target = tmp_path / "ci"
        pull.git("clone", "-q", "--depth=1", "-b", "pull", f"file://{pull.root}", str(target))
        for command in ("switch -q --detach", "remote remove origin", "branch -q -D pull"):
            run(target, "git", *command.split())
        done = squashkit(target, "conflicts", "--check")

        assert (done.status, done.out) == (2, "")
        assert done.err == (
            f"squashkit: {target} has none of origin/HEAD, main, master.\n"
            "  Name the base with --base, once it is here: git fetch --unshallow\n"
        )

    def test_a_branch(self, meeting):
        meeting.git("switch", "-q", "topic")

        assert said(meeting.root, "--check") == [line.replace("topic", "HEAD") for line in MEETING]

    def test_the_base_itself(self, meeting):
        assert said(meeting.root, "--check") == []

    def test_a_branch_into_which_the_base_was_merged(self, meeting):
        meeting.git("switch", "-q", "topic")
        meeting.git("merge", "-q", "--no-commit", "main")
        meeting.site.migration("shop.0005_merge", "", "shop.0004_colour shop.0004_weight")
        meeting.commit()
        assert len(meeting.git("log", "-1", "--format=%P").split()) == 2

        assert said(meeting.root, "--check") == []

    def test_a_merge_that_settles_it_itself(self, pull):
        pull.site.migration("shop.0005_merge", "", "shop.0004_colour shop.0004_weight")
        pull.git("add", "-A")
        pull.git("commit", "-q", "--amend", "--no-edit")

        assert said(pull.root, "--check") == MERGED[1:]

    def test_before_each_push(self, meeting, tmp_path):
        """The hook of the how-to, with the squashkit of this test."""
        remote, clone = tmp_path / "remote.git", tmp_path / "clone"
        meeting.git("clone", "-q", "--bare", str(meeting.root), str(remote))
        meeting.git("clone", "-q", str(remote), str(clone))
        page = (SAMPLES.parent / "docs" / "how-to" / "find-conflicts.md").read_text("utf-8")
        script = page.partition("```sh\n")[2].partition("```")[0]
        hook = clone / ".git" / "hooks" / "pre-push"
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(script.replace("squashkit", f"{sys.executable} -m squashkit"))
        hook.chmod(0o755)

        run(clone, "git", "switch", "-q", "-c", "mine", "origin/topic")
        refused = run(clone, "git", "push", "-q", "origin", "mine")
        assert refused.status == 1
        assert "With origin/main and HEAD merged, shop ends in 2 migrations" in refused.out
        run(clone, "git", "switch", "-q", "-c", "fine", "origin/main")
        assert run(clone, "git", "push", "-q", "origin", "fine").status == 0

    def test_what_only_the_merge_did(self, pull):
        pull.site.migration("shop.0005_x", "", "shop.0009_no")
        pull.git("add", "-A")
        pull.git("commit", "-q", "--amend", "--no-edit")

        assert (
            "SQK214 error: HEAD: shop.0005_x depends on shop.0009_no, which does not exist."
            in said(pull.root, "--check")
        )


class TestBadInput:
    @pytest.fixture
    def refused(self, team):
        def check(*options, folder=None):
            done = squashkit(folder or team.root, "conflicts", *options)
            assert (done.status, done.out) == (2, "")
            return done.err

        return check

    def test_an_unknown_ref(self, refused, team):
        for options in (["--base", "mian"], ["--refs", "mian"]):
            assert refused(*options) == (
                f"squashkit: 'mian' is no branch, tag or commit in {team.root}.\n"
                "  Did you mean main? See what is there: git branch -a; git tag\n"
            )

    def test_a_pattern_that_matches_nothing(self, refused, team):
        assert refused("--refs", "feature/*") == (
            f"squashkit: No branch or tag in {team.root} matches 'feature/*'.\n"
            "  See what is there: git branch -a; git tag\n"
        )

    def test_an_unknown_app(self, refused):
        assert refused("nothing") == (
            "squashkit: There is no app nothing with migrations on any of these refs.\n"
            "  Apps with migrations there: shop, stock.\n"
        )

    def test_not_a_repository(self, refused, tmp_path):
        (tmp_path / "plain").mkdir()

        assert refused(folder=tmp_path / "plain") == (
            f"squashkit: {tmp_path}/plain is not in a git repository.\n"
            "  Run this in a clone of the project.\n"
        )

    def test_an_unborn_branch(self, refused, tmp_path):
        run(tmp_path, "git", "init", "-q", "-b", "main", "new")

        assert refused(folder=tmp_path / "new") == (
            f"squashkit: The branch 'main' in {tmp_path}/new has no commit yet.\n"
            "  Make the first: git commit\n"
        )

    def test_no_main_branch(self, refused, team):
        team.git("branch", "-m", "main", "trunk")

        assert refused() == (
            f"squashkit: {team.root} has none of origin/HEAD, main, master.\n"
            "  Name the base with --base.\n"
        )

    def test_a_plan_that_is_none(self, refused, team):
        path = team.site.write("plan.json", "{}")

        assert refused("--plan", str(path)) == (
            f"squashkit: {path} is not a plan of version 1.\n"
            "  Make one: squashkit plan --format json --output plan.json\n"
        )

    def test_a_missing_object_is_a_finding_on_its_ref(self, team):
        team.add("topic", "shop.0004_x", "", "shop.0003_name")
        blob = team.git("rev-parse", "topic:shop/migrations/0004_x.py")
        (team.root / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
        [finding] = asked(team.root, "--base", "main")["findings"]

        assert {key: finding[key] for key in ("rule", "level", "fact", "hint", "refs")} == {
            "rule": "SQK217",
            "level": "error",
            "fact": f"Object {blob} is missing or damaged in {team.root}.",
            "hint": "See what else is: git fsck",
            "refs": ["topic"],
        }

    def test_a_missing_object_of_the_base_is_the_end(self, refused, team):
        team.add("main", "shop.0004_x", "", "shop.0003_name")
        blob = team.git("rev-parse", "main:shop/migrations/0004_x.py")
        (team.root / ".git" / "objects" / blob[:2] / blob[2:]).unlink()

        assert refused() == (
            f"squashkit: Object {blob} is missing or damaged in {team.root}.\n"
            "  See what else is: git fsck\n"
        )

    def test_an_unrelated_history_is_a_finding(self, team):
        team.git("switch", "-q", "--orphan", "island")
        team.commit()
        [finding] = asked(team.root, "--base", "main", "--refs", "island")["findings"]

        assert finding["rule"] == "SQK217"
        assert finding["fact"] == "island and main have no commit in common."


class TestConfiguration:
    def test_base_and_refs(self, meeting):
        meeting.git("branch", "-m", "main", "trunk")
        meeting.add("other", "shop.0004_other", "", "shop.0003_name")
        text = '[tool.squashkit]\nbase = "trunk"\nrefs = ["top*"]\n'
        meeting.site.write("pyproject.toml", text)
        document = asked(meeting.root)

        assert document["base"]["name"] == "trunk"
        assert [one["name"] for one in document["refs"]] == ["topic"]
        others = asked(meeting.root, "--refs", "other", "--base", "topic")
        assert (others["base"]["name"], others["refs"][0]["name"]) == ("topic", "other")

    def test_a_base_for_every_check(self, meeting):
        meeting.site.write("pyproject.toml", '[tool.squashkit]\nbase = "main"\n')
        meeting.git("switch", "-q", "--detach", "main")
        meeting.git("merge", "-q", "--no-ff", "topic", "-m", "Merge")

        assert said(meeting.root, "--check") == MERGED

    def test_folders_of_migrations_that_files_do_not_tell(self, team):
        team.write("main", "history/of_wares/__init__.py", "")
        team.write("topic", "history/of_wares/__init__.py", "")
        team.write("topic", "history/of_wares/0001_initial.py", "class (")
        assert said(team.root, "--base", "main") == []
        team.site.write(
            "pyproject.toml", '[tool.squashkit.migrations]\nwares = "history/of_wares"\n'
        )

        assert said(team.root, "--base", "main") == [
            f"SQK216 error: topic: history/of_wares/0001_initial.py, line 1: {NOT_VALID} "
            "(invalid syntax)."
        ]
        assert "wares" in asked(team.root, "--base", "main")["apps"]


class TestTheCache:
    def test_it_changes_nothing_but_the_time(self, meeting, tmp_path, monkeypatch):
        without = squashkit(meeting.root, "conflicts").out
        monkeypatch.setenv("SQUASHKIT_CACHE_DIR", str(tmp_path / "cache"))

        assert [squashkit(meeting.root, "conflicts").out for _ in range(2)] == [without] * 2
        assert [one.name for one in (tmp_path / "cache").glob("facts-*.sqlite3")]

    def test_a_broken_one_is_no_error(self, meeting, tmp_path, monkeypatch):
        monkeypatch.setenv("SQUASHKIT_CACHE_DIR", str(tmp_path / "cache"))
        squashkit(meeting.root, "conflicts")
        [file] = (tmp_path / "cache").glob("facts-*.sqlite3")
        file.write_bytes(b"nonsense" * 99)

        assert said(meeting.root) == MEETING


class TestTheBranchedSample:
    """The events agency: six branches in flight."""

    def test_against_main_and_each_other(self, branched):
        assert said(branched)[0:1] == [
            "SQK201 error: With feature/discounts and feature/rename-capacity merged, events ends "
            "in 2 migrations: 0008_rename_capacity_event_seats, 0008_ticket_discount."
        ]
        rules = [line.partition(":")[0] for line in said(branched)]
        assert rules == [
            *["SQK201 error"] * 6,
            "SQK206 error",
            *["SQK202 warning"] * 5,
            "SQK206 warning",
            "SQK204 note",
        ]

    def test_one_that_only_changes_code(self, branched):
        assert said(branched, "--refs", "feature/texts") == []

    def test_one_that_fits(self, branched):
        assert said(branched, "--refs", "feature/discounts") == []

    def test_an_index_on_a_field_that_the_base_has_renamed(self, branched):
        document = asked(branched, "--refs", "feature/title-index")
        [finding] = [one for one in document["findings"] if one["rule"] == "SQK206"]

        assert finding["fact"] == (
            "main: 0004_rename_title_event_name removes events.event.title; feature/title-index: "
            "0003_event_events_title_idx uses events.event.title; the order decides, or the later "
            "one fails."
        )
        assert where(finding) == [
            "events/migrations/0004_rename_title_event_name.py:11 on main",
            "events/migrations/0003_event_events_title_idx.py:11 on feature/title-index",
        ]
        assert [one["change"]["author"] for one in finding["places"]] == [
            "Sam Sample <sam@example.com>"
        ] * 2

    def test_a_data_step_on_a_model_whose_field_goes(self, branched):
        lines = said(branched, "--refs", "feature/waiting-list", "feature/rename-capacity")

        assert (
            "SQK206 warning: feature/rename-capacity: 0008_rename_capacity_event_seats removes "
            "events.event.capacity; feature/waiting-list: 0008_waitinglist runs code on "
            "events.event; the code may miss it."
        ) in lines


def test_check_and_refs_are_two_questions(meeting):
    done = squashkit(meeting.root, "conflicts", "--check", "--refs", "topic")

    assert done.status == 2
    assert "--refs: not allowed with argument --check" in done.err


def test_a_name_that_the_terminal_has_no_letters_for(meeting, monkeypatch):
    monkeypatch.setenv("PYTHONIOENCODING", "ascii:strict")
    meeting.git("commit", "--amend", "--no-edit", "--author", "Zoë <zoe@example.org>")

    done = run(meeting.root, sys.executable, "-m", "squashkit", "conflicts")

    assert done.status == 1
    assert "Zo\\xeb" in done.out


def test_a_plan_that_the_base_does_not_fit(meeting, tmp_path):
    plan = tmp_path / "plan.json"
    squashkit(meeting.root, "plan", "--static", "--format", "json", "--output", str(plan))
    plan.write_text(plan.read_text().replace("0002_", "0002_other_"))

    done = squashkit(meeting.root, "conflicts", "--plan", str(plan))

    assert done.status == 2
    assert "The plan squashes shop.0002_other_" in done.err
    assert "which main does not have.\n  Make a new plan: squashkit plan\n" in done.err

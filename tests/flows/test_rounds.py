"""Squash after squash of the same app, with every state of every round as a start."""

import json
import shutil

import pytest

from squashkit import Project
from tests.commands import squashkit
from tests.projects import ID, Site

ROUNDS = 3
ADDED = 2
"""How many migrations each round adds to the squash of the one before."""


def operation(number):
    """A field, or a step on its rows: what is carried has to be carried again."""
    if number % 2:
        field = f"models.IntegerField(default={number})"
        return f"migrations.AddField('A', 'f{number}', {field}),"
    return f"migrations.RunPython(lambda apps, _: seed(apps, {number}), lambda *_: None),"


SEED = """
def seed(apps, number):
    apps.get_model("app", "A").objects.create(id=number)
"""


class Rounds:
    """A project after several rounds; each state of a database is a tag and a migration there."""

    def __init__(self, root):
        self.site = Site(root, "app")
        self.site.migration("app.0001_a", f"migrations.CreateModel('A', [{ID}]),")
        self.number, self.last = 1, "0001_a"
        self.starts = [("round-1", "zero")]
        self.releases = []
        self._write_models()
        for round_ in range(1, ROUNDS + 1):
            self._add(round_)
            self._squash(round_)
            self._clean_up(round_)

    def _add(self, round_):
        tag = f"round-{round_}"
        self.starts.append((tag, self.last))
        for _ in range(ADDED):
            self.number += 1
            name = f"{self.number:04}_x"
            after = f"app.{self.last}"
            self.site.migration(f"app.{name}", operation(self.number), after, before=SEED)
            self.last = name
            self.starts.append((tag, name))
        self._write_models()
        self._release(tag)

    def _squash(self, round_):
        made = Project(self.site.root, "settings").squash()
        assert made.holds, [str(one) for check in made.proof.checks for one in check.differences]
        made.write(require_git=False)
        [segment] = made.plan.segments
        self.last = segment.key.name
        self._release(f"squash-{round_}")

    def _clean_up(self, round_):
        (self.site.root / "real.sqlite3").unlink(missing_ok=True)
        self.site.manage("migrate")
        assert squashkit(self.site.root, "cleanup", "--no-git").status == 0
        self._release(f"clean-{round_}")

    def _write_models(self):
        odd = [number for number in range(2, self.number + 1) if number % 2]
        fields = [f"    f{number} = models.IntegerField(default={number})\n" for number in odd]
        self.site.models("app", "class A(models.Model):\n" + ("".join(fields) or "    pass\n"))

    def _release(self, tag):
        self.site.commit()
        self.site.git("tag", tag)
        self.releases.append(tag)

    def at(self, tag):
        self.site.git("checkout", "-q", tag)

    def database(self, start):
        """One that has come to a state, and then through every release since."""
        path = self.site.root / "real.sqlite3"
        path.unlink(missing_ok=True)
        tag, name = start
        self.at(tag)
        self.site.manage("migrate", "app", name)
        for later in self.releases[self.releases.index(tag) :]:
            self.at(later)
            assert squashkit(self.site.root, "check", "--database", "default").status == 0, later
            self.site.manage("migrate")
        return path


@pytest.fixture(scope="module")
def rounds(tmp_path_factory):
    return Rounds(tmp_path_factory.mktemp("rounds") / "site")


def test_every_state_of_every_round_comes_to_the_same_end(rounds, tmp_path):
    fresh = tmp_path / "fresh.sqlite3"
    shutil.copy(rounds.database((rounds.releases[-1], rounds.last)), fresh)
    assert len(rounds.starts) == 1 + ROUNDS * (1 + ADDED)
    for start in rounds.starts:
        path = rounds.database(start)
        done = squashkit(rounds.site.root, "diff", str(fresh), str(path))
        differing = [line for line in done.out.splitlines() if "django_migrations" not in line]
        assert done.status == 0, (start, differing)


def test_whoever_leaves_out_a_release_is_told_which(rounds):
    """From each state that is not the end of a round, straight to the last release."""
    told = {}
    for tag, name in rounds.starts[1:]:
        (rounds.site.root / "real.sqlite3").unlink(missing_ok=True)
        rounds.at(tag)
        rounds.site.manage("migrate", "app", name)
        rounds.at(rounds.releases[-1])
        done = squashkit(rounds.site.root, "check", "--database", "default")
        hints = [word for word in done.out.split() if word.startswith("squash-")]
        told[tag, name] = (done.status, hints)

    assert {start: hints[0] for start, (_, hints) in told.items()} == {
        (tag, name): tag.replace("round", "squash") for tag, name in rounds.starts[1:]
    }
    assert {status for status, _ in told.values()} == {1}


def test_what_every_round_removed_is_on_record(rounds):
    rounds.at(rounds.releases[-1])
    document = json.loads((rounds.site.root / "app/migrations/replaced.json").read_text())

    assert [
        ([one["name"] for one in entry["replaced"]], entry["since"], entry["last"])
        for entry in document["squashes"]
    ] == [
        (["0001_a", "0002_x", "0003_x"], "squash-1", "squash-1"),
        (["0001_squashed_0003_x", "0004_x", "0005_x"], "squash-2", "squash-2"),
        (["0001_squashed_0005_x", "0006_x", "0007_x"], "squash-3", "squash-3"),
    ]

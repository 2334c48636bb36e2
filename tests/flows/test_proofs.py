"""`--proof FILE`: a proof that still matches is not made again."""

from __future__ import annotations

import json

import pytest

from squashkit import Project
from squashkit.project.process import ProjectProcess
from squashkit.reporting.documents import read_proof
from tests.byhand import FIELD, squash_by_hand, unequal
from tests.commands import squashkit
from tests.projects import ID

ACCEPTED = "The proof in proof.json still matches: it was not made again."
SQUASH = "shop/migrations/0001_squashed_0003_name.py"
PROVING = {"compare_states", "try_situations"}


@pytest.fixture
def jobs(monkeypatch):
    """What the project's own Django was asked to do since the last look."""
    done = []
    run = ProjectProcess._run

    def noting(self, job, *rest):
        done.append(job)
        return run(self, job, *rest)

    monkeypatch.setattr(ProjectProcess, "_run", noting)

    def since():
        found = [*done]
        done.clear()
        return found

    return since


def said(done):
    """What the report says of the proof that was there."""
    return [line for line in done.out.splitlines() if "proof.json" in line]


def touch(site, name="shop/migrations/0002_price.py"):
    with (site.root / name).open("a") as file:
        file.write("# another word\n")


def test_proven_in_the_evening_and_written_in_the_morning(site, jobs):
    evening = squashkit(site.root, "squash", "--dry-run", "--proof", "proof.json")
    kept = (site.root / "proof.json").read_text()
    first = jobs()
    morning = squashkit(site.root, "squash", "--proof", "proof.json")
    second = jobs()
    site.commit()
    validated = squashkit(site.root, "validate", "--proof", "proof.json")

    assert (evening.status, morning.status, validated.status) == (0, 0, 0)
    assert said(evening) == []
    assert said(morning) == said(validated) == [ACCEPTED]
    assert (site.root / SQUASH).exists()
    assert set(first) >= PROVING
    # Steps are judged by one replay of the original, as always.
    assert not PROVING & set(second)
    assert second.count("migrate") == 1
    assert {*jobs()} == {"inspect"}
    assert (site.root / "proof.json").read_text() == kept


def test_a_migration_has_changed_meanwhile(site, jobs):
    squashkit(site.root, "squash", "--dry-run", "--proof", "proof.json")
    before = (site.root / "proof.json").read_text()
    touch(site)
    site.commit()
    jobs()
    done = squashkit(site.root, "squash", "--proof", "proof.json")

    assert done.status == 0
    assert said(done) == ["proof.json does not match: shop/migrations/0002_price.py has changed."]
    assert {*jobs()} >= PROVING
    assert (site.root / "proof.json").read_text() != before
    assert said(squashkit(site.root, "validate", "--proof", "proof.json")) == [ACCEPTED]


def test_the_squash_was_edited_by_hand(site):
    assert squashkit(site.root, "squash", "--proof", "proof.json").status == 0
    path = site.root / SQUASH
    path.write_text(path.read_text().replace("max_length=9", "max_length=8"))
    done = squashkit(site.root, "validate", "--proof", "proof.json")
    again = squashkit(site.root, "validate", "--proof", "proof.json")

    assert (done.status, again.status) == (1, 1)
    assert said(done) == [f"proof.json does not match: {SQUASH} has changed."]
    assert said(again) == ["proof.json does not match: it does not hold."]


def test_a_cleanup(site, jobs):
    assert squashkit(site.root, "squash", "--proof", "proof.json").status == 0
    site.commit()
    site.manage("migrate")
    first = squashkit(site.root, "cleanup", "--dry-run", "--proof", "proof.json")
    jobs()
    second = squashkit(site.root, "cleanup", "--proof", "proof.json")

    assert said(first) == [
        "proof.json does not match: it is of shop.0001_squashed_0003_name, and not of cleanup of "
        "shop.0001_squashed_0003_name."
    ]
    assert (second.status, said(second)) == (0, [ACCEPTED])
    assert {*jobs()} == {"inspect", "read_applied"}
    assert not (site.root / "shop/migrations/0002_price.py").exists()


@pytest.mark.parametrize("verb", ["squash", "validate", "cleanup"])
@pytest.mark.parametrize("text", ["my notes", '{"schema": "squashkit/plan"}'])
def test_a_file_that_is_something_else_stays(site, verb, text):
    path = site.write("proof.json", text)
    done = squashkit(site.root, verb, "--proof", "proof.json")

    assert (done.status, done.out) == (2, "")
    assert done.err == (
        "squashkit: proof.json is not a proof of squashkit, and stays as it is.\n"
        "  Name another file.\n"
    )
    assert path.read_text() == text


def test_a_proof_that_was_edited_is_made_again(site):
    squashkit(site.root, "squash", "--dry-run", "--proof", "proof.json")
    path = site.root / "proof.json"
    whole = json.loads(path.read_text())
    path.write_text(json.dumps({**whole, "commit": "0" * 40}))
    done = squashkit(site.root, "squash", "--proof", "proof.json", "--format", "json")

    document = json.loads(done.out)
    assert (done.status, document["written"]) == (0, True)
    assert document["reuse"] == {"why_not": "it was changed after it was written."}
    assert json.loads(path.read_text())["commit"] == whole["commit"]


def test_from_python(site):
    project = Project(site.root, "settings")
    proof = project.squash().proof
    squash = project.squash(proof=proof)

    assert squash.reuse.accepted
    assert squash.proof == proof
    assert squash.write()
    assert project.validate(proof=proof).reuse.accepted
    touch(site, "shop/models.py")
    again = project.validate(proof=proof)
    assert again.reuse.why_not == "another file of the project has changed."
    assert again.proof.holds


def test_the_record_is_the_same_on_every_machine(site):
    """But for seconds: no path in it begins at the root of a file system."""
    squashkit(site.root, "squash", "--proof", "proof.json")
    squashkit(site.root, "validate", "--proof", "other.json")
    text = (site.root / "proof.json").read_text()
    one, other = (read_proof((site.root / n).read_text(), n) for n in ("proof.json", "other.json"))

    assert str(site.root) not in text
    assert one.basis == other.basis
    assert one.subject == other.subject


def test_files_that_go_with_a_squash(site):
    """What is on disk afterwards is compared with something else than the squash was."""
    assert squashkit(site.root, "squash").status == 0
    more = 'migrations.AddField("Item", "note", models.TextField(default="")),'
    site.migration("shop.0004_note", more, "shop.0001_squashed_0003_name")
    site.commit()
    first = squashkit(site.root, "squash", "--dry-run", "--proof", "proof.json")
    second = squashkit(site.root, "squash", "--proof", "proof.json")
    done = squashkit(site.root, "validate", "--proof", "proof.json")

    assert (first.status, said(first)) == (0, [])
    assert (second.status, said(second)) == (0, [ACCEPTED])
    assert (done.status, said(done)) == (
        0,
        [f"proof.json does not match: {SQUASH} was rewritten or deleted with it, and is not now."],
    )


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        (
            "UPDATE sqlite_sequence SET seq = 1000 WHERE name = 'app_a'",
            [("rows", "next number of app_a: 1001 became 2")],
        ),
        ("DELETE FROM app_a WHERE n = 7", []),  # a gap, as it happens
    ],
)
def test_a_next_number_matters_where_a_step_has_set_it(empty_site, statement, found):
    site = empty_site("app")
    site.migration("app.0001_a", f"migrations.CreateModel('A', [{ID}]),")
    site.migration("app.0002_b", FIELD.format("AddField", 1), "app.0001_a")
    insert = "migrations.RunSQL('INSERT INTO app_a (n) VALUES (1)', ''),"
    more = "migrations.RunSQL('INSERT INTO app_a (n) VALUES (7)', '')," if not found else ""
    step = f'migrations.RunSQL("{statement}", ""),'
    site.migration("app.0003_c", insert + more + step, "app.0002_b")
    squash_by_hand(site, FIELD.format("AddField", 1) + insert)

    assert [one for one in unequal(site) if one[0] == "rows"] == found


SET = """
def step(apps, schema_editor):
    for name in {}:
        apps.get_model("app", "A").objects.create(name=name)
"""


def test_the_order_of_a_set_is_another_one_each_time(empty_site):
    site = empty_site("app")
    names = [f"name {number}" for number in range(9)]
    site.migration("app.0001_a", f"migrations.CreateModel('A', [{ID}]),")
    field = "migrations.AddField('A', 'name', models.TextField(default='')),"
    site.migration("app.0002_b", field, "app.0001_a")
    run = "migrations.RunPython(step, migrations.RunPython.noop),"
    site.migration("app.0003_c", run, "app.0002_b", before=SET.format(set(names)))
    squash_by_hand(site, field + run, SET.format(names))
    site.models("app", "class A(models.Model):\n    name = models.TextField(default='')\n")
    proof = Project(site.root, "settings").validate().proof

    assert proof.holds, [str(one) for check in proof.checks for one in check.differences]
    assert "keys of app_a: other in each run" in proof.not_compared

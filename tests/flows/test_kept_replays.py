"""`validate` once more: what the original did is kept from the last time."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from squashkit.project import process
from squashkit.workflows.replays import ANEW
from tests.commands import squashkit
from tests.projects import ID

SQUASH = "shop/migrations/0001_squashed_0003_c.py"
STEP = """
import uuid
from pathlib import Path

def fill(apps, editor):
    apps.get_model("shop", "Item").objects.create(name={name})
"""


@pytest.fixture(autouse=True)
def cache(monkeypatch, tmp_path):
    monkeypatch.setenv("SQUASHKIT_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache" / "replays"


@pytest.fixture
def outside(tmp_path):
    """What a step reads, and no digest knows."""
    path = tmp_path / "outside.txt"
    path.write_text("a")
    return path


@pytest.fixture
def squashed(empty_site, outside, request):
    """Squashed is a history with a step that writes a name."""
    site = empty_site("shop")
    fields = f"{ID}, ('name', models.TextField())"
    site.migration("shop.0001_a", f"migrations.CreateModel('Item', [{fields}]),")
    code = "migrations.RunPython(fill, migrations.RunPython.noop, elidable=False),"
    name = getattr(request, "param", f"Path({str(outside)!r}).read_text()")
    before = STEP.format(name=name)
    site.migration("shop.0002_b", code, "shop.0001_a", before=before)
    price = "migrations.AddField('Item', 'price', models.IntegerField(default=1)),"
    site.migration("shop.0003_c", price, "shop.0002_b")
    site.models(
        "shop",
        """\
        class Item(models.Model):
            name = models.TextField()
            price = models.IntegerField(default=1)
        """,
    )
    site.commit()
    assert squashkit(site.root, "squash").status == 0
    site.commit()
    return site


@pytest.fixture
def done(monkeypatch):
    """How often each job was really done since the last look."""
    found = Counter()
    carry_out = process.carry_out

    def noting(order):
        found[json.loads(Path(order.request).read_text())["job"]] += 1
        return carry_out(order)

    monkeypatch.setattr(process, "carry_out", noting)

    def since():
        now = Counter(found)
        found.clear()
        return now

    return since


def test_what_the_original_did_is_not_done_again(squashed, done):
    first, all_of_them = squashkit(squashed.root, "validate"), done()
    second, fewer = squashkit(squashed.root, "validate"), done()

    assert (first.status, second.status) == (0, 0)
    assert [line for line in second.out.splitlines() if line.startswith("equal")] == [
        line for line in first.out.splitlines() if line.startswith("equal")
    ]
    assert all_of_them - fewer == {"migrate": 1, "unapply": 2, "walk": 2}
    assert ANEW not in second.err


@pytest.mark.parametrize("squashed", ["uuid.uuid4().hex"], indirect=True)
def test_what_differs_each_time_is_done_each_time(squashed, done):
    for number in range(3):
        validated = squashkit(squashed.root, "validate")
        jobs = done()
        assert (number, validated.status, ANEW in validated.err) == (number, 0, False)
        assert "shop_item.name" in validated.out
    assert jobs["walk"] > 2


def test_an_edited_squash_is_compared_with_it(squashed, done):
    assert squashkit(squashed.root, "validate").status == 0
    path = squashed.root / SQUASH
    path.write_text(path.read_text().replace("default=1", "default=2"))
    done()
    other = squashkit(squashed.root, "validate")

    assert other.status == 1
    assert "UNEQUAL" in other.out
    assert ANEW in other.err


def test_an_edited_original_is_replayed(squashed):
    assert squashkit(squashed.root, "validate").status == 0
    path = squashed.root / "shop/migrations/0003_c.py"
    path.write_text(path.read_text().replace("default=1", "default=2"))
    other = squashkit(squashed.root, "validate")

    assert (other.status, ANEW in other.err) == (1, False)


def test_what_no_digest_knows(squashed, outside):
    """The kept rows have another text, which must not be taken for one that differs each time."""
    assert squashkit(squashed.root, "validate").status == 0
    outside.write_text("b")
    other = squashkit(squashed.root, "validate")

    assert (other.status, ANEW in other.err) == (0, True)
    assert "shop_item.name" not in other.out


def test_what_is_kept_may_be_broken(squashed, cache):
    assert squashkit(squashed.root, "validate").status == 0
    for path in cache.iterdir():
        path.write_text("no archive")
    other = squashkit(squashed.root, "validate")

    assert (other.status, ANEW in other.err) == (0, False)


def test_nothing_is_kept_where_nobody_wants_it(squashed, cache, monkeypatch):
    monkeypatch.setenv("SQUASHKIT_CACHE_DIR", "")

    assert squashkit(squashed.root, "validate").status == 0
    assert not cache.exists()

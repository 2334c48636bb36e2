"""Files on disk that change because others go."""

import pytest

from squashkit.errors import HistoryError
from squashkit.model.history import App, History
from squashkit.project.protocol import Changed, Overlay
from squashkit.source.reading import read_migration
from squashkit.source.writing import FileChange
from squashkit.workflows.rewriting import retargeted, view_of
from tests.builders import key, keys
from tests.projects import Site

OLD, NEW = key("shop.0001_squashed"), key("shop.0002_b")
PLAIN = "migrations.RunSQL(''),"


@pytest.fixture
def site(tmp_path):
    """Two apps; what depends on the squash is to depend on the second migration."""
    made = Site(tmp_path, "shop", "stock")
    made.migration("shop.0001_a", PLAIN)
    made.migration("shop.0002_b", PLAIN, "shop.0001_a")
    made.migration("shop.0003_c", PLAIN, "shop.0001_squashed")
    made.migration("stock.0001_x", PLAIN, "shop.0001_squashed")
    return made


def history(site, ours=("shop", "stock")):
    apps = [
        App(one, f"{one}.migrations", str(site.root / one / "migrations"), one in ours)
        for one in ("shop", "stock")
    ]
    facts = {
        (own := key(f"{app.label}.{path.stem}")): read_migration(own, path.read_bytes(), str(path))
        for app in apps
        for path in sorted((site.root / app.label / "migrations").glob("0*.py"))
    }
    return History(tuple(apps), facts)


class TestRetargeted:
    def changes(self, site, gone=(), targets=None, **how):
        targets = {OLD: NEW} if targets is None else targets
        return list(retargeted(history(site, **how), targets, gone))

    def test_dependents_name_another(self, site):
        found = self.changes(site)

        assert [change.path.name for change in found] == ["0003_c.py", "0001_x.py"]
        assert all(
            change.text == change.before.replace("'0001_squashed'", "'0002_b'") for change in found
        )

    def test_files_that_go(self, site):
        [gone, _] = self.changes(site, keys("shop.0003_c"))

        assert (gone.path.name, gone.text) == ("0003_c.py", None)

    def test_nothing_to_do(self, site):
        assert self.changes(site, targets={}) == []
        assert self.changes(site, targets={key("shop.0009_z"): NEW}) == []

    def test_installed_packages_are_not_touched(self, site):
        [change] = self.changes(site, ours=("shop",))

        assert change.path.name == "0003_c.py"

    def test_a_file_in_another_encoding(self, site):
        path = site.root / "shop/migrations/0001_a.py"
        path.write_bytes(b"# -*- coding: latin-1 -*-\n# \xe9\n" + path.read_bytes())
        with pytest.raises(HistoryError) as caught:
            self.changes(site)

        assert str(caught.value.fact) == f"{path} is not UTF-8; only UTF-8 files are rewritten."
        assert caught.value.hint == "Convert it, and take its coding cookie out."


def test_a_view_of_the_changes(site, tmp_path):
    found = history(site)
    changes = list(retargeted(found, {OLD: NEW}, keys("shop.0003_c")))
    other = site.write("shop/steps.py", "old = 1\n")
    changes.append(FileChange(other, "new = 1\n", "old = 1\n"))
    view = view_of(site.root, changes, found, tmp_path)
    path = site.root / "stock/migrations/0001_x.py"

    assert view.hidden == keys("shop.0003_c")
    assert view.added == (
        Overlay(
            key("stock.0001_x"),
            "stock.migrations.0001_x",
            str(tmp_path / "changed-0.py"),
            str(path),
        ),
    )
    assert view.changed == (Changed("shop.steps", str(tmp_path / "changed-1.py"), str(other)),)
    texts = [(tmp_path / f"changed-{number}.py").read_text() for number in range(2)]
    assert texts == [changes[1].text, "new = 1\n"]

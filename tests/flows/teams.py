"""A project on which several people work: a repository with branches."""

from __future__ import annotations

from pathlib import Path

from tests.projects import ID, Site

SAMPLES = Path(__file__).parents[2] / "sample_apps"


def add(name):
    return f'migrations.AddField("Item", "{name}", models.IntegerField(null=True)),'


class Team:
    """A project with the apps `shop` and `stock`, and its branches."""

    def __init__(self, root):
        self.site = Site(root, "shop", "stock")
        self.root = root
        self.site.migration("shop.0001_initial", f'migrations.CreateModel("Item", [{ID}]),')
        self.site.migration("shop.0002_price", add("price"), "shop.0001_initial")
        self.site.migration("shop.0003_name", add("name"), "shop.0002_price")
        self.site.migration(
            "stock.0001_initial",
            f'migrations.CreateModel("Shelf", [{ID}]),',
            "shop.0001_initial",
        )
        self.site.commit()
        self.git("tag", "start")

    def git(self, *arguments):
        return self.site.git(*arguments).strip()

    def on(self, branch, start="start"):
        """Go to a branch, a new one if need be."""
        known = self.git("branch", "--list", branch)
        self.git("switch", "-q", *([branch] if known else ["-c", branch, start]))
        return self.site

    def add(self, branch, name, operations="", after="", start="start", **parts):
        """Commit a migration on a branch."""
        self.on(branch, start).migration(name, operations, after, **parts)
        self.commit()

    def write(self, branch, path, text):
        self.on(branch)
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text if isinstance(text, bytes) else text.encode())
        self.commit()

    def remove(self, branch, *paths):
        self.on(branch)
        self.git("rm", "-q", *paths)
        self.commit()

    def commit(self):
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", "work")

    def squash(self, branch, name, replaces, after="", start="start"):
        names = [tuple(one.split(".")) for one in replaces.split()]
        self.add(branch, name, after=after, start=start, body=f"replaces = {names!r}\n")

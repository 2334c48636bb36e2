"""Squashes that somebody may have written, and what comes of them."""

from squashkit import Project

FIELD = "migrations.{}('A', 'n', models.IntegerField(default={})),"


def squash_by_hand(site, operations, before="", app="app"):
    """A squash of all but the first migration of an app, as somebody may write it."""
    names = sorted(path.stem for path in (site.root / app / "migrations").glob("0*.py"))
    body = f"replaces = {[(app, name) for name in names[1:]]}"
    site.migration(f"{app}.s", operations, f"{app}.{names[0]}", before=before, body=body)


def unequal(site):
    """Check and difference, of the squashes on disk."""
    proof = Project(site.root, "settings").validate().proof
    return [(check.name, str(one)) for check in proof.checks for one in check.differences]


def project(site):
    return Project(site.root, "settings")

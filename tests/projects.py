"""Small real Django projects, built in a temporary folder."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from textwrap import dedent, indent

from tests.managing import manage

HEAD = "from django.db import migrations, models\nimport django.db.models.deletion\n"
ID = (
    '("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, '
    'verbose_name="ID"))'
)
IDENTITY = {
    f"GIT_{who}_{what}": value
    for who in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "test"), ("EMAIL", "test@example.org"))
}


class Site:
    """A project on disk.

    Args:
        root: an empty folder.
        apps: labels, each a package with models and migrations.
        settings: lines to add to the settings.
    """

    def __init__(self, root: Path, *apps: str, settings: str = "") -> None:
        self.root = root
        root.mkdir(parents=True, exist_ok=True)
        for app in apps:
            self.write(f"{app}/__init__.py", "")
            self.write(f"{app}/migrations/__init__.py", "")
            self.write(f"{app}/models.py", "from django.db import models\n")
        self.write(
            "settings.py",
            f"""\
            from pathlib import Path
            SECRET_KEY = "x"
            INSTALLED_APPS = {list(apps)!r}
            DATABASES = {{
                "default": {{
                    "ENGINE": "django.db.backends.sqlite3",
                    "NAME": str(Path(__file__).absolute().with_name("real.sqlite3")),
                }}
            }}
            DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
            USE_TZ = True
            """,
        )
        with (root / "settings.py").open("a") as file:
            file.write(dedent(settings))
        self.write(
            "manage.py",
            """\
            import os, sys
            os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")
            from django.core.management import execute_from_command_line
            execute_from_command_line(sys.argv)
            """,
        )

    @classmethod
    def at(cls, root: Path) -> Site:
        """A project that is there already."""
        site = cls.__new__(cls)
        site.root = root
        return site

    def write(self, name: str, text: str) -> Path:
        """Put a file into the project."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text))
        return path

    def migration(self, name: str, operations: str, after: str = "", **parts: str) -> None:
        """Write a migration.

        Args:
            name: `app.0001_initial`.
            operations: the elements of the list.
            after: dependencies, `app.0001_initial other.0002_x`.
            parts: `before`, code ahead of the class; `body`, other lines of the class.
        """
        app, file = name.split(".")
        dependencies = [tuple(one.split(".")) for one in after.split()]
        body = indent(dedent(parts.get("body", "")), "    ")
        steps = indent(dedent(operations), "        ")
        text = (
            f"{HEAD}\n{dedent(parts.get('before', ''))}\n\n"
            f"class Migration(migrations.Migration):\n{body}\n"
            f"    dependencies = {dependencies!r}\n    operations = [\n{steps}\n    ]\n"
        )
        path = self.root / app / "migrations" / f"{file}.py"
        path.write_text(text)

    def models(self, app: str, text: str) -> None:
        """Write an app's models."""
        self.write(f"{app}/models.py", "from django.db import models\n\n" + dedent(text))

    def commit(self) -> None:
        """Put everything under git."""
        self.write(".gitignore", "__pycache__/\n*.sqlite3\n")
        if not (self.root / ".git").exists():
            self.git("init", "-q", "-b", "main")
        self.git("add", "-A")
        self.git("commit", "-qm", "work")

    def git(self, *arguments: str) -> str:
        """Run git here."""
        done = subprocess.run(
            ["git", *arguments],
            cwd=self.root,
            env={**os.environ, **IDENTITY},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise AssertionError(done.stdout + done.stderr)
        return done.stdout + done.stderr

    def manage(self, *arguments: str, check: bool = True) -> str:
        """Run `manage.py`."""
        done = manage(self.root, *arguments)
        said = done.out + done.err
        if check and done.status:
            raise AssertionError(said)
        return said

    def files(self) -> dict[str, str]:
        """All source files of the project, for comparing before and after."""
        return {
            path.relative_to(self.root).as_posix(): path.read_text()
            for path in sorted(self.root.rglob("*.py"))
        }


def shop(root: Path) -> Site:
    """One app, three migrations: a model, a field with a one-off default, another field."""
    site = Site(root, "shop")
    site.migration("shop.0001_initial", f'migrations.CreateModel("Item", [{ID}]),')
    site.migration(
        "shop.0002_price",
        'migrations.AddField("Item", "price", models.IntegerField(default=3),'
        " preserve_default=False),",
        after="shop.0001_initial",
    )
    site.migration(
        "shop.0003_name",
        'migrations.AddField("Item", "name", models.CharField(max_length=9, default="")),',
        after="shop.0002_price",
    )
    site.models(
        "shop",
        """\
        class Item(models.Model):
            price = models.IntegerField()
            name = models.CharField(max_length=9, default="")
        """,
    )
    return site

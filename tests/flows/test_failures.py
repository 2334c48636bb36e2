"""Squashes that were broken by hand: what differs, who did it, and what to do."""

from __future__ import annotations

import json
import re

import pytest

from tests.commands import squashkit
from tests.projects import ID

SQUASH = "shop/migrations/0001_squashed_0005_kinds.py"
FILL = """
def fill(apps, editor):
    apps.get_model("shop", "Kind").objects.create(name="new")
"""


@pytest.fixture
def site(empty_site):
    """A model that is renamed, an index, a unique field, rows; and their squash."""
    made = empty_site("shop")
    made.migration("shop.0001_initial", f'migrations.CreateModel("Thing", [{ID}]),')
    made.migration(
        "shop.0002_item",
        """\
        migrations.RenameModel("Thing", "Item"),
        migrations.AddField("Item", "title", models.CharField(max_length=9, default="")),
        migrations.RenameField("Item", "title", "name"),
        """,
        "shop.0001_initial",
    )
    made.migration(
        "shop.0003_code",
        'migrations.AddField("Item", "code", models.IntegerField(default=1, unique=True)),',
        "shop.0002_item",
    )
    made.migration(
        "shop.0004_index",
        'migrations.AddIndex("Item", models.Index(fields=["name"], name="by_name")),',
        "shop.0003_code",
    )
    made.migration(
        "shop.0005_kinds",
        f"""\
        migrations.CreateModel("Kind", [{ID}, ("name", models.CharField(max_length=9))]),
        migrations.RunPython(fill),
        """,
        "shop.0004_index",
        before=FILL,
    )
    made.models(
        "shop",
        """\
        class Item(models.Model):
            name = models.CharField(max_length=9, default="")
            code = models.IntegerField(default=1, unique=True)

            class Meta:
                indexes = [models.Index(fields=["name"], name="by_name")]


        class Kind(models.Model):
            name = models.CharField(max_length=9)
        """,
    )
    made.commit()
    assert squashkit(made.root, "squash").status == 0
    return made


STATE = (
    "Next: Give the operation of the squash the arguments that the last one of the original has; "
    "what only changes the state counts as well."
)
STRUCTURE = (
    "Next: Let the squash make this part as the original leaves it. What SQL or Python code made "
    "there is not in the models: such steps have to stay."
)


def broken(site, *changes):
    """What `validate` says, after changes of the squash, of the checks that do not hold."""
    path = site.root / SQUASH
    for old, new in changes:
        text = path.read_text()
        assert text.count(old) == 1
        path.write_text(text.replace(old, new))
    done = squashkit(site.root, "validate")
    assert done.status == 1
    return failures(done.out)


def failures(out):
    """What is said of each check that does not hold, in one line each."""
    checks = re.split(r"^(?=UNEQUAL|equal  |Not compared)", out, flags=re.M)
    return [" ".join(one.split()) for one in checks if one.startswith("UNEQUAL")]


def said(check, *lines):
    """What a check says, one line for each line of the report."""
    return " ".join((f"UNEQUAL {check}", *lines))


def detected(there, back, now):
    """The autodetector both ways, and `makemigrations`."""
    found = {
        "autodetector from the original to the squash": there,
        "autodetector from the squash to the original": back,
        "makemigrations": now,
    }
    shortest = sorted(found.items(), key=lambda one: (len(one[1]), one[0]))
    return [f"structure: {name} before absent after shop: {text}" for name, text in shortest]


MODELS, PARTS = "state 2 models", "schema 11 parts of the schema, 11 in sqlite_master"
CREATED = f"{SQUASH}, line 28: CreateModel item"
CODE = "('django.db.models.IntegerField', [], {'default': 1, 'unique': True})"
ADDED = "shop/migrations/0003_code.py, line 10: AddField item.code"


def test_a_lost_column(site):
    lost = '                ("code", models.IntegerField(default=1, unique=True)),\n'

    assert broken(site, (lost, "")) == [
        said(
            MODELS,
            f"structure: model shop.item field code before {CODE} {ADDED} after absent {CREATED}",
            *detected(
                "Remove field code from item", "Add field code to item", "Add field code to item"
            ),
            STATE,
            "1 difference that the verdict ignores: column order",
        ),
        said(
            PARTS,
            f"structure: unique shop_item(code) before (code) {ADDED} after absent {CREATED}",
            f"structure: column shop_item.code before code integer NOT NULL {ADDED}",
            f"after absent {CREATED}",
            STRUCTURE,
        ),
    ]


def test_another_length_of_a_field_that_had_another_name(site):
    field = "('django.db.models.CharField', [], {'default': '', 'max_length': %s})"
    added = "shop/migrations/0002_item.py, line 11: AddField item.title"

    assert broken(site, ('default="", max_length=9', 'default="", max_length=8')) == [
        said(
            MODELS,
            f"structure: model shop.item field name before {field % 9} {added}",
            f"after {field % 8} {CREATED}",
            *detected(*["Alter field name on item"] * 3),
            STATE,
        ),
        said(
            PARTS,
            f"structure: column shop_item.name before name varchar(9) NOT NULL {added}",
            f"after name varchar(8) NOT NULL {CREATED}",
            STRUCTURE,
        ),
    ]


def test_a_lost_unique(site):
    without = CODE.replace(", 'unique': True", "")

    assert broken(site, (", unique=True", "")) == [
        said(
            MODELS,
            f"structure: model shop.item field code before {CODE} {ADDED}",
            f"after {without} {CREATED}",
            *detected(*["Alter field code on item"] * 3),
            STATE,
        ),
        said(
            PARTS,
            f"structure: unique shop_item(code) before (code) {ADDED} after absent {CREATED}",
            STRUCTURE,
        ),
    ]


def test_another_default_that_only_the_state_has(site):
    other = CODE.replace("1", "2")

    assert broken(site, ("default=1", "default=2")) == [
        said(
            MODELS,
            f"structure: model shop.item field code before {CODE} {ADDED} after {other} {CREATED}",
            *detected(*["Alter field code on item"] * 3),
            STATE,
        )
    ]


def test_a_lost_step(site):
    assert broken(site, ("        migrations.RunPython(fill),\n", "")) == [
        said(
            "rows 1 row in 2 tables",
            "rows: rows of shop_kind before 1 of 1 row only here: (id=1, name='new')",
            "shop/migrations/0005_kinds.py, line 14: RunPython",
            "after no row",
            "Next: The squash drops, changes or moves a step that writes rows: keep it, with its "
            "code, between the same operations.",
        )
    ]


def test_an_index_of_another_name(site):
    index = "[models.Index(fields=['name'], name='%s')]"
    added = "shop/migrations/0004_index.py, line 10: AddIndex item.by_name"

    assert broken(site, ("by_name", "by_what")) == [
        said(
            MODELS,
            f"structure: model shop.item option indexes before {index % 'by_name'} {added}",
            f"after {index % 'by_what'} {CREATED}",
            *detected(
                "Rename index by_name on item to by_what",
                *["Rename index by_what on item to by_name"] * 2,
            ),
            STATE,
        ),
        said(
            PARTS,
            f"declared names: name of index shop_item(name) before by_name {added}",
            f"after by_what {CREATED}",
            "Next: Give it the name that it has with the original: other databases have that.",
        ),
    ]


RAISES = (
    "Next: Mend what raises, then try it alone: python manage.py migrate, with an empty database "
    "in the settings."
)


@pytest.mark.parametrize(
    ("change", "where", "error"),
    [
        (
            ('name="new"', 'other="new"'),
            "shop.0001_squashed_0005_kinds, line 11",
            f"TypeError: Kind() got unexpected keyword arguments: 'other' {SQUASH}, line 11",
        ),
        (
            ('        ("shop", "0005_kinds"),\n', ""),
            "shop.0005_kinds",
            'OperationalError: table "shop_kind" already exists shop/migrations/0005_kinds.py, '
            "line 11",
        ),
    ],
    ids=["a step", "a migration that is not replaced"],
)
def test_what_raises(site, change, where, error):
    found = f"structure: migration {where} before runs after {error}: raises"

    assert broken(site, change) == [
        said("schema migrate from zero", found, RAISES),
    ]


class TestOtherReports:
    @pytest.fixture(autouse=True)
    def _lost_step(self, site):
        path = site.root / SQUASH
        path.write_text(path.read_text().replace("        migrations.RunPython(fill),\n", ""))

    def test_json(self, site):
        done = squashkit(site.root, "validate", "--format", "json")
        [check] = [one for one in json.loads(done.out)["proof"]["checks"] if one["differences"]]

        assert check["differences"] == [
            {
                "layer": "rows",
                "subject": "rows of shop_kind",
                "before": "1 of 1 row only here: (id=1, name='new')",
                "after": "no row",
                "causes": [
                    {
                        "side": "before",
                        "path": "shop/migrations/0005_kinds.py",
                        "line": 14,
                        "text": "RunPython",
                    }
                ],
                "where": "",
            }
        ]
        assert check["hint"].startswith("The squash drops, changes or moves a step")

    def test_markdown(self, site):
        done = squashkit(site.root, "validate", "--format", "markdown")
        verdict, rest = done.out.split("\n", 1)

        assert done.status == 1
        assert verdict == "**The proof does not hold: 1 of 6 checks found differences.**"
        assert "| rows | SQLite 3" in rest
        assert (
            ": 1 difference</summary>\n"
            "\n"
            "- rows: `rows of shop_kind`\n"
            "  - before: `1 of 1 row only here: (id=1, name='new')`\n"
            "    - `shop/migrations/0005_kinds.py`, line 14: `RunPython`\n"
            "  - after: `no row`\n"
            "\n"
            "Next: The squash drops, changes or moves a step that writes rows: keep it, with its "
            "code, between the same operations.\n"
            "\n"
            "</details>\n"
        ) in rest

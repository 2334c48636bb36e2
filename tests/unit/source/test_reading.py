from textwrap import dedent

import pytest

from squashkit.errors import HistoryError
from squashkit.model.keys import MigrationKey
from squashkit.model.migrations import Dependency, Opaque
from squashkit.source.parsing import NOT_VALID
from squashkit.source.reading import NotDjangoError, faults, read_migration, read_module
from tests.builders import keys

KEY = MigrationKey("shop", "0002_x")
IMPORTS = "from django.conf import settings\nfrom django.db import migrations\n"


def read(body, before="", after="", base="migrations.Migration"):
    lines = "\n".join(f"    {line}" for line in dedent(body).splitlines())
    source = f"{IMPORTS}{before}\nclass Migration({base}):\n{lines}\n    pass\n{after}"
    return read_migration(KEY, source.encode(), "0002_x.py")


def test_an_empty_migration():
    facts = read("")

    assert (facts.dependencies, facts.operations, facts.replaces) == ((), (), ())
    assert (facts.initial, facts.atomic, facts.opaque) == (None, True, ())


@pytest.mark.parametrize(
    "written",
    [
        '[("shop", "0001_initial")]',
        '(("shop", "0001_initial"),)',
        '[] + [("shop", "0001_initial")]',
        '[(APP, "0001_initial")]',
        "PARENTS",
    ],
)
def test_dependencies_in_all_literal_forms(written):
    before = 'APP = "shop"\nPARENTS = [("shop", "0001_initial")]\n'

    assert read(f"dependencies = {written}", before).dependencies == (
        Dependency("shop", "0001_initial"),
    )


def test_swappable_dependencies_keep_the_setting():
    written = "dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL)]"

    assert read(written).dependencies == (Dependency("", "__first__", "AUTH_USER_MODEL"),)


def test_attributes():
    facts = read(
        """
        initial = True
        atomic = False
        run_before = [("stock", "0001_initial")]
        replaces = [("shop", "0001_a"), ("shop", "0002_b")]
        """
    )

    assert (facts.initial, facts.atomic) == (True, False)
    assert facts.run_before == (Dependency("stock", "0001_initial"),)
    assert facts.replaces == keys("shop.0001_a shop.0002_b")


@pytest.mark.parametrize("base", ["migrations.Migration", "m.Migration", "Own"])
def test_django_s_own_base_under_any_name(base):
    before = (
        "from django.db import migrations as m\nfrom django.db.migrations import Migration as Own"
    )

    assert read("", before, base=base).base == "migrations.Migration"


def test_another_base_and_overrides_are_named():
    facts = read("def apply(self): ...\ndef helper(self): ...", base="tools.Base")

    assert (facts.base, facts.overrides) == ("tools.Base", ("apply",))


@pytest.mark.parametrize(
    ("body", "after", "reason"),
    [
        ("dependencies = find()", "", "`dependencies` is computed when the file is imported"),
        ("operations = [SEED]", "", "`operations` has `SEED`, which is not written out there"),
        ("operations = [*more]", "", "`operations` is computed when the file is imported"),
        ("operations = [make()()]", "", "`operations` is computed when the file is imported"),
        ("if settings.DEBUG: x = 1", "", "`if settings.DEBUG:` stands in the class body"),
        (
            "",
            "Migration.dependencies.append(1)",
            "the module refers to class Migration outside of it",
        ),
    ],
)
def test_what_is_computed_is_opaque_and_never_guessed(body, after, reason):
    [opaque] = read(body, after=after).opaque

    assert opaque.reason == reason


def test_a_module_without_a_migration_is_opaque():
    facts = read_migration(KEY, b"x = 1", "x.py")

    assert facts.opaque == (Opaque("it defines no class Migration", 1),)


def test_operations_may_be_named_in_the_class_body():
    body = "steps = [migrations.DeleteModel('X')]\noperations = [*[]] + steps"
    steps = "steps = [migrations.DeleteModel('X')]\noperations = [] + steps"

    assert read(body).opaque
    assert [one.kind for one in read(steps).operations] == ["DeleteModel"]


def test_a_syntax_error_names_file_and_line():
    with pytest.raises(HistoryError) as caught:
        read_migration(KEY, b"x = (\n", "shop/0002_x.py")

    assert caught.value.fact == f"shop/0002_x.py, line 1: {NOT_VALID} ('(' was never closed)."


def test_a_coding_cookie_is_respected():
    source = '# coding: latin-1\nclass Migration:\n    """\xe9"""\n'.encode("latin-1")

    assert read_migration(KEY, source, "x.py").opaque == ()


def test_several_bad_files_are_one_message():
    error = faults([HistoryError("one", "mend"), HistoryError("two", "mend")])

    assert error.fact == "2 migration files cannot be read:\n  one\n  two"


def module(text):
    return read_module(KEY, text.encode(), "x.py")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x = 1",
        "def migration(): ...",
        "import Migrations",
        "from south.db import db\nclass Migration: pass",
        "from south.v2 import SchemaMigration as S\nclass Migration(S): pass",
    ],
)
def test_what_is_no_migration_of_django(text):
    with pytest.raises(NotDjangoError):
        module(text)


@pytest.mark.parametrize(
    "text",
    [
        "Migration = make()",
        "a, Migration = make()",
        "Migration: type = make()",
        "from other import Migration",
        "from other import x as Migration",
        "from other import *",
        "if x:\n    class Migration: pass",
    ],
)
def test_what_may_be_a_migration_is_opaque(text):
    assert module(text).opaque == (Opaque("it defines no class Migration", 1),)


def test_a_migration_that_knows_south_is_django_s():
    text = f"{IMPORTS}import south\nclass Migration(migrations.Migration): pass"

    assert module(text).opaque == ()


def test_functions_and_imports():
    before = "import a.b\nfrom . import c\ndef f():\n    from d import e\nclass G: pass\n"

    facts = read("", before, "async def h(): ...")

    assert facts.functions == ("f", "G", "h")
    assert facts.imports == ("django.conf.settings", "django.db.migrations", "a.b", ".c", "d.e")


def test_the_line_is_where_the_dependencies_are():
    assert read("").line == 4
    assert read("initial = True\ndependencies = []").line == 6


@pytest.mark.parametrize("after", ["f(Migration)", "if x:\n    Migration.atomic = False"])
def test_a_later_mention_of_the_class_is_seen(after):
    assert read("", after=after).opaque


@pytest.mark.parametrize("after", ["x = migrations.Migration", "# Migration", "'Migration'"])
def test_what_is_no_mention_of_it(after):
    assert read("", after=after).opaque == ()


def test_a_sum_of_very_many_lists_is_an_error_and_no_traceback():
    source = f"class Migration:\n    operations = {' + '.join(['[]'] * 5000)}\n"

    with pytest.raises(HistoryError, match="nested too deeply"):
        read_migration(KEY, source.encode(), "x.py")

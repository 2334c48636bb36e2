import pytest

from squashkit.source.references import Code, Heir, Sought, mend
from tests.builders import key

OLD = """
from ..utils import slug
SIZE = 3
def fill(apps, editor):
    return slug(SIZE)
def lost(apps, editor):
    pass
"""
SQUASH = """
from shop.utils import slug
SIZE_0002 = 3
def fill_0002(apps, editor):
    return slug(SIZE_0002)
def same(apps, editor):
    pass
"""
SAME = "def same(apps, editor):\n    pass\n"


def mended(tmp_path, text, squash="0001_s"):
    """The file with `shop.0002_b` in the middle and `shop.0003_c` at the end of a squash."""
    olds = {key("shop.0002_b"): OLD, key("shop.0003_c"): SAME, key("shop.old"): SAME}
    new = Code(f"shop.migrations.{squash}", SQUASH)
    target = key(f"shop.{squash}")
    heirs = {
        one: Heir(
            target,
            Code(f"shop.migrations.{one.name}", code),
            new,
            target if one.name == "0003_c" else None,
        )
        for one, code in olds.items()
    }
    sought = Sought(
        {f"shop.migrations.{one.name}": one for one in olds},
        {tmp_path / "shop/migrations" / f"{one.name}.py": one for one in olds},
        {"shop": tmp_path / "shop"},
    )
    return mend(text, tmp_path / "shop" / "tests.py", sought, heirs)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "m = import_module('shop.migrations.0003_c')  # why\nm . same(1)\n",
            "m = import_module('shop.migrations.0001_s')  # why\nm . same(1)\n",
        ),
        (
            "é = import_module('shop.migrations.0002_b'); é.fill(é.SIZE)\n",
            "é = import_module('shop.migrations.0001_s'); é.fill_0002(é.SIZE_0002)\n",
        ),
        (
            "fill = importlib.import_module(\n    '.migrations.0002_b', 'shop'\n).fill\n",
            "fill = importlib.import_module(\n    '.migrations.0001_s', 'shop'\n).fill_0002\n",
        ),
        (
            "patch('shop.migrations.0002_b.fill')\n",
            "patch('shop.migrations.0001_s.fill_0002')\n",
        ),
        (
            "f = __import__('shop.migrations.0003_c', fromlist=['same']).same\n",
            "f = __import__('shop.migrations.0001_s', fromlist=['same']).same\n",
        ),
        (
            "def a():\n    m = import_module('shop.migrations.0003_c')\n    m.same()\n"
            "def b():\n    m = 3\n    return m\n",
            "def a():\n    m = import_module('shop.migrations.0001_s')\n    m.same()\n"
            "def b():\n    m = 3\n    return m\n",
        ),
        ("x = [('shop','0003_c')] # 'ü'\n", "x = [('shop','0001_s')] # 'ü'\n"),
        ("call('migrate', 'shop', '0003')\n", "call('migrate', 'shop', '0001_s')\n"),
        ("\ufeffx = ('shop','0003_c')\r\n", "\ufeffx = ('shop','0001_s')\r\n"),
        (
            "class T:\n    migrate_to = '0003_c'\n",
            "class T:\n    migrate_to = '0001_s'\n",
        ),
    ],
)
def test_names_the_squash(tmp_path, before, after):
    found = mended(tmp_path, before)

    assert (found.text, found.obstacles) == (after, ())


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "from shop.migrations.old import same, same as s\n",
            "from shop.migrations.a_s import same, same as s\n",
        ),
        (
            "from shop.migrations import other, old\nold.same()\n",
            "from shop.migrations import other, a_s as old\nold.same()\n",
        ),
        (
            "import shop.migrations.old as m\nm.same()\n",
            "import shop.migrations.a_s as m\nm.same()\n",
        ),
        ("from .migrations.old import same\n", "from .migrations.a_s import same\n"),
    ],
)
def test_a_squash_that_can_be_imported(tmp_path, before, after):
    assert mended(tmp_path, before, "a_s").text == after


UNCLEAR = (
    "what it uses of the module cannot be told. "
    "Assign the module to one name and use that, or move what it needs out of the migration."
)
LOST = (
    "it uses `{}`, which shop.0001_s does not have. "
    "Move what it needs out of the migration, or delete the code that uses it."
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "migrate(('shop', '0002_b'))",
            "names shop.0002_b: it is in the middle of shop.0001_s, and there will be no such "
            "state. Delete the test that is about it, or keep the files.",
        ),
        (
            "import_module('shop.migrations.0002_b').lost",
            f"imports shop.0002_b: {LOST.format('lost')}",
        ),
        (
            "import_module('shop.migrations.0002_b').Migration",
            f"imports shop.0002_b: {LOST.format('Migration')}",
        ),
        (
            "use(import_module('shop.migrations.0002_b'))",
            f"imports shop.0002_b: {UNCLEAR}",
        ),
        (
            "m = import_module('shop.migrations.0002_b'); use(m)",
            f"imports shop.0002_b: {UNCLEAR}",
        ),
        (
            "m = import_module('shop.migrations.0002_b'); m = 3",
            f"imports shop.0002_b: {UNCLEAR}",
        ),
        (
            "m = import_module('shop.migrations.0002_b')\ndef f(m): m.fill",
            f"imports shop.0002_b: {UNCLEAR}",
        ),
        ("__import__('shop.migrations.0002_b').x", f"imports shop.0002_b: {UNCLEAR}"),
        ("NAME = 'shop.migrations.0002_b'", f"imports shop.0002_b: {UNCLEAR}"),
        (
            "from .migrations.old import same",
            "imports shop.old: an import statement cannot name shop.0001_s. "
            "Use importlib.import_module.",
        ),
        (
            "import_module('shop.migrations' '.0003_' 'c')",
            "imports shop.0003_c: the name is put together from parts. Write it in one piece.",
        ),
    ],
)
def test_says_what_cannot_be_rewritten(tmp_path, text, said):
    found = mended(tmp_path, f"\n{text}\n")

    assert [(one.line, f"{one.fact} {one.hint}") for one in found.obstacles] == [(2, said)]

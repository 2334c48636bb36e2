import pytest

from squashkit.source.unused import Gone, Places, find_unused
from tests.builders import key

UTILS = """\
from functools import lru_cache

SIZES = {}

@lru_cache
def slug(text):
    return slug(text[1:])

class Field: pass

@register
def registered(): pass

def helped(): return helper()
def helper(): pass
"""


def unused(root, migration, others=None, texts=()):
    """`name:line` of what only shop.0001_a uses."""
    files = {
        "shop/migrations/0001_a.py": migration,
        "shop/migrations/tools.py": "def tool(): pass\n",
        "shop/utils.py": UTILS,
        "shop/models.py": "class Old(Model): pass\ndef default(): pass\n",
        "shop/admin.py": "class Admin: pass\n",
        **(others or {}),
    }
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    folder = root / "shop" / "migrations"
    gone = [Gone(key("shop.0001_a"), "shop.migrations.0001_a", folder / "0001_a.py")]
    found = find_unused(root, Places([root], {folder}), gone, texts)
    assert all(one.migrations == (key("shop.0001_a"),) for one in found)
    return [f"{one.module}.{one.name}:{one.line} {one.path}" for one in found]


SLUG = "shop.utils.slug:6 shop/utils.py"


@pytest.mark.parametrize(
    "text",
    [
        "from shop.utils import slug",
        "from ..utils import slug as s",
        "from shop import utils\nutils.slug('x')",
        "import shop.utils\nx = [shop.utils.slug]",
        "import shop.utils as u\nu.slug.cache_clear()",
        "def f(apps, editor):\n    from ..utils import slug",
    ],
)
def test_what_a_migration_alone_uses(tmp_path, text):
    assert unused(tmp_path, f"{text}\n") == [SLUG]


HELPED = "shop.utils.helped:14 shop/utils.py"
HELPER = "shop.utils.helper:15 shop/utils.py"


def test_what_such_code_alone_uses_in_turn(tmp_path):
    assert unused(tmp_path, "from ..utils import helped\n") == [HELPED, HELPER]


@pytest.mark.parametrize(
    ("text", "found"),
    [("from .utils import helper", [HELPED]), ("from .utils import helped", [])],
)
def test_a_helper_that_others_use_as_well(tmp_path, text, found):
    others = {"shop/views.py": text}

    assert unused(tmp_path, "from ..utils import helped\n", others) == found


def test_helpers_that_use_each_other(tmp_path):
    others = {"shop/more.py": "def a(): b()\ndef b(): a()\ndef c(): d()\ndef d(): b()\nc()\n"}

    assert unused(tmp_path, "from ..more import a\n", others) == []
    others["shop/more.py"] = others["shop/more.py"].replace("\nc()", "")
    assert unused(tmp_path, "from ..more import c\n", others) == [
        f"shop.more.{name}:{line} shop/more.py" for line, name in enumerate("abcd", 1)
    ]


def test_classes_and_constants_too(tmp_path):
    assert unused(tmp_path, "from ..utils import Field, SIZES\nfrom ..models import default\n") == [
        "shop.models.default:2 shop/models.py",
        "shop.utils.Field:9 shop/utils.py",
        "shop.utils.SIZES:3 shop/utils.py",
    ]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("shop/views.py", "from .utils import slug"),
        ("shop/views.py", "utils.slug()"),
        ("settings.py", "SLUG = 'shop.utils.slug'"),
        ("shop/migrations/0009_z.py", "from ..utils import slug"),
        ("templates/x.html", "{{ name|slug }}"),
        ("docs.md", "see `slug`"),
        ("run.sh", "python -c 'from shop.utils import slug'"),
    ],
)
def test_any_other_mention_counts(tmp_path, name, text):
    assert unused(tmp_path, "from ..utils import slug\n", {name: f"{text}\n"}) == []


def test_a_longer_name_is_another(tmp_path):
    assert unused(tmp_path, "from ..utils import slug\n", {"x.py": "slugs = 3\n"}) == [SLUG]


def test_what_the_squash_needs_stays(tmp_path):
    text = "from ..utils import slug, Field\n"

    assert unused(tmp_path, text, texts=["from shop.utils import Field"]) == [SLUG]


@pytest.mark.parametrize(
    "text",
    [
        "from ..utils import registered",
        "from ..utils import helper",
        "from ..utils import nothing",
        "from ..models import Old",
        "from ..admin import Admin",
        "from .tools import tool",
        "from django.utils.text import slugify",
    ],
)
def test_what_is_found_without_a_name_or_is_no_code_of_the_project(tmp_path, text):
    assert unused(tmp_path, f"{text}\n") == []

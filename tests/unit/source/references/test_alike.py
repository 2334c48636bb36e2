import pytest

from squashkit.source.references.alike import Code, name_in

OLD = Code(
    "shop.migrations.0002_b",
    """
from django.db.models import F
from ..utils import slug
SIZE = 3
def helper(x):
    '''Its
       text.'''
    return slug(x, SIZE, F("a"))
def fill(apps, editor):
    from .. import sizes
    for item in range(SIZE):
        helper(item)
def again(n):
    return again(n - 1)
""",
)
HEAD = "from django.db.models import F\nfrom shop.utils import slug\nSIZE = 3\nSIZE_0002 = 4\n"
FILL = (
    "def fill_0002(apps, editor):\n    from shop import sizes\n"
    "    for item in range(SIZE):\n        helper_0002(item)\n"
)


def called(name, text):
    return name_in(Code("shop.migrations.0001_s", HEAD + text), name, OLD)


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("SIZE", "", "SIZE"),
        (
            "helper",
            "def helper_0002(x):\n    'Text.'\n    return slug(x, SIZE, F('a'))\n",
            "helper_0002",
        ),
        (
            "helper",
            "def helper_0002(x):\n    'Text.'\n    return slug(x, SIZE_0002, F('a'))\n",
            None,
        ),
        ("helper", "def helper(x):\n    'Text.'\n    return slug(x, SIZE, G('a'))\n", None),
        ("again", "def again_0002(n):\n    return again_0002(n - 1)\n", "again_0002"),
        ("again", "def again_0002(n):\n    return again(n - 1)\n", None),
        (
            "again",
            "def again():\n    1\ndef again_0002(n):\n    return again_0002(n - 1)\n",
            "again_0002",
        ),
        ("slug", "", None),
        ("Migration", "class Migration:\n    pass\n", None),
    ],
)
def test_the_same_definition(name, text, found):
    assert called(name, text) == found


def test_what_it_calls_may_have_another_name_too():
    text = "def helper_0002(x):\n    'Text.'\n    return slug(x, SIZE, F('a'))\n" + FILL

    assert called("fill", text) == "fill_0002"
    assert called("fill", text.replace("from shop import", "from other import")) is None


def test_a_helper_of_one_name_may_be_another_migration_s():
    text = "def helper(x):\n    'Text.'\n    return 1\n" + FILL.replace("helper_0002", "helper")

    assert called("fill", text) is None

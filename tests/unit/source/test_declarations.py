import pytest

from squashkit.source.declarations import label_in, modules_in


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("", ""),
        ("x = 1", ""),
        ("class C(AppConfig):\n    label = 'shop'", "shop"),
        ("class C(AppConfig):\n    label: str = 'shop'", "shop"),
        ("class C(AppConfig):\n    name = 'sites.shop'", "shop"),
        ("class C(AppConfig):\n    name = 'sites.shop'\n    label = 'store'", "store"),
        ("N = 'sites.shop'\nclass C(AppConfig):\n    name = N", "shop"),
        ("class C(AppConfig):\n    label = find()", ""),
        ("class C(AppConfig):\n    verbose_name = 'Shop'", ""),
        ("class C:\n    label = 'shop'", ""),
        ("class C(", ""),
        (
            "class A(AppConfig):\n    label = 'a'\nclass B(AppConfig):\n    label = 'b'",
            "a",
        ),
        (
            "class A(AppConfig):\n    label = 'a'\n"
            "class B(AppConfig):\n    label = 'b'\n    default = True",
            "b",
        ),
    ],
)
def test_labels(text, label):
    assert label_in(text.encode()) == label


def test_modules_of_several_statements():
    text = "MIGRATION_MODULES = {'a': 'x', 'b': None}\nMIGRATION_MODULES['c'] = 'y'"

    assert modules_in(text.encode()) == {"a": "x", "c": "y"}

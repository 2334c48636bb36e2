import pytest

from squashkit.source.asking import asked_in

NAMES = [("state", "new"), ("state", "old")]
SIZES = [("size", 8), ("size", 6)]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("items.filter(state='new')", NAMES[:1]),
        ("items.filter(state__iexact='new').exclude(size=7)", [*NAMES[:1], ("size", 7)]),
        ("items.filter(Q(state='new') | models.Q(state='old'))", NAMES),
        ("items.filter(state__in=['new', 'old'])", NAMES),
        ("items.filter(state__startswith='n')", [("state", "n")]),
        ("items.filter(box__state__contains='new')", NAMES[:1]),
        ("items.filter(size__gt=7)", SIZES),
        ("items.filter(new=True)", [("new", True)]),
        ("items.filter(size__gt=True)", []),
        ("items.exclude(size__lte=7.5)", [("size", 8.5), ("size", 6.5)]),
        ("items.filter(state__gt='new')", []),
        ("[one for one in items if one.state == 'new']", NAMES[:1]),
        ("[one for one in items if one.state in {'new'}]", NAMES[:1]),
        ("[one for one in rows if one['state'] != 'new']", NAMES[:1]),
        ("[one for one in items if one.size >= 7]", SIZES),
        ("[one for one in items if 7 < one.size]", SIZES),
        ("[one for one in items if '@' in one.state]", [("state", "@")]),
        ("[one for one in items if one.state.startswith(('new', 'old'))]", NAMES),
        ("[one for one in items if len(one.state) > 2]", [("state", "xxx"), ("state", "x")]),
        ("KINDS = ['new', 'old']\nitems.filter(state__in=KINDS)", NAMES),
        ("RunSQL(\"UPDATE item SET x = 1 WHERE state = 'new'\")", NAMES[:1]),
        (
            "run(\"DELETE FROM item where item.state LIKE 'new%' AND size > 7\")",
            [*NAMES[:1], *SIZES],
        ),
        ("run('DELETE FROM item WHERE \"state\" IN (\\'new\\', \\'old\\')')", NAMES),
        ("run(\"UPDATE item SET state = 'new'\")", []),
        ("items.get(state='new')", []),  # which is there already
        ("items.filter(state=wanted)", []),
        ("items.update(state='new')", []),  # nobody asks for that
        ("items.filter(**kinds)", []),
        ("KINDS = [KINDS, 'new']\nitems.filter(state__in=KINDS)", NAMES[:1]),
        ("items.filter(state='new'", []),  # no Python
    ],
)
def test_values_that_rows_are_asked_for(code, expected):
    assert sorted(asked_in(code.encode())) == sorted(expected)


@pytest.mark.parametrize("given", ["there, back", "there, reverse_code=back"])
def test_what_takes_a_step_back_asks_for_the_rows_of_that_step(given):
    code = "def back(apps, schema_editor):\n    items.filter(state='new').delete()\n"
    assert asked_in(code.encode())
    assert asked_in(f"{code}migrations.RunPython({given})".encode()) == ()


def test_another_encoding():
    code = "# -*- coding: latin-1 -*-\nitems.filter(state='n\u00e9e')"
    assert asked_in(code.encode("latin-1")) == (("state", "n\u00e9e"),)

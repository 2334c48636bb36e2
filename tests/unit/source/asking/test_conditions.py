import pytest

from squashkit.source.asking import asked_in


def asked(code, encoding="utf-8", **modules):
    """What a migration of this code asks for, beside other modules of its package `shop`."""
    files = {"shop.m": code, **{f"shop.{name}": text for name, text in modules.items()}}
    paths = {name: name.replace(".", "/") + ".py" for name in files}
    known = {name: (paths[name], text.encode(encoding)) for name, text in files.items()}
    return asked_in(["shop.m"], known.get)


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
        ("KINDS = [OLD, 'new']\nOLD = 'old'\nitems.filter(state__in=KINDS)", NAMES),
        ("def step(a, b):\n    new = 'new'\n    items.filter(state=new)", NAMES[:1]),
        ("def step(a, b, new='new'):\n    items.filter(state=new)", []),
        (
            "class S:\n    NEW = 'new'\n    OLD: str = 'old'\nfilter(state__in=[S.NEW, S.OLD])",
            NAMES,
        ),
        ("class S(Enum):\n    NEW = 'new'\nitems.filter(state=S.NEW.value)", NAMES[:1]),
        ("class S:\n    NEW = 'new'\nitems.filter(state=S.OLD)", []),
        ("KINDS = {'new': 1, 'old': 2}\n[KINDS[one.state] for one in items]", NAMES),
        ("KINDS = {'new': 1, **more}\n[KINDS.get(one.state, 0) for one in items]", NAMES[:1]),
        ("[one for one in items if one.state in {'new': 1}]", NAMES[:1]),
        ("for one in items:\n match one.state:\n  case 'new' | 'old': pass", NAMES),
        ("items.update(size=Case(When(state='new', then=Value(1))))", NAMES[:1]),
        ("items.filter(**{'state__in': ['new', 'old']})", NAMES),
        ("KIND = {'state': 'new'}\nitems.filter(**KIND)", NAMES[:1]),
        ("[one for one in items if one.state.strip().lower() == 'new']", NAMES[:1]),
        ("[one for one in items if one.state[:3] == 'new']", NAMES[:1]),
        ("[one for one in items if getattr(one, 'state') == 'new']", NAMES[:1]),
        ("[one for one in items if 7 < one.size < 9]", [*SIZES, ("size", 10)]),
        ("items.filter(size__gt=Decimal('7'))", SIZES),
        ("items.filter(on=datetime.date(2020, 1, 2))", [("on", "2020-01-02")]),
        (
            "items.filter(on__lt=timezone.make_aware(datetime(2020, 1, 2, tzinfo=utc)))",
            [("on", "2020-01-03T00:00:00"), ("on", "2020-01-01T00:00:00")],
        ),
        ("items.filter(on__lt=date(9999, 12, 31))", [("on", "9999-12-30")]),
        ("items.filter(on=date(2020, 13, 32))", []),
        ("KINDS = [KINDS, 'new']\nitems.filter(state__in=KINDS)", NAMES[:1]),
        ("items.filter(state='new'", []),  # no Python
    ],
)
def test_values_that_rows_are_asked_for(code, expected):
    assert sorted(asked(code)) == sorted(expected)


@pytest.mark.parametrize("given", ["there, back", "there, reverse_code=back"])
def test_what_takes_a_step_back_asks_for_the_rows_of_that_step(given):
    code = "def back(apps, schema_editor):\n    items.filter(state='new').delete()\n"
    assert asked(code)
    assert asked(f"{code}migrations.RunPython({given})") == ()


def test_another_encoding():
    code = "# -*- coding: latin-1 -*-\nitems.filter(state='n\u00e9e')"
    assert asked(code, "latin-1") == (("state", "n\u00e9e"),)


FROM_MODEL = "class Item:\n    class State(TextChoices):\n        NEW = 'new', _('New')\n"


@pytest.mark.parametrize(
    ("code", "other"),
    [
        ("from shop.other import NEW\nfilter(state=NEW)", "NEW = 'new'"),
        ("from .other import NEW\nfilter(state=NEW)", "NEW = 'new'"),
        ("from . import other\nfilter(state=other.NEW)", "NEW = 'new'"),
        ("import shop.other\nfilter(state=shop.other.NEW)", "NEW = 'new'"),
        ("def step(a, b):\n    from .other import NEW\n    filter(state=NEW)", "NEW = 'new'"),
        ("from .other import Item\nfilter(state=Item.State.NEW)", FROM_MODEL),
        ("from .other import Item\nfilter(state=Item.State.NEW.value)", FROM_MODEL),
        ("from .other import run\nRunPython(run)", "def run(a, b): filter(state='new')"),
        ("from . import other\nRunPython(other.run)", "def run(a, b): filter(state='new')"),
        ("from .other import run\nRunPython(run)", "def run(a, b): go()\ndef go(): Q(state='new')"),
        ("from .other import go\ndef step(a, b): go(a)", "def go(a): filter(state='new')"),
    ],
)
def test_other_modules(code, other):
    assert asked(code, other=other) == (("state", "new"),)


def test_a_name_that_is_handed_on():
    code = "from .here import NEW\nfilter(state=NEW)"
    assert asked(code, here="from .there import NEW", there="NEW = 'new'") == (("state", "new"),)
    assert asked(code, here="from .m import NEW") == ()


@pytest.mark.parametrize(
    ("code", "other"),
    [
        ("from .other import Item", "filter(state='new')"),  # it does not run for a step
        ("from .other import run\nRunPython(noop, run)", "def run(a, b): filter(state='new')"),
        ("from .other import NEW\nfilter(state=NEW)", "NEW = NEW"),
        ("from .missing import NEW\nfilter(state=NEW)", ""),
    ],
)
def test_other_modules_that_say_nothing(code, other):
    assert asked(code, other=other) == ()

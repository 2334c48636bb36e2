import pytest

from tests.unit.analysis.conflicts.meetings import found

START = "a.1 : CreateModel(x[f,g]) CreateModel(y); b.1 <- a.1"


def meet(one: str, two: str) -> list[str]:
    """What is said of an operation in app a on each of two branches, apart from the leaves."""
    said = found(START, one=f"a.2 <- a.1 : {one}", two=f"a.3 <- a.1 : {two}")
    return [line for line in said if not line.startswith("SQK201")]


@pytest.mark.parametrize(
    ("one", "two", "first", "second"),
    [
        ("AddField(x.p)", "AddField(x.p)", "creates a.x.p", "creates a.x.p"),
        ("AlterField(x.f)", "AlterField(x.f)", "alters a.x.f", "alters a.x.f"),
        ("CreateModel(z)", "CreateModel(z)", "creates a.z", "creates a.z"),
        ("RemoveField(x.f)", "RemoveField(x.f)", "removes a.x.f", "removes a.x.f"),
        (
            "AlterUniqueTogether(x[f])",
            "AlterUniqueTogether(x[g])",
            "alters a.x.Meta.unique_together",
            "alters a.x.Meta.unique_together",
        ),
    ],
)
def test_the_order_decides(one, two, first, second):
    assert meet(one, two) == [
        f"SQK205 error: one: 2 {first}; two: 3 {second}; the order decides, or the later one fails."
    ]


@pytest.mark.parametrize(
    ("one", "two", "first", "second"),
    [
        ("RemoveField(x.f)", "AlterField(x.f)", "removes a.x.f", "alters a.x.f"),
        ("RenameField(x.f>h)", "AddIndex(x.i[f])", "removes a.x.f", "uses a.x.f"),
        ("AddField(x.p)", "DeleteModel(x)", "creates a.x.p", "removes a.x"),
        ("RenameModel(x>z)", "uses(a.x)", "removes a.x", "uses a.x"),
    ],
)
def test_gone_while_in_use(one, two, first, second):
    assert meet(one, two) == [
        f"SQK206 error: one: 2 {first}; two: 3 {second}; the order decides, or the later one fails."
    ]


@pytest.mark.parametrize(
    ("one", "two", "first", "second"),
    [
        ("AddField(x.p)", "AddField(x.q)", "creates a.x.p", "creates a.x.q"),
        ("AddField(x.p)", "RemoveField(x.f)", "creates a.x.p", "removes a.x.f"),
        ("AddIndex(x.i[f])", "AlterField(x.f)", "creates a.x.index i", "alters a.x.f"),
    ],
)
def test_either_may_come_first(one, two, first, second):
    assert meet(one, two) == [
        f"SQK204 note: one: 2 {first}; two: 3 {second}; either may come first."
    ]


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("AddField(x.p)", "AddField(y.p)"),
        ("uses(a.x)", "uses(a.x)"),
        ("uses(a.x)", "RemoveField(x.f)"),
        ("uses(a.x)", "AddField(x.p)"),
        ("asks(a.x)", "AddField(x.p)"),
        ("asks(a.x)", "RemoveField(y.f)"),
        ("asks(a.x)", "asks(a.x)"),
    ],
)
def test_nothing_to_say(one, two):
    assert meet(one, two) == []


def test_across_apps_where_git_and_django_see_nothing():
    said = found(START, "a.2 <- a.1 : RenameModel(x>z)", topic="b.2 <- b.1 : uses(a.x)")

    assert said == [
        "SQK206 error: main: 2 removes a.x; topic: 2 uses a.x; "
        "the order decides, or the later one fails."
    ]


def test_code_may_miss_a_field_that_is_removed():
    said = found(START, "a.2 <- a.1 : RemoveField(x.f)", topic="b.2 <- b.1 : asks(a.x)")

    assert said == [
        "SQK206 warning: main: 2 removes a.x.f; topic: 2 runs code on a.x; the code may miss it."
    ]


def test_code_misses_a_model_that_is_removed():
    said = found(START, one="a.2 <- a.1 : DeleteModel(x)", two="b.2 <- b.1 : asks(a.x)")

    assert said == [
        "SQK206 error: one: 2 removes a.x; two: 2 runs code on a.x; "
        "the order decides, or the later one fails."
    ]


def test_a_field_that_a_relation_points_at():
    said = found(START, "a.2 <- a.1 : RenameField(x.f>h)", topic="b.2 <- b.1 : to_field(a.x.f)")

    assert said == [
        "SQK206 error: main: 2 removes a.x.f; topic: 2 uses a.x.f; "
        "the order decides, or the later one fails."
    ]

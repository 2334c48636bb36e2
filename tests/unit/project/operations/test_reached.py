"""Which tables a step can reach, by what it asks for and the names that its code has."""

import uuid

import pytest
from django.db import migrations as m
from django.db import models
from django.utils import timezone

from squashkit.model.reaches import Unknown
from squashkit.project.operations.reached import Reached

from .optimizing.operations import create, fk
from .steps import reach, state_after, unread


class Own(models.Manager):
    """It does what it likes."""

    use_in_migrations = True

    def get_queryset(self):
        return super().get_queryset().exclude(pk=1)


class Wide(models.QuerySet):
    def update(self, **values):
        return super().using("archive").update(**values)


class Mixin:
    def update(self):
        """Do something else."""


class More(models.Manager):
    """It is Django's, but for one method."""

    use_in_migrations = True

    def cheapest(self):
        return self.order_by("pk")[0]


def reached(words="", *operations, start="app.a", **more):
    """The models as `a b`, or why they cannot be told."""
    found = Reached(reach(0, start, words, **more), state_after(*operations))
    if found.models is None:
        return found.why
    return " ".join(sorted(name for _, name in found.models))


A, B, C = create("A"), create("B", a=fk("A")), create("C", b=fk("B"))


def default():
    return ""


class TestVarying:
    """What may be more or less at another time counts where it may make rows."""

    def varies(self, a=A, words="a", **more):
        more.setdefault("makes", True)
        return Reached(reach(0, "app.a", words, **more), state_after(a)).varies

    def test_a_default_of_the_project(self):
        own = create("A", x=models.TextField(default=default))
        assert self.varies(own) == "the default of app.a.x runs code of its own"
        assert self.varies(own, makes=False) == ""
        assert self.varies(own, "save", makes=False) == self.varies(own)

    @pytest.mark.parametrize("known", [list, str, uuid.uuid4, timezone.now, "x", 1])
    def test_a_default_of_others(self, known):
        assert self.varies(create("A", x=models.TextField(default=known))) == ""

    def test_the_clock(self):
        clock = Unknown("uses time.time", "a.py", 3)
        assert self.varies(chance=clock) == "a.py, line 3: it uses time.time"
        assert self.varies(chance=clock, makes=False) == ""

    def test_the_kind_of_database(self):
        other = Unknown("asks which database it runs on", "a.py", 3)
        assert self.varies(varies=other, makes=False) == str(other)


class TestForward:
    def test_a_relation_whose_name_the_code_has(self):
        assert reached("a", A, B, start="app.b") == "a b"

    def test_not_without_the_name(self):
        assert reached("x name", A, B, start="app.b") == "b"

    def test_one_after_the_other(self):
        assert reached("b a", A, B, C, start="app.c") == "a b c"
        assert reached("a", A, B, C, start="app.c") == "c"

    def test_names_of_fields_in_any_case(self):
        assert reached("thea", A, create("B", TheA=fk("A")), start="app.b") == "a b"

    def test_the_table_between(self):
        through = models.ManyToManyField("app.A", through="app.C")
        both = create("C", a=fk("A"), b=fk("B"))

        assert reached("all", A, create("B", all=through), both, start="app.b") == "a b c"


class TestBackward:
    @pytest.mark.parametrize("word", ["b", "b_set"])
    def test_by_the_name_that_django_gives(self, word):
        assert reached(word, A, B) == "a b"

    @pytest.mark.parametrize(
        ("name", "word"),
        [("pages", "pages"), ("%(class)s_pages", "b_pages"), ("%(app_label)s_x", "app_x")],
    )
    def test_by_the_name_that_it_was_given(self, name, word):
        other = create("B", a=fk("A", related_name=name))

        assert reached(word, A, other) == "a b"
        assert reached("b b_set", A, other) == "a"

    def test_by_the_usual_name_of_the_other_model(self):
        other = create("B", a=fk("A"), options={"default_related_name": "things"})

        assert reached("things", A, other) == "a b"

    def test_by_the_name_for_queries(self):
        other = create("B", a=fk("A", related_query_name="page"))

        assert reached("page", A, other) == "a b"

    def test_a_deletion_looks_at_whatever_refers(self):
        assert reached("", A, B, C, deletes=True) == "a b c"
        assert (
            reached("", A, create("B", many=models.ManyToManyField("app.A")), deletes=True) == "a"
        )


class TestInheritance:
    def child(self):
        link = models.OneToOneField("app.A", models.CASCADE, parent_link=True, primary_key=True)
        return m.CreateModel("B", [("a_ptr", link)], bases=("app.A",))

    def test_a_child_is_in_its_parents_table_too(self):
        assert reached("", A, self.child(), start="app.b") == "a b"

    def test_a_parent_leads_to_children_by_name(self):
        assert reached("b", A, self.child()) == "a b"
        assert reached("", A, self.child()) == "a"


class TestWhatCannotBeTold:
    def test_a_model_that_is_not_there(self):
        assert reached("", start="app.gone") == "there is no model app.gone where it runs"

    def test_a_manager_with_code_of_its_own(self):
        own = create("A", managers=[("objects", Own())])

        assert reached("", own) == "manager objects of app.a runs code of its own"
        assert reached("a", own, B, start="app.b") == (
            "manager objects of app.a runs code of its own"
        )
        assert reached("", own, B, start="app.b") == "b"

    def test_a_manager_that_only_adds_what_the_code_does_not_name(self):
        more = create("A", managers=[("objects", More())])

        assert reached("filter", more) == "a"
        assert reached("cheapest", more) == "manager objects of app.a runs code of its own"

    def test_a_queryset_with_code_of_its_own(self):
        wide = create("A", managers=[("objects", Wide.as_manager())])

        assert reached("update", wide) == "manager objects of app.a runs code of its own"

    def test_a_base_with_code_of_its_own(self):
        mixed = m.CreateModel("A", [], bases=(Mixin, models.Model))

        assert reached("update", mixed) == "base Mixin of app.a runs code of its own"
        assert reached("filter", mixed) == "a"

    def test_a_usual_manager_has_none(self):
        assert reached("", create("A", managers=[("objects", models.Manager())])) == "a"

    def test_code_that_was_not_read(self):
        state = state_after(A)
        none, unknown = Reached(None, state), Reached(unread(0), state)

        assert (none.models, none.why) == (None, "it was not read")
        assert (unknown.models, unknown.why) == (None, "app/1.py, line 9: it calls open")

    def test_code_that_asks_for_nothing_reaches_nothing(self):
        assert reached("a b", A, B, start="") == ""

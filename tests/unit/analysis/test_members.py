from squashkit.analysis.members import members_of, originals_of
from tests.builders import history, key, keys


def test_what_goes_with_a_squash():
    made = history("a.1; a.2; a.s", a_s={"replaces": keys("a.1 a.2")})
    assert members_of(made.migrations, key("a.s")) == keys("a.1 a.2")


def test_of_a_squash_of_a_squash_the_inner_ones_come_first():
    made = history(
        "a.1; a.2; a.3; a.s; a.t",
        a_s={"replaces": keys("a.1 a.2")},
        a_t={"replaces": keys("a.1 a.s a.3")},
    )
    assert members_of(made.migrations, key("a.t")) == keys("a.1 a.2 a.s a.3")


def test_files_that_are_gone_are_members_all_the_same():
    made = history("a.t", a_t={"replaces": keys("a.s a.3")})
    assert members_of(made.migrations, key("a.t")) == keys("a.s a.3")


def test_a_squash_that_names_itself_has_an_end():
    made = history("a.1; a.s", a_s={"replaces": keys("a.1 a.s")})
    assert members_of(made.migrations, key("a.s")) == keys("a.1 a.s")


def test_the_originals_are_what_no_squash_is_among():
    made = history(
        "a.1; a.2; a.3; a.s; a.t",
        a_s={"replaces": keys("a.1 a.2")},
        a_t={"replaces": keys("a.s a.3")},
    )
    assert originals_of(made.migrations, key("a.t")) == keys("a.1 a.2 a.3")


def test_a_squash_that_is_a_normal_migration_by_now_is_an_original():
    made = history("a.s; a.3; a.t", a_t={"replaces": keys("a.s a.3 a.4")})
    assert originals_of(made.migrations, key("a.t")) == keys("a.s a.3 a.4")

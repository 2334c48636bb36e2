from tests.unit.analysis.conflicts.meetings import found

START = "a.1; a.2 <- a.1; a.3 <- a.2; b.1 <- a.1"
SQUASH = "a.s : schema replaces a.1 a.2 a.3"


def test_a_dependency_inside_a_planned_squash():
    assert found(START, planned="a.1 a.2 a.3", topic="b.2 <- b.1 a.2") == [
        "SQK210 error: topic: b.2 depends on 2, the middle of the planned squash a.s."
    ]


def test_a_dependency_on_the_end_of_a_squash():
    assert found(START, planned="a.1 a.2 a.3", topic="a.4 <- a.3") == [
        "SQK210 note: topic: a.4 depends on 3, the end of the planned squash a.s."
    ]


def test_a_branch_that_is_behind_a_squash():
    assert found(START, SQUASH, topic="b.2 <- b.1 a.2") == [
        "SQK210 error: topic: b.2 depends on 2, the middle of the existing squash a.s.",
        "SQK215 warning: topic adds b.2 and has not seen a.s on main.",
    ]


def test_a_branch_that_is_behind_a_cleanup():
    start = f"{START}; {SQUASH}"

    assert found(start, "a.s : schema; -a.1; -a.2; -a.3; b.1 <- a.s", topic="a.4 <- a.3") == [
        "SQK201 error: With main and topic merged, a ends in 2 migrations: 4, s.",
        "SQK214 error: topic: a.4 depends on a.3, which main removes.",
        "SQK215 warning: topic adds a.4 and has not seen a.s on main.",
    ]


def test_squashes_that_overlap():
    assert found(
        START, one="a.s : schema replaces a.1 a.2", two="a.t : schema replaces a.2 a.3"
    ) == [
        "SQK211 error: a.s on one and a.t on two both replace 2.",
    ]


def test_a_squash_of_a_squash_does_not_overlap():
    said = found(
        START,
        one="a.s : schema replaces a.1 a.2",
        two="a.s : schema replaces a.1 a.2; a.t : schema replaces a.s a.3",
    )

    assert said == []


def test_a_name_that_a_squash_lists():
    start = "a.s : schema replaces a.1 a.2"

    assert found(start, topic="a.2 <- a.s") == [
        "SQK212 error: topic adds a.2, a name that a.s on main replaces."
    ]


def test_a_squash_and_its_members_on_the_same_branch():
    assert found(START, topic=f"{SQUASH}; a.4 <- a.3") == []


def test_two_branches_one_of_which_squashes_what_the_other_depends_on():
    assert found(START, one=SQUASH, two="b.2 <- b.1 a.2") == [
        "SQK210 error: two: b.2 depends on 2, the middle of the existing squash a.s."
    ]


def test_a_branch_that_is_behind_a_squash_and_its_cleanup():
    base = "a.0001_squashed_0003_c : schema; -a.1; -a.2; -a.3; b.1 <- a.0001_squashed_0003_c"

    assert found(START, base, topic="a.4 <- a.3")[-1] == (
        "SQK215 warning: topic adds a.4 and has not seen a.0001_squashed_0003_c on main."
    )


def test_a_squash_does_nothing_that_its_members_did_not():
    squash = "a.s : CreateModel(x) replaces a.1 a.2 a.3"

    assert found(START, one=squash, two="b.2 <- b.1 : AlterField(x.f)") == []
    assert found(START, one=squash, two="a.4 <- a.3 : CreateModel(x)")[0].startswith("SQK210 note")

"""What counts as an error, and what the page says."""

from pathlib import Path

import pytest

from . import run
from .run import Report, differences, row, write

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "optimiser.md"
FINE = Report("5.2.19", 3, 4, frozenset({"test_a"}), {"test_odd": "E: x"})


@pytest.fixture(autouse=True)
def _table(monkeypatch):
    monkeypatch.setattr(run, "DIFFERENCES", {"test_odd": "It is odd."})
    monkeypatch.setattr(run, "OTHER_SCHEMAS", {})


def report(**changed):
    return Report(**{**vars(FINE), **changed})


def test_what_is_listed_and_fails_is_no_error():
    assert FINE.errors == []


def test_a_listed_test_that_this_version_does_not_have_is_no_error():
    assert report(failed={}).errors == []


def test_a_failure_that_is_not_listed_is_one():
    assert report(failed={"test_a": "AssertionError: no"}).errors == [
        "test_a fails and is not listed: AssertionError: no"
    ]


def test_and_what_is_listed_and_passes():
    assert report(passed=frozenset({"test_odd"}), failed={}).errors == [
        "test_odd is listed and passes."
    ]


def test_pairs_that_are_not_equal_are_errors_listed_or_not():
    assert report(states=[("test_a", True), ("test_odd", False)]).errors == [
        "test_odd leads to other models."
    ]
    assert report(schemas=[("test_odd", False), ("test_odd", True)]).errors == [
        "test_odd leaves another schema."
    ]


def test_schemas_have_a_list_of_their_own(monkeypatch):
    monkeypatch.setattr(run, "OTHER_SCHEMAS", {"test_odd": "why"})

    assert report(schemas=[("test_odd", False)]).errors == []
    assert report(schemas=[("test_odd", True)]).errors == ["test_odd is listed, and equal."]
    assert report(version="4.2.30").errors == []


def test_a_row_counts():
    pairs = [("test_a", True), ("test_a", True), ("test_odd", False)]

    assert row(report(states=pairs[:1], schemas=pairs)) == (
        "| 5.2.19 | 3 | 1 | 1 | 4 | 1 of 1 | 2 of 3 |"
    )


def test_a_row_takes_the_place_of_its_series(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(
        "A\n<!-- conformance -->\n<!-- end of conformance -->\n"
        "B\n<!-- differences -->\n<!-- end of differences -->\nC\n"
    )
    for version in ("6.0.1", "5.2.1", "5.2.19"):
        write(page, report(version=version))

    lines = page.read_text().splitlines()
    assert [line[:10] for line in lines if line.startswith(("| 5", "| 6"))] == [
        "| 5.2.19 |",
        "| 6.0.1 | ",
    ]
    assert "| `test_odd` | It is odd. |" in lines
    assert lines[-1] == "C"


def test_the_page_has_the_table(monkeypatch):
    monkeypatch.undo()
    how = "run: make conformance CONFORMANCE='--markdown docs/explanation/optimiser.md'"

    assert f"\n{differences()}\n" in PAGE.read_text("utf-8"), how

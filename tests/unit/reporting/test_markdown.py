"""Proofs and comparisons as a comment on a pull request, whole."""

from __future__ import annotations

from dataclasses import replace

from squashkit.model.comparisons import Comparison
from squashkit.model.proofs import Basis, Check, Proof, Reuse, Run
from squashkit.model.schema import Cause, Difference, Layer
from squashkit.reporting.markdown import comparison_markdown, proof_markdown

ORDER = Difference(Layer.ORDER, "columns of t", "a, b", "b, a")
EQUAL = Proof(
    ("a.s",),
    "0123456789abcdef",
    Basis(versions={"Python": "3.13.0", "Django": "5.2"}),
    (
        Check("graph", "4 states"),
        Check("schema", "9 parts", remarks=(ORDER,), engine="SQLite 3.40.1"),
    ),
    ("engines other than SQLite", "values of t.__x__: other in each run"),
    (Run("SQLite 3.40.1", 2.5, 0.25),),
)
LOST = Difference(
    Layer.STRUCTURE,
    "column t.a|b",
    "`a|b` text",
    "",
    (Cause("before", "a/1.py", 3, "AddField m.a"), Cause("after", "a/s.py", 9, "CreateModel m")),
)
MADE = "Made with Python 3.13.0, Django 5.2 at 012345678.\n\n"
TAIL = """\
| `migrate` from zero on | Before | After |
| --- | --- | --- |
| SQLite 3.40.1 | 2.50 s | 0.25 s |

<details>
<summary>Not compared</summary>

- engines other than SQLite
- values of t.\\_\\_x\\_\\_: other in each run

</details>
"""


def test_a_proof_that_holds():
    assert proof_markdown(EQUAL, Reuse(), "proof_1.json") == (
        """\
**The proof holds.**

The proof in proof_1.json still matches: it was not made again.

| Check | Engine | Compared | Result |
| --- | --- | --- | --- |
| graph |  | 4 states | equal |
| schema | SQLite 3.40.1 | 9 parts | equal, but for 1 difference that does not matter |

"""
        + MADE
        + TAIL
    )


def test_a_proof_that_does_not_hold():
    failed = replace(EQUAL.checks[1], differences=(LOST,), hint="Mend `it`.")
    proof = replace(EQUAL, checks=(EQUAL.checks[0], failed))

    assert proof_markdown(proof) == (
        """\
**The proof does not hold: 1 of 2 checks found differences.**

| Check | Engine | Compared | Result |
| --- | --- | --- | --- |
| graph |  | 4 states | equal |
| schema | SQLite 3.40.1 | 9 parts | **1 difference** |

"""
        + MADE
        + """\
<details open>
<summary>schema on SQLite 3.40.1: 1 difference</summary>

- structure: `column t.a|b`
  - before: `` `a|b` text ``
    - `a/1.py`, line 3: `AddField m.a`
  - after: absent
    - `a/s.py`, line 9: `CreateModel m`

Next: Mend `it`.

</details>

"""
        + TAIL
    )


def test_more_differences_than_are_listed():
    many = tuple(replace(LOST, subject=f"column t.c{n}", causes=()) for n in range(12))
    text = proof_markdown(replace(EQUAL, checks=(Check("state", "", many),)))

    assert text.count("- structure: ") == 10
    assert "- structure: `column t.c9`\n" in text
    assert "\n\n... and 2 more.\n\n</details>" in text


def test_two_databases():
    found = Comparison("a|b.sqlite3", "postgresql://x/y", "SQLite 3.40.1", 1, 2, (LOST,), (ORDER,))

    assert comparison_markdown(found) == (
        """\
**1 difference: they are not the same.**

1 part of the schema and 2 rows of `a|b.sqlite3` were compared with `postgresql://x/y` \
(SQLite 3.40.1).

- structure: `column t.a|b`
  - before: `` `a|b` text ``
    - `a/1.py`, line 3: `AddField m.a`
  - after: absent
    - `a/s.py`, line 9: `CreateModel m`

<details>
<summary>Differences that do not matter</summary>

- column order: `columns of t`
  - before: `a, b`
  - after: `b, a`

</details>
"""
    )
    same = comparison_markdown(replace(found, differences=(), remarks=()))
    assert same.startswith("**They are the same.**\n\n1 part of the schema")

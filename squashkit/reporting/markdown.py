"""Results for people who read them in a pull request: the verdict first, the rest to unfold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..model.comparisons import Comparison
from ..model.proofs import Check, Proof, Reuse
from ..model.schema import Difference
from ..model.words import counted
from .markup import code, details, page, plain, table
from .text import SHOWN, reuse_line


def proof_markdown(proof: Proof, reuse: Reuse | None = None, kept: str = "") -> str:
    """The verdict, a table of the checks, then what differs and what nobody compared.

    Args:
        proof: what was proven.
        reuse: what became of the proof that was there before.
        kept: its file.
    """
    failed = [check for check in proof.checks if not check.holds]
    head = ("Check", "Engine", "Compared", "Result")
    parts = [
        f"**{_verdict(proof, failed)}**",
        plain(reuse_line(reuse, kept)) if reuse else "",
        table(head, map(_row, proof.checks)),
        _made_with(proof),
        *map(_failed, failed),
        _remarks([one for check in proof.checks for one in check.told]),
        _seconds(proof),
        _listed("Not compared", proof.not_compared),
    ]
    return page(parts)


def comparison_markdown(found: Comparison) -> str:
    """The verdict, what was compared, and the differences.

    Args:
        found: two databases side by side.
    """
    verdict = "They are the same."
    if not found.holds:
        number = counted(len(found.differences), "difference")
        verdict = f"{number}: they are not the same."
    what = f"{found.compared} of {code(found.before)} were"
    return page(
        [
            f"**{verdict}**",
            f"{what} compared with {code(found.after)} ({plain(found.engine)}).",
            _differences(found.differences),
            _remarks(found.remarks),
            _listed("Not compared", found.not_compared),
        ]
    )


def _verdict(proof: Proof, failed: Sequence[Check]) -> str:
    if proof.holds:
        return "The proof holds."
    many = counted(len(proof.checks), "check")
    return f"The proof does not hold: {len(failed)} of {many} found differences."


def _row(check: Check) -> tuple[str, ...]:
    result = "equal"
    if check.remarks:
        verb = "does" if len(check.remarks) == 1 else "do"
        many = counted(len(check.remarks), "difference")
        result = f"equal, but for {many} that {verb} not matter"
    if not check.holds:
        result = f"**{counted(len(check.differences), 'difference')}**"
    return plain(check.name), plain(check.engine), plain(check.compared), result


def _failed(check: Check) -> str:
    where = f" on {check.engine}" if check.engine else ""
    title = f"{check.name}{where}: {counted(len(check.differences), 'difference')}"
    more = len(check.differences) - SHOWN
    body = page(
        [
            _differences(check.differences[:SHOWN]),
            f"... and {more} more." if more > 0 else "",
            f"Next: {check.hint}" if check.hint else "",
        ]
    )
    return details(title, body, shown=True)


def _differences(found: Sequence[Difference]) -> str:
    return "\n".join(line for one in found for line in _difference(one))


def _difference(one: Difference) -> Iterator[str]:
    yield f"- {one.layer.value}: {code(one.title)}"
    for side, text, shown in zip(
        ("before", "after"), (one.before, one.after), one.sides, strict=True
    ):
        yield f"  - {side}: {code(shown) if text else shown}"
        causes = (cause for cause in one.causes if cause.side == side)
        yield from (
            f"    - {code(cause.path)}, line {cause.line}: {code(cause.text)}" for cause in causes
        )


def _remarks(found: Sequence[Difference]) -> str:
    return details("Differences that do not matter", _differences(found)) if found else ""


def _made_with(proof: Proof) -> str:
    found = ", ".join(f"{name} {version}" for name, version in proof.basis.versions.items())
    at = f" at {proof.commit[:9]}" if proof.commit else ""
    return plain(f"Made with {found}{at}.") if found else ""


def _seconds(proof: Proof) -> str:
    rows = [
        (plain(run.engine), f"{run.seconds_before:.2f} s", f"{run.seconds_after:.2f} s")
        for run in proof.runs
    ]
    return table(("`migrate` from zero on", "Before", "After"), rows) if rows else ""


def _listed(title: str, lines: Sequence[str]) -> str:
    return details(title, "\n".join(f"- {plain(line)}" for line in lines)) if lines else ""

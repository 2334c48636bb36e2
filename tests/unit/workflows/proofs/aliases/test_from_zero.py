"""Databases of several aliases, of which one run of the original serves all."""

from __future__ import annotations

from squashkit.workflows.proofs.aliases.from_zero import _Reruns


def test_each_alias_gets_every_run_and_none_runs_twice():
    runs = []

    def run(*, shuffled):
        runs.append(f"{len(runs) + 1}{' shuffled' if shuffled else ''}")
        return {name: f"{name} {runs[-1]}" for name in "ab"}

    again = _Reruns(run)
    asked = [("a", False), ("a", False), ("a", True), ("b", False), ("b", True)]
    found = [again.next(name, shuffled=shuffled) for name, shuffled in asked]

    assert found == ["a 1", "a 2", "a 3 shuffled", "b 1", "b 3 shuffled"]
    assert runs == ["1", "2", "3 shuffled"]

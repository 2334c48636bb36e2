"""Documents that are read again: plans and proofs."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from squashkit.errors import ConfigurationError, ProofError
from squashkit.model.proofs import Basis, Check, Proof, Run
from squashkit.model.schema import Difference, Layer
from squashkit.reporting.documents import read_proof, to_json

TEXTS = st.text(max_size=5)
DIGESTS = st.dictionaries(TEXTS, TEXTS, max_size=2)


def several(strategy):
    return st.lists(strategy, max_size=2).map(tuple)


DIFFERENCES = several(st.builds(Difference, st.sampled_from(Layer), TEXTS, TEXTS, TEXTS))
PROOFS = st.builds(
    Proof,
    subject=several(TEXTS),
    commit=TEXTS,
    basis=st.builds(Basis, TEXTS, DIGESTS, DIGESTS, DIGESTS, DIGESTS, TEXTS),
    checks=several(st.builds(Check, TEXTS, TEXTS, DIFFERENCES, DIFFERENCES, TEXTS)),
    not_compared=several(TEXTS),
    runs=several(st.builds(Run, TEXTS, *[st.floats(0, allow_infinity=False)] * 2)),
)
PROOF = Proof(("a.1",), "abc", Basis(settings="settings"), (Check("graph", ""),))


@given(PROOFS)
def test_a_proof_comes_back_as_it_was(proof):
    assert read_proof(to_json("proof", proof), "proof.json") == proof


@pytest.mark.parametrize("text", ["", "no", "[]", "3", '"x"', "{}", '{"schema": "squashkit/plan"}'])
def test_what_is_no_proof_stays(text):
    with pytest.raises(ConfigurationError) as refused:
        read_proof(text, "notes.txt")

    assert refused.value.fact == "notes.txt is not a proof of squashkit, and stays as it is."


def test_a_proof_that_was_edited():
    text = to_json("proof", PROOF).replace('"abc"', '"abd"')
    with pytest.raises(ProofError) as refused:
        read_proof(text, "proof.json")

    assert refused.value.fact == "proof.json does not match: it was changed after it was written."
    assert refused.value.why == "it was changed after it was written."


@pytest.mark.parametrize("change", [{"version": 99}, {"runs": None}], ids=str)
def test_a_proof_of_another_version(change, monkeypatch):
    document = json.loads(to_json("proof", PROOF)) | change
    monkeypatch.setattr("squashkit.reporting.documents._digest", lambda _: document["digest"])
    with pytest.raises(ProofError, match=r"another version of squashkit wrote it\.$"):
        read_proof(json.dumps(document), "proof.json")


def test_the_same_proof_gives_the_same_text():
    assert to_json("proof", PROOF) == to_json("proof", read_proof(to_json("proof", PROOF), ""))

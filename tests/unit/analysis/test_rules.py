import re
from dataclasses import fields

import pytest

from squashkit.analysis import rules
from squashkit.model.rules import Rule


def test_ids_are_unique_and_in_order():
    ids = [rule.id for rule in rules.RULES]

    assert ids == sorted(set(ids))
    assert all(re.fullmatch(r"SQK\d{3}", one) for one in ids)


@pytest.mark.parametrize("room", [rules.squashing, rules.conflicts])
def test_every_rule_of_a_module_is_in_the_catalogue(room):
    assert {one for one in vars(room).values() if isinstance(one, Rule)} <= set(rules.RULES)


def test_every_rule_says_what_and_why():
    for rule in rules.RULES:
        assert all(getattr(rule, field.name) for field in fields(rule))
        assert rule.text.endswith(".")
        assert rule.why.endswith((".", ")."))

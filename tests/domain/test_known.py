"""What is worked out once of a record is what would be worked out anew."""

from dataclasses import replace
from datetime import datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.assessment import judge
from domain.facts import ContactInputs, Fact
from domain.known import Known, once
from tests.domain.histories import account_histories, turns
from tests.domain.records import DAY, NOW

asked: list[tuple[object, ...]] = []


@once
def greeting(record: Known[ContactInputs], words: str, *, loud: bool) -> str:
    asked.append((record.source_id, words, loud))
    said = f"{words}, {record.inputs.name}"
    return said.upper() if loud else said


def test_a_rule_is_asked_again_only_when_something_else_is_given() -> None:
    sam = Known(source_id="sam", inputs=ContactInputs(name="Sam"), known_from=NOW)
    asked.clear()

    said = [greeting(sam, words, loud=loud) for words in ("Hi", "Ho") for loud in (False, True)]
    again = [greeting(sam, "Ho", loud=True), greeting(sam, "Hi", loud=False)]

    assert said == ["Hi, Sam", "HI, SAM", "Ho, Sam", "HO, SAM"]
    assert again == ["HO, SAM", "Hi, Sam"]
    assert len(asked) == 5


def test_another_version_of_a_record_begins_with_nothing_worked_out() -> None:
    sam = Known(source_id="sam", inputs=ContactInputs(name="Sam"), known_from=NOW)
    greeting(sam, "Hi", loud=False)

    samuel = replace(sam, inputs=ContactInputs(name="Samuel"))

    assert greeting(samuel, "Hi", loud=False) == "Hi, Samuel"
    assert sam == replace(sam)
    assert not replace(sam).memory


@settings(max_examples=60, deadline=None)
@given(account_histories(), st.data())
def test_facts_judged_before_are_judged_like_new_ones(
    facts: list[Fact], data: st.DataObject
) -> None:
    instants = st.integers(0, 60).map(lambda days: NOW - days * DAY) | st.sampled_from(turns(facts))
    looks: list[tuple[datetime, datetime]] = data.draw(
        st.lists(st.tuples(instants, instants), min_size=2, max_size=5)
    )

    for at, known_at in looks:
        anew = judge([replace(one) for one in facts], at=at, known_at=known_at)
        assert judge(facts, at=at, known_at=known_at) == anew


@settings(max_examples=60, deadline=None)
@given(account_histories(), st.data())
def test_a_changed_record_changes_what_was_worked_out_of_others(
    facts: list[Fact], data: st.DataObject
) -> None:
    judge(facts, at=NOW)
    gone = data.draw(st.sets(st.sampled_from([one.source_id for one in facts]), max_size=4))
    left = [one for one in facts if one.source_id not in gone]

    assert judge(left, at=NOW) == judge([replace(one) for one in left], at=NOW)

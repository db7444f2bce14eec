"""The workflow's table, compared with one written by hand: rows are actions, columns states."""

from __future__ import annotations

import pytest

from disclosures.core import workflow
from disclosures.core.workflow import (
    ACTION_LABELS,
    BUREAU_LABELS,
    NEED_TEXTS,
    ROLE_LABELS,
    STATE_LABELS,
    TRANSITIONS,
    Action,
    BureauAction,
    Need,
    Reach,
    Role,
    State,
)

#: Where each action leads from each state; "." where it cannot be done.
LEADS_TO = """
              draft     handed_up signed    submitted returned  approved  published withdrawn
view          draft     handed_up signed    submitted returned  approved  published withdrawn
request_files draft     handed_up signed    submitted returned  approved  published withdrawn
enter         draft     .         .         .         returned  .         .         .
import        draft     .         .         .         returned  .         .         .
consolidate   draft     .         .         .         returned  .         .         .
explain       draft     .         .         .         returned  .         .         .
write         draft     .         .         .         returned  .         .         .
hand_up       handed_up .         .         .         handed_up .         .         .
sign          signed    signed    .         .         signed    .         .         .
unsign        .         .         draft     .         .         .         .         .
submit        .         .         submitted .         .         .         .         .
remark        draft     handed_up .         submitted returned  .         .         .
answer        draft     .         .         .         returned  .         .         .
resolve       draft     handed_up .         submitted returned  .         .         .
return        .         returned  .         returned  .         .         .         .
approve       .         .         .         approved  .         .         .         .
publish       .         .         .         .         .         published .         .
schedule      .         .         .         .         .         approved  .         .
withdraw      draft     handed_up signed    submitted returned  approved  withdrawn .
correct       .         .         .         .         .         draft     draft     draft
"""
HEAD, *LINES = (line.split() for line in LEADS_TO.strip().splitlines())
CASES = [(name, *case) for name, *row in LINES for case in zip(HEAD, row, strict=True)]


def test_the_table_by_hand_names_every_state_and_every_action() -> None:
    assert [*State] == HEAD
    assert [line[0] for line in LINES] == [*Action]
    assert len(CASES) == 20 * 8


@pytest.mark.parametrize(("action", "state", "after"), CASES)
def test_an_action_leads_from_a_state_to_the_next(action: str, state: str, after: str) -> None:
    found = TRANSITIONS.get((State(state), Action(action)))
    assert (found.after if found else ".") == after


def test_what_must_hold_before_each_action() -> None:
    needs: dict[str, set[str]] = {}
    for (_, action), transition in TRANSITIONS.items():
        needs.setdefault(action, set()).update(transition.needs)
    checked = {"no_errors", "warnings_reasoned", "personal_data_cleared"}
    shown = {"remarks_answered", "secrecy_reviewed", "as_read"}
    assert {action: found for action, found in needs.items() if found} == {
        "consolidate": {"of_a_department"},
        "hand_up": {*checked, "remarks_answered", "of_a_unit"},
        "sign": {*checked, *shown, "not_entered_by_self"},
        "unsign": {"reason"},
        "return": {"reason"},
        "submit": {"as_signed"},
        "approve": {
            *checked,
            "remarks_resolved",
            "as_signed",
            "not_entered_by_self",
            "not_signed_by_self",
        },
        "publish": {"is_frozen"},
        "schedule": {"is_frozen"},
        "withdraw": {"reason", "is_public"},
        "correct": {"reason"},
    }


def test_what_is_not_met_is_named_in_one_order() -> None:
    held = {Need.PERSONAL_DATA_CLEARED, Need.NO_ERRORS}
    assert workflow.unmet(State.DRAFT, Action.SIGN, held) == [
        Need.WARNINGS_REASONED,
        Need.SECRECY_REVIEWED,
        Need.REMARKS_ANSWERED,
        Need.AS_READ,
        Need.NOT_ENTERED_BY_SELF,
    ]
    assert workflow.unmet(State.SIGNED, Action.UNSIGN, [Need.REASON]) == []
    with pytest.raises(KeyError):
        workflow.unmet(State.DRAFT, Action.APPROVE, list(Need))


def test_a_returned_disclosure_has_a_way_to_publication() -> None:
    state, way = State.RETURNED, ["enter", "sign", "submit", "approve", "publish"]
    for action in way:
        state = TRANSITIONS[state, Action(action)].after
    assert state is State.PUBLISHED


@pytest.mark.parametrize(
    ("reach", "own", "below"),
    [(Reach.OWN, True, False), (Reach.BELOW, False, True), (Reach.OWN_AND_BELOW, True, True)],
)
def test_a_role_reaches_its_organisation_or_those_below(
    reach: Reach, own: bool, below: bool
) -> None:
    assert (reach.covers(own=True), reach.covers(own=False)) == (own, below)


def test_everything_has_a_chinese_name() -> None:
    for names, labels in (
        (State, STATE_LABELS),
        (Action, ACTION_LABELS),
        (BureauAction, BUREAU_LABELS),
        (Role, ROLE_LABELS),
        (Need, NEED_TEXTS),
    ):
        assert list(labels) == list(names)
        assert len(set(labels.values())) == len(labels)

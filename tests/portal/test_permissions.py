"""The matrix role × relation of organisations × state × action, against one written by hand."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from pytest_django import DjangoAssertNumQueries

from disclosures.actions import Actor, record
from disclosures.core.workflow import ENTERING, Action, Role, State
from disclosures.models import Disclosure, JournalEntry, Organisation, Person
from disclosures.permissions import can, visible_to
from tests.portal.tree import disclosure_of, member, plant

pytestmark = pytest.mark.django_db

#: What a letter stands for in the tables below.
STATES = {
    "D": State.DRAFT, "H": State.HANDED_UP, "S": State.SIGNED, "B": State.SUBMITTED,
    "R": State.RETURNED, "A": State.APPROVED, "P": State.PUBLISHED, "W": State.WITHDRAWN,
}  # fmt: skip
#: Role, seen from the disclosure's own organisation or one above it: each action and its states.
#: In every other relation there is nothing.
ALLOWED = """
clerk         own   view DHSBRAPW  request_files DHSBRAPW  enter DR  import DR  hand_up DR
                    unsign S  submit S  answer DR  correct APW  consolidate DR  explain DR
                    write DR
clerk         above view DHSBRAPW  request_files DHSBRAPW  remark H  return H  resolve DRH
signatory     own   view DHSBRAPW  request_files DHSBRAPW  sign DHR  unsign S  submit S
                    remark DR  resolve DR
signatory     above view DHSBRAPW  request_files DHSBRAPW
reviewer      own   view DHSBRAPW  request_files DHSBRAPW  remark B  return B  approve B
                    resolve DRB
                    publish A  schedule A  withdraw DHSBRAP
reviewer      above view DHSBRAPW  request_files DHSBRAPW  remark B  return B  approve B
                    resolve DRB
                    publish A  schedule A  withdraw DHSBRAP
observer      own   view DHSBRAPW  request_files DHSBRAPW
observer      above view DHSBRAPW  request_files DHSBRAPW
administrator own   view DHSBRAPW  request_files DHSBRAPW
administrator above view DHSBRAPW  request_files DHSBRAPW
"""
#: Whose disclosure: relation: where the role is held.  None: a person without any role.
RELATIONS = {
    "甲市": {
        "own": "甲市", "child": "财政局", "grandchild": "预算所", "sibling": "乙市",
        "other region": "乙市财政局", "none": None,
    },
    "财政局": {
        "own": "财政局", "parent": "甲市", "child": "预算所", "sibling": "教育局",
        "nephew": "第一中学", "other region": "乙市", "other department": "乙市财政局",
        "none": None,
    },
    "预算所": {
        "own": "预算所", "parent": "财政局", "grandparent": "甲市", "sibling": "信息中心",
        "other department": "教育局", "other region": "乙市", "other unit": "乙市预算所",
        "none": None,
    },
}  # fmt: skip
WHERE = {"own": "own", "parent": "above", "grandparent": "above"}
CASES = [
    (whose, relation, place, role)
    for whose, relations in RELATIONS.items()
    for relation, place in relations.items()
    for role in (Role if place else [Role.CLERK])  # who has no role has none five times over
]


def by_hand() -> dict[tuple[str, str], set[tuple[State, Action]]]:
    """ALLOWED, read."""
    found: dict[tuple[str, str], set[tuple[State, Action]]] = {}
    key = ("", "")
    for line in ALLOWED.strip().splitlines():
        words = line.split()
        if not line.startswith(" "):
            key = (words.pop(0), words.pop(0))
        for action, letters in zip(words[::2], words[1::2], strict=True):
            found.setdefault(key, set()).update((STATES[x], Action(action)) for x in letters)
    return found


def expected(whose: str, relation: str, role: Role) -> set[tuple[State, Action]]:
    allowed = by_hand().get((role, WHERE.get(relation, "")), set())
    # Only a unit has a department to hand up to, and only a department has units.
    only = {"hand_up": "预算所", "consolidate": "财政局"}
    return {(s, a) for s, a in allowed if only.get(a, whose) == whose}


def allowed(person: Person | AnonymousUser, disclosure: Disclosure) -> set[tuple[State, Action]]:
    """Every state and action in which ``can`` says yes."""
    found: set[tuple[State, Action]] = set()
    for state in State:
        disclosure.state = state
        found.update((state, action) for action in Action if can(person, action, disclosure))
    return found


def test_the_matrix_has_so_many_cases() -> None:
    assert len(CASES) == 5 * (5 + 7 + 7) + 3
    assert len(CASES) * len(State) * len(Action) == 98 * 8 * 20 == 15_680
    assert sum(len(expected(whose, relation, role)) for whose, relation, _, role in CASES) == 661


@pytest.mark.parametrize(("whose", "relation", "place", "role"), CASES)
def test_a_role_may_do_what_the_table_says_and_nothing_else(
    whose: str, relation: str, place: str | None, role: Role
) -> None:
    tree = plant()
    disclosure = disclosure_of(tree[whose])
    person = member("某人", role, of=tree[place]) if place else member("某人")
    may = expected(whose, relation, role)
    assert allowed(person, disclosure) == may
    assert set(visible_to(person).filter(pk=disclosure.pk)) == ({disclosure} if may else set())


def test_roles_in_several_organisations_add_up() -> None:
    tree = plant()
    person = member("某人", Role.CLERK, of=tree["预算所"])
    person.memberships.create(organisation=tree["教育局"], role=Role.REVIEWER)
    made = {name: disclosure_of(o) for name, o in tree.items()}
    seen = {d.organisation.name for d in visible_to(person)}
    assert seen == {"预算所", "教育局", "第一中学"}
    made["预算所"].state = made["第一中学"].state = State.SUBMITTED
    assert not can(person, Action.APPROVE, made["预算所"])
    assert can(person, Action.APPROVE, made["第一中学"])


@pytest.mark.parametrize("deed", Action)
def test_nobody_signs_or_approves_what_they_entered_nor_approves_what_they_signed(
    deed: Action,
) -> None:
    unit = plant()["预算所"]
    disclosure, other = disclosure_of(unit), disclosure_of(unit, 2020)
    person, colleague = member("某人", *Role, of=unit), member("同事", *Role, of=unit)
    everything = allowed(person, disclosure)
    record(by=Actor("某人", "::1", person), action=deed, disclosure=disclosure)
    kept_apart = {
        **{str(entering): {"sign", "approve"} for entering in ENTERING},
        "sign": {"approve"},
    }  # fmt: skip
    lost = everything - allowed(person, disclosure)
    assert {str(action) for _, action in lost} == kept_apart.get(deed, set())
    assert allowed(colleague, disclosure) == everything
    assert allowed(person, other) == everything


def test_what_was_entered_in_an_earlier_version_still_counts() -> None:
    unit = plant()["预算所"]
    disclosure, person = disclosure_of(unit), member("某人", Role.REVIEWER, of=unit)
    record(by=Actor("某人", "::1", person), action=Action.IMPORT, disclosure=disclosure)
    disclosure.version, disclosure.state = 7, State.SUBMITTED
    disclosure.save()
    assert JournalEntry.objects.get().version == 1
    assert not can(person, Action.APPROVE, disclosure)


@pytest.mark.parametrize("who", ["anonymous", "inactive", "superuser"])
def test_without_a_living_role_nothing_is_allowed(who: str) -> None:
    tree = plant()
    disclosure = disclosure_of(tree["预算所"])
    person: Person | AnonymousUser = AnonymousUser()
    if who == "inactive":
        person = member("离任", *Role, of=tree["甲市"])
        person.is_active = False
        person.save()
    elif who == "superuser":
        person = Person.objects.create_superuser("root", name="系统管理员")
    assert allowed(person, disclosure) == set()
    assert not visible_to(person).exists()


def test_a_list_takes_one_query_however_many_organisations_there_are(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    tree = plant()
    for number in range(50):
        department = tree["财政局"] if number % 2 else tree["教育局"]
        unit = Organisation(name=f"{number}所", code=f"9{number}", level="unit", parent=department)
        unit.save()
        disclosure_of(unit)
    person = member("某人", Role.REVIEWER, of=tree["甲市"])
    with django_assert_num_queries(1):
        assert len(visible_to(person)) == 50


def test_a_question_takes_at_most_three_queries(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    tree = plant()
    disclosure = disclosure_of(tree["预算所"])
    disclosure.state = State.SUBMITTED
    person = member("某人", Role.REVIEWER, of=tree["甲市"])
    with django_assert_num_queries(3):
        assert can(person, Action.APPROVE, disclosure)
    with django_assert_num_queries(0):
        assert not can(person, Action.ENTER, disclosure)

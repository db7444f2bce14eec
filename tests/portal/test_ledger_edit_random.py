"""Two clerks edit at random, each with what they last saw: nothing is lost, nothing overwritten."""

from __future__ import annotations

from random import Random

import pytest

from disclosures.actions.ledger import edit
from disclosures.actions.ledger_changes import Change
from disclosures.importing.line import texts_of
from disclosures.models import Disclosure
from disclosures.versions import content_at, content_of
from tests.factories import small_disclosure

pytestmark = pytest.mark.django_db

Seen = dict[int, dict[str, str]]
AMOUNTS = ("1.00", "2.00", "3.00")
NOTES = ("", "甲", "乙")


def stands(disclosure: Disclosure) -> Seen:
    """The rows of 支出 as a page shows them now."""
    rows = content_of(disclosure).ledger["expenditure"]
    return {position: texts_of("expenditure", row) for position, row in rows.items()}


def wanted(random: Random, seen: Seen, number: int) -> Change:
    """What somebody who sees those rows does next."""
    deed = random.choice(("cell", "cell", "cell", "add", "remove"))
    if deed == "add" or not seen:
        row = {
            "unit": "701001", "measure": "final", "fund": "gp", "function": "2080102",
            "spend": "project", "econ": "30201", "project": f"项目{number}",
            "money_year": "current", "amount": random.choice(AMOUNTS), "note": "",
        }  # fmt: skip
        return Change(ledger="expenditure", was=None, now=row, key=str(number))
    position = random.choice(sorted(seen))
    if deed == "remove":
        return Change(ledger="expenditure", position=position, was=seen[position], now=None)
    field, choices = random.choice((("amount", AMOUNTS), ("note", NOTES)))
    was, now = {field: seen[position][field]}, {field: random.choice(choices)}
    return Change(ledger="expenditure", position=position, was=was, now=now)


def should_clash(change: Change, there: Seen) -> bool:
    """Whether somebody else's doing stands in the way, told from the rows alone."""
    if change.position is None or (change.now is None and change.position not in there):
        return False
    if change.position not in there:
        return True
    now = there[change.position]
    if change.now is None:
        return now != change.was
    assert change.was is not None
    return any(now[f] not in (change.was[f], change.now[f]) for f in change.now)


def applied(change: Change, there: Seen, position: int) -> Seen:
    """The rows after a change that nothing stands in the way of."""
    left = {p: row for p, row in there.items() if p != position}
    return (
        left
        if change.now is None
        else {**left, position: {**there.get(position, {}), **change.now}}
    )


@pytest.mark.parametrize("seed", range(6))
def test_two_clerks_never_overwrite_each_other_and_every_version_can_be_told(seed: int) -> None:
    random = Random(seed)
    disclosure = small_disclosure()
    seen = [stands(disclosure), stands(disclosure)]
    contents = {1: content_of(disclosure)}
    given: set[int] = set(seen[0])
    clashes = 0
    for number in range(30):
        who = random.randrange(2)
        if random.random() < 0.3:
            seen[who] = stands(disclosure)
        there, change = stands(disclosure), wanted(random, seen[who], number)
        done = edit(disclosure=disclosure, changes=[change])
        assert bool(done.clashes) == should_clash(change, there)
        assert done.faults == ()
        if done.clashes:
            clashes += 1
            assert stands(disclosure) == there
            continue
        position = done.saved[0].position
        assert change.position is not None or position not in given
        given.add(position)
        assert stands(disclosure) == applied(change, there, position)
        seen[who] = applied(change, seen[who], position)
        disclosure.refresh_from_db()
        contents[disclosure.version] = content_of(disclosure)
    assert clashes > 0
    for version, content in contents.items():
        assert content_at(disclosure, version) == content

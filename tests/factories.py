"""Plain factories: a small department with two units, and disclosures of it."""

from __future__ import annotations

from disclosures.actions import save_book
from disclosures.core.facts import (
    Balance,
    Count,
    Expenditure,
    Facts,
    Income,
    Indicator,
    Kind,
    LocalCode,
    Purchase,
    PurchaseLine,
    Sangong,
    UnitInfo,
)
from disclosures.core.narrative import Wanted, Written
from disclosures.core.workflow import Role
from disclosures.models import Disclosure, Membership, Person
from disclosures.pipeline import Book

WAN = 1_000_000
LINE = {"unit": "701001", "method": "purchase", "project": "信息化建设", "item": "服务器"}


def small_facts(**changes: object) -> Facts:
    """A final account that adds up: 16 万元 of general budget money."""
    values: dict[str, object] = {
        "department": "某市某局",
        "department_code": "701",
        "year": 2021,
        "kind": Kind.FINAL,
        "form_set": "sichuan-final-2020",
        "units": (
            UnitInfo(code="701001", name="局机关", nature="administrative", staff=20),
            UnitInfo(code="701002", name="服务中心", nature="public", establishment=9, note="新设"),
        ),
        "facts": (
            _spent("2080101", "basic", "30101", 10 * WAN, note="推算：测试"),
            _spent("2080101", "basic", "30231", 2 * WAN, unit="701002"),
            _spent("2080102", "project", "30201", 4 * WAN, project="业务经费"),
            _earned("2080101", 12 * WAN),
            _earned("2080102", 4 * WAN),
            Balance(unit="701001", measure="final", fund="gp", nature="opening", amount=0),
            Sangong(unit="701001", measure="full_year", fund="gp", item="car_run", amount=2 * WAN),
            Indicator(unit="701001", measure="final", name="机关运行经费", amount=WAN),
            Count(unit="701001", name="公务用车保有量", number=200),
            PurchaseLine(**LINE, qty=800, uom="台", price=12_345),
            Purchase(**LINE, source="appropriation", amount=WAN),
            Purchase(**LINE, source="nontax", amount=2 * WAN),
        ),
        "local_codes": (LocalCode(code="2080197", name="本级专项"),),
    }
    return Facts(**{**values, **changes})  # type: ignore[arg-type]


def _spent(function: str, spend: str, econ: str, amount: int, **more: str) -> Expenditure:
    values = {"unit": "701001", "measure": "final", "fund": "gp", **more}
    return Expenditure(function=function, spend=spend, econ=econ, amount=amount, **values)


def _earned(function: str, amount: int) -> Income:
    return Income(unit="701001", measure="final", category="gp", function=function, amount=amount)


def answers(facts: Facts) -> Written:
    """All that people must write for those facts: each text and each reason, unlike the others."""
    texts: dict[str, str] = {}
    reasons: dict[str, str] = {}
    for ask in Book.of_facts(facts, Written()).narration.asked:
        if ask.wanted == Wanted.TEXT:
            texts[ask.key] = f"“{ask.subject}”由本单位撰写。"
        elif ask.wanted != Wanted.MEANING:
            reasons[ask.key] = f"{ask.heading}的{ask.subject}按实际安排"
    return Written(texts=texts, reasons=reasons)


def small_disclosure(facts: Facts | None = None, written: Written | None = None) -> Disclosure:
    """A saved disclosure of those facts, which the observer may see; nothing is left to write.

    ``written`` stands for all that people wrote otherwise: ``Written()`` for nothing.
    """
    facts = facts or small_facts()
    texts = answers(facts) if written is None else written
    return observed(save_book(book=Book.of_facts(facts, texts)))


def observer() -> Person:
    """Somebody who looks on."""
    found = Person.objects.filter(username="observer").first()
    return found or Person.objects.create_user("observer", name="陈静")


def observed(disclosure: Disclosure) -> Disclosure:
    """The same, visible to the observer."""
    role = {"organisation": disclosure.organisation, "role": Role.OBSERVER}
    Membership.objects.get_or_create(person=observer(), **role)
    return disclosure


def clerk(username: str = "wangfang", name: str = "王芳") -> Person:
    """Somebody who enters figures; what she may do is up to her memberships."""
    return Person.objects.create_user(username, name=name)

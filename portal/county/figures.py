"""What a department tells beside its spending: other amounts, and numbers of things."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from disclosures.core.facts import Count, Fact, Indicator
from portal.county.course import ABROAD, CAR_BUY, PERSONNEL, RECEPTION, Course, Line


def indicators(course: Course, year: int) -> Iterator[Fact]:
    """Other amounts that an account tells."""
    office, rng = course.department.office.code, course.department.draw("bought", year)
    lines = course.account(year)

    def told(name: str, amount: int, measure: str = "final") -> Indicator:
        return Indicator(unit=office, measure=measure, name=name, amount=amount)

    yield told("机关运行经费", _told_running(course, year))
    yield told("机关运行经费", _told_running(course, year - 1), "prior")
    goods = spent_on(lines, "31002", "31003", "31007", CAR_BUY) * 9 // 10
    works = spent_on(lines, "31005") * 9 // 10
    services = spent_on(lines, "30227", "30213") * rng.randint(40, 70) // 100
    smes = (goods + works + services) * rng.randint(70, 96) // 100
    yield told("政府采购货物支出", goods)
    yield told("政府采购工程支出", works)
    yield told("政府采购服务支出", services)
    yield told("授予中小企业合同金额", smes)
    yield told("授予小微企业合同金额", smes * rng.randint(35, 75) // 100)
    yield told("国内公务接待费", spent_on(lines, RECEPTION))
    yield told("外事接待费", 0)
    if course.cars_bought(year):
        yield told("购置轿车金额", spent_on(lines, CAR_BUY))
        yield told("购置越野车金额", 0)
        yield told("购置载客汽车金额", 0)


def counts(course: Course, year: int) -> Iterator[Fact]:
    """What an account counts."""
    lines, rng = course.account(year), course.department.draw("counts", year)
    bought, went = course.cars_bought(year), spent_on(lines, ABROAD) > 0
    guests = spent_on(lines, RECEPTION) // 11_000  # at most 110 yuan a head
    batches = max(1, guests // rng.randint(6, 9)) if guests else 0
    numbers = {
        "因公出国（境）团组数": int(went),
        "因公出国（境）人次": 3 * went,
        "公务用车购置数": bought,
        "国内接待批次": batches,
        "国内接待人次": guests,
        "外事接待批次": 0,
        "外事接待人次": 0,
    }
    if bought:
        numbers |= {"购置轿车数": bought, "购置越野车数": 0, "购置载客汽车数": 0}
    many = len(course.department.projects_of(year))
    numbers |= dict.fromkeys(("编制绩效目标项目数", "绩效监控项目数", "绩效自评项目数"), many)
    cars = course.department.office.cars
    duty = cars * 2 // 3 if cars > 5 else 0
    emergency = (cars - duty) // 2
    numbers |= {
        "轿车": cars - cars // 3,
        "越野车": cars // 3,
        "载客汽车": 0,
        "主要领导干部用车": 0,
        "机要通信用车": min(1, cars - duty - emergency),
        "应急保障用车": emergency,
        "执法执勤用车": duty,
        "其他用车": max(0, cars - duty - emergency - 1),
    }
    for name, number in numbers.items():
        yield count(course, name, number)


def things(course: Course, year: int) -> Iterator[Fact]:
    """What is there: cars and equipment."""
    size = sum(u.staff for u in course.department.units)
    yield count(course, "公务用车保有量", course.department.office.cars)
    yield count(course, "单价50万元以上通用设备", size // 90 + (year % 2 if size > 90 else 0))
    yield count(course, "单价100万元以上专用设备", size // 150)


def count(course: Course, name: str, number: int) -> Count:
    """A number of things."""
    return Count(unit=course.department.office.code, name=name, number=number * 100)


def running(course: Course, lines: Iterable[Line]) -> int:
    """机关运行经费: what offices run on."""
    offices = {u.code for u in course.department.units if u.office}
    return sum(
        line.amount
        for line in lines
        if (line.spend, line.fund) == ("basic", "gp")
        and line.unit in offices
        and line.econ[:3] not in PERSONNEL
    )


def _told_running(course: Course, year: int) -> int:
    """What an account tells of it; some leave other goods and services out, and say so."""
    lines = course.account(year)
    everything = running(course, lines)
    if course.department.draw("told", year).random() < 0.08:
        office = course.department.office.code
        everything -= sum(x.amount for x in lines if (x.unit, x.econ) == (office, "30299"))
    return everything


def spent_on(lines: Iterable[Line], *econ: str) -> int:
    """Fiscal spending on these economic codes."""
    return sum(line.amount for line in lines if line.fund != "own" and line.econ in econ)

"""What people write for a disclosure: duties, units, work done, reasons of changes, meanings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

import yaml

from disclosures.core.facts import Kind
from disclosures.core.narrative import Written
from disclosures.core.narrative.amounts import Amounts
from disclosures.data import functions, meanings
from disclosures.narration import Narration
from portal.county.course import Course, Line
from portal.county.goals import achieved, goal_of
from portal.county.plan import MARK, Unit

NUMBERS = "一二三四五六七八九十"
NATURES = {
    "administrative": "行政单位",
    "civil": "参照公务员法管理的事业单位",
    "public": "事业单位",
}
#: Profiles of projects whose money goes to people and enterprises.
HANDED_OUT = ("grant", "subsidy", "farm")
#: Texts that sentences take up where they are there.
USES = {
    "car_use": "{work}等工作中下乡调研、现场检查和应急处置所需的燃料费、维修费、过路过桥费和保险费",
    "home_use": "接待上级部门检查指导、外地单位考察交流",
    "reception_use": "接待上级部门检查指导和外地单位考察学习发生的用餐费用",
    "purchase_use": "{work}等工作所需的货物和服务",
}


class Writer:
    """Writes for one disclosure whatever it is asked, and keeps what it answered.

    ``written`` is what a Book takes; the amounts of ``narration`` tell whether something went up
    or down.  The same is always answered in the same words.
    """

    def __init__(self, course: Course, year: int, kind: Kind) -> None:
        self.course, self.year, self.kind = course, year, kind
        self.department = course.department
        self.narration: Callable[[], Narration]
        self.written = Written(
            texts=_Answers(self._text), reasons=_Answers(self._reason), meanings=self._meanings()
        )

    @cached_property
    def amounts(self) -> Amounts:
        """The amounts that the text tells."""
        narration = self.narration()
        return Amounts(narration.outline, narration.material)

    # -- texts --------------------------------------------------------------------------------

    def _text(self, key: str) -> str:
        """A text by its key in the outline; empty for one that nobody knows here."""
        if key in USES:
            return USES[key].format(work=self._busy())
        texts = {
            "duties": self._duties,
            "units": self._units,
            "achievements": self._achievements,
            "organisation": self._organisation,
            "performance": self._performance,
        }
        return "\n".join(texts[key]()) if key in texts else ""

    def _duties(self) -> Iterator[str]:
        name = self.department.name
        yield MARK
        yield f"{name}贯彻落实党中央决策部署和省、市、县工作要求，主要职责是："
        for number, duty in enumerate(self.department.duties):
            yield f"（{NUMBERS[number]}）{duty}。"
        yield f"（{NUMBERS[len(self.department.duties)]}）完成县委、县政府交办的其他任务。"
        if self.kind is Kind.BUDGET:
            yield f"{self.year}年主要工作："
            for number, project in enumerate(self.department.projects_of(self.year)):
                goal = goal_of(project, self.course, self.year)
                yield (
                    f"{number + 1}. 实施{project.name}，全年{project.indicator}"
                    f"{goal}{project.uom}，促进{project.effect}。"
                )

    def _units(self) -> Iterator[str]:
        units = self.department.units
        name = self.department.name
        yield f"纳入{name}{self.year}年部门预算编制范围的预算单位共{len(units)}个，包括："
        for number, unit in enumerate(units, start=1):
            yield f"{number}. {unit.name}（{NATURES[unit.nature]}）"

    def _organisation(self) -> Iterator[str]:
        units, offices = self.department.units, self.department.offices
        yield (
            f"{self.department.name}机关内设机构{len(offices)}个，分别是：{'、'.join(offices)}。"
        )
        if len(units) == 1:
            yield f"{self.department.name}没有下属二级预算单位，本次公开的是本级决算。"
            return
        below = units[1:]
        yield f"下属二级预算单位{len(below)}个，均为事业单位："
        for number, unit in enumerate(below, start=1):
            yield f"{number}. {unit.name}"

    def _achievements(self) -> Iterator[str]:
        for number, outcome in enumerate(self.course.outcomes(self.year)):
            project = outcome.project
            done = achieved(outcome, self.course, self.year)
            yield (
                f"{NUMBERS[number]}是推进{project.name}。全年{project.indicator}"
                f"{done}{project.uom}，{project.effect}。"
            )
        office = self.department.office
        rng = self.department.draw("party", self.year)
        yield (
            f"此外，全年组织集中学习{rng.randint(10, 24)}次，"
            f"开展基层调研{rng.randint(12, 60)}次，{_deed(office, self.year)}。"
        )

    def _performance(self) -> Iterator[str]:
        projects = self.department.projects_of(self.year)
        names = "、".join(p.name for p in projects)
        if self.kind is Kind.BUDGET:
            yield (
                f"按照全面实施预算绩效管理的要求，{self.department.name}对{names}设置了绩效目标，"
                "明确了产出、效益和满意度指标，并随部门预算一并批复、一并公开。"
            )
            return
        yield (
            f"自评结果显示，{names}总体达到预期目标，资金使用规范。"
            "各项目的绩效目标自评表随本决算一并公开，自评结果作为安排下年预算的依据。"
        )

    # -- reasons ------------------------------------------------------------------------------

    def _meanings(self) -> dict[str, str]:
        """What the codes of its work mean, from their names."""
        codes = {p.function for p in self.department.projects} | set(self.department.local)
        codes |= {unit.run for unit in self.department.units}
        names = {code: self._name(code) for code in sorted(codes)}
        return {
            code: f"反映用于{name.removesuffix('支出')}方面的支出。"
            for code, name in names.items()
            if name not in meanings()
        }

    def _name(self, code: str) -> str:
        return self.department.local.get(code) or functions().name(code, self.year)

    def _reason(self, key: str) -> str:
        """Why an amount changed, or stayed below its budget."""
        section, measure, form = key.split(".")
        if section == "general_items":
            return self._of_function(key, measure)
        if form == "why":
            return self._said(key, "sangong", "under")
        value = self.amounts.value(measure)
        up = _amount(value.this) > _amount(value.prior)
        if measure == "car":
            bought = self.amounts.value("car_buy")
            change = _amount(bought.this) - _amount(bought.prior)
            if change and (change > 0) == up:
                measure = "car_buy"
        return self._said(key, measure, "up" if up else "down", work=self.work(up))

    def _of_function(self, key: str, function: str) -> str:
        outcomes = [o for o in self.course.outcomes(self.year) if o.project.function == function]
        behind = [o for o in outcomes if o.full > o.spent]
        if behind:
            kind = "carried" if behind[0].left else "project"
            return self._said(key, kind, "under", work=behind[0].project.name)
        runs = {unit.run for unit in self.department.units}
        kind = "running" if function in runs else "pay"
        return self._said(key, kind, "under", subject=self._name(function))

    def _said(self, key: str, measure: str, way: str, **words: str) -> str:
        lines = _reasons()[measure][way]
        start = self.department.draw("reasons", measure, way, key).randrange(len(lines))
        return lines[(start + self.year) % len(lines)].format(**words)

    def work(self, up: bool = True) -> str:
        """The project that changed most in that direction since last year."""
        now, before = _by_project(self._lines(self.year)), _by_project(self._lines(self.year - 1))
        change = {name: amount - before.get(name, 0) for name, amount in now.items()}
        chosen = max(change, key=lambda name: change[name] if up else -change[name])
        return chosen

    def _busy(self) -> str:
        """Work that is done and not handed out as money: what cars and purchases are for."""
        done = (p for p in self.department.projects_of(self.year) if p.profile not in HANDED_OUT)
        return next((p.name for p in done), "日常业务")

    def _lines(self, year: int) -> tuple[Line, ...]:
        budget = self.kind is Kind.BUDGET
        return self.course.budget(year) if budget else self.course.account(year)


class _Answers(dict[str, str]):
    """Answers by key, each written when it is first asked for."""

    def __init__(self, write: Callable[[str], str]) -> None:
        super().__init__()
        self._write = write

    def get(self, key: str, default: Any = None) -> Any:
        """The answer; the default where there is none."""
        if key not in self:
            answer = self._write(key)
            if not answer:
                return default
            self[key] = answer
        return self[key]


def _deed(office: Unit, year: int) -> str:
    deeds = (
        "机关效能和作风建设持续加强",
        "财务管理和内部控制制度进一步健全",
        "政务服务事项办理时限进一步压缩",
        "队伍业务能力稳步提升",
    )
    return deeds[(int(office.code) + year) % len(deeds)]


def _amount(source: Any) -> int:
    return int(source.amount) if source else 0


def _by_project(lines: tuple[Line, ...]) -> dict[str, int]:
    found: dict[str, int] = {}
    for line in lines:
        if line.project:
            found[line.project] = found.get(line.project, 0) + line.amount
    return found


@cache
def _reasons() -> Mapping[str, Mapping[str, list[str]]]:
    text = (files(__package__) / "data" / "reasons.yaml").read_text("utf-8")
    data: Mapping[str, Mapping[str, list[str]]] = yaml.load(text, yaml.CSafeLoader)
    return data

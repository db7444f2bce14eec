"""A seed → a county: its departments with their units, staff, cars, work and habits.

Nothing here is a real place: the region is called 演示县, and every name begins with it.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

CODE, COUNTY = "DEMO-X", "演示县"
#: What every generated document says of itself.
MARK = (
    "本文件为演示数据：演示县及其部门、人员、项目和金额均由程序按随机种子生成，"
    "与任何真实的地区和单位无关。"
)
SEED = 2026
#: Full years before which an account is not expected: from May on, last year's is being made.
ACCOUNTS_FROM_MONTH = 5


@dataclass(frozen=True, kw_only=True)
class Project:
    """Work that a department is given money for; ``wan`` 万元 a year in 2022, ``profile`` of
    ``profiles.yaml`` says on what.  Its goal: ``number`` ``uom`` of ``indicator``, for ``effect``.
    """

    name: str
    function: str
    wan: int
    profile: str
    indicator: str
    uom: str
    number: int
    effect: str
    fund: str = "gp"
    since: int = 0


@dataclass(frozen=True, kw_only=True)
class Unit:
    """A unit; ``own_wan`` is what it earns by its own business, 万元 in 2022."""

    code: str
    name: str
    nature: str
    run: str
    staff: int
    cars: int = 0
    own_wan: int = 0

    @property
    def establishment(self) -> int:
        """Posts: some are vacant."""
        return self.staff + max(1, self.staff // 12)

    @property
    def office(self) -> bool:
        """Whether it counts towards 机关运行经费."""
        return self.nature in ("administrative", "civil")


@dataclass(frozen=True, kw_only=True)
class Department:
    """A department of the county.  ``units`` begins with its own office.

    ``growth`` is a year's change of its projects, ``thrift`` of its public costs; ``carries``
    whether money is left over for the next year.
    """

    seed: int
    code: str
    name: str
    short: str
    nature: str
    units: tuple[Unit, ...]
    projects: tuple[Project, ...]
    duties: tuple[str, ...]
    offices: tuple[str, ...]
    growth: float
    thrift: float
    carries: bool
    abroad: bool = False
    local: Mapping[str, str] = field(default_factory=dict)

    def draw(self, *what: object) -> random.Random:
        """Chance of its own for each thing, so that one draw more elsewhere changes nothing."""
        return random.Random("|".join(map(str, (self.seed, self.code, *what))))

    @property
    def office(self) -> Unit:
        """The department itself as a unit."""
        return self.units[0]

    def projects_of(self, year: int) -> tuple[Project, ...]:
        """Those that it has in that year."""
        return tuple(p for p in self.projects if p.since <= year)


@dataclass(frozen=True)
class County:
    """The departments, and the years of which there are budgets and final accounts."""

    departments: tuple[Department, ...]
    budgets: tuple[int, ...]
    accounts: tuple[int, ...]


def county(seed: int, *, departments: int, years: int, today: date) -> County:
    """The county of a seed, as far as it has come by ``today``.

    ``years`` of each kind; the newest account is last year's (until April that of the year
    before), the newest budget this year's.
    """
    last = today.year - (1 if today.month >= ACCOUNTS_FROM_MONTH else 2)
    accounts = tuple(range(last - years + 1, last + 1))
    kinds = _kinds()[:departments]
    rows = tuple(_department(seed, n, said) for n, said in enumerate(kinds))
    return County(rows, tuple(y + 1 for y in accounts), accounts)


def most() -> int:
    """How many departments there are at most."""
    return len(_kinds())


@cache
def profiles() -> Mapping[str, Mapping[str, int]]:
    """On what a project's money goes: economic code → share in hundredths."""
    data: Mapping[str, Mapping[str, int]] = _yaml("profiles.yaml")
    return data


@cache
def _kinds() -> list[dict[str, Any]]:
    data: list[dict[str, Any]] = _yaml("departments.yaml")
    return data


def _yaml(name: str) -> Any:
    text = (files(__package__) / "data" / name).read_text("utf-8")
    return yaml.load(text, yaml.CSafeLoader)


def _department(seed: int, number: int, said: Mapping[str, Any]) -> Department:
    code = f"{101 + number}"
    rng = random.Random(f"{seed}|{code}")
    short = str(said["name"])
    name = COUNTY + short.removeprefix("县") if short.startswith("县") else COUNTY + short
    return Department(
        seed=seed,
        code=code,
        name=name,
        short=short,
        nature=said.get("nature", "administrative"),
        units=tuple(_units(code, name, said, rng)),
        projects=tuple(_project(row, rng, n) for n, row in enumerate(said["projects"])),
        duties=tuple(said["duties"]),
        offices=tuple(said["offices"]),
        growth=round(rng.uniform(-0.05, 0.09), 4),
        thrift=round(rng.uniform(-0.06, 0.015), 4),
        carries=rng.random() < 0.35,
        abroad=bool(said.get("abroad")),
        local=said.get("local", {}),
    )


def _units(code: str, name: str, said: Mapping[str, Any], rng: random.Random) -> Iterator[Unit]:
    def about(staff: int) -> int:
        return max(5, round(staff * rng.uniform(0.88, 1.12)))

    yield Unit(
        code=f"{code}001",
        name=f"{name}机关" if said.get("units") else name,
        nature=said.get("nature", "administrative"),
        run=said["run"],
        staff=about(said["staff"]),
        cars=said["cars"],
    )
    for number, (unit, run, staff, *own) in enumerate(said.get("units", ()), start=2):
        yield Unit(
            code=f"{code}{number:03d}",
            name=f"{COUNTY}{unit}",
            nature="public",
            run=run,
            staff=about(staff),
            own_wan=own[0] if own else 0,
        )


def _project(row: list[Any], rng: random.Random, number: int) -> Project:
    name, function, wan, profile, indicator, uom, goal, effect, *fund = row
    return Project(
        name=name,
        function=function,
        wan=max(5, round(wan * rng.uniform(0.75, 1.25))),
        profile=profile,
        indicator=indicator,
        uom=uom,
        number=_rounded(goal * rng.uniform(0.8, 1.2)),
        effect=effect,
        fund=fund[0] if fund else "gp",
        since=2024 if number == 2 and rng.random() < 0.4 else 0,
    )


def _rounded(number: float) -> int:
    """To two leading digits, as goals are set."""
    whole = max(1, round(number))
    step = 10 ** max(0, len(str(whole)) - 2)
    return max(1, round(whole / step)) * step

"""What is compared, read from an address and written to one; and the figures side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from disclosures.core.facts import LABELS
from disclosures.core.money import Unit, round_half_up, show
from public.core.prices import Prices
from public.core.said import Said, listed

#: What may be compared: a column of ``Paper``, and what it is called.
MEASURES = {
    "spending": "本年支出",
    "income": "本年收入",
    "basic": "基本支出",
    "project": "项目支出",
    "sangong": "“三公”经费",
    "abroad": "因公出国（境）费",
    "car_buy": "公务用车购置费",
    "car_run": "公务用车运行维护费",
    "reception": "公务接待费",
}
KINDS: Mapping[str, str] = LABELS["kind"]
#: So many bodies side by side still fit a page.
MOST = 8
EARLIEST, LATEST = 1990, 2100
KNOWN = ("with", "add", "measure", "kind", "from", "to", "prices", "per")
LONGEST = 100


@dataclass(frozen=True)
class Asked:
    """What is compared: whom, what, of which years, in which prices, per head or not."""

    bodies: tuple[int, ...] = ()
    measure: str = "spending"
    kind: str = "final"
    first: int | None = None
    last: int | None = None
    real: bool = False
    per_head: bool = False

    @property
    def query(self) -> str:
        """The query of its address: always in this order, and without what goes without saying."""
        plain = Asked()
        pairs: list[tuple[str, object]] = [("with", body) for body in self.bodies]
        for name in ("measure", "kind"):
            if getattr(self, name) != getattr(plain, name):
                pairs.append((name, getattr(self, name)))
        pairs += [(n, y) for n, y in (("from", self.first), ("to", self.last)) if y is not None]
        pairs += [("prices", "real")] * self.real + [("per", "staff")] * self.per_head
        return urlencode(pairs)


@dataclass
class Read:
    """What could be read of an address, what could not, and the words to look for."""

    asked: Asked
    words: list[str] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)


def read(given: Mapping[str, Sequence[str]]) -> Read:
    """The parameters of an address; each that cannot be read is told, and the rest is kept."""
    troubles: list[str] = [
        Said("不认识参数“{name}”，没有用它。", name=_short(name))
        for name in given
        if name not in KNOWN
    ]
    bodies: list[int] = []
    words: list[str] = []
    for text in map(_clean, given.get("with", ())):
        if _whole(text):
            bodies.append(int(text))
        elif text:
            words.append(text)
    for text in given.get("add", ()):
        words += [w for w in _clean(text).replace("，", "、").replace(",", "、").split("、") if w]
    bodies = list(dict.fromkeys(bodies))
    if len(bodies) > MOST:
        troubles.append(Said("一次最多比较 {most} 个部门或单位，只用了前 {most} 个。", most=MOST))
    first, last = (_year(given, name, troubles) for name in ("from", "to"))
    if first is not None and last is not None and first > last:
        first, last = last, first
    asked = Asked(
        bodies=tuple(bodies[:MOST]),
        measure=_choice(given, "measure", "指标", MEASURES, troubles),
        kind=_choice(given, "kind", "类别", {"final": "", **KINDS}, troubles),
        first=first,
        last=last,
        real=_choice(given, "prices", "价格", {"nominal": "", "real": ""}, troubles) == "real",
        per_head=_choice(given, "per", "人均", {"all": "", "staff": ""}, troubles) == "staff",
    )
    return Read(asked, [w.strip()[:LONGEST] for w in words if w.strip()][:MOST], troubles)


def _choice(
    given: Mapping[str, Sequence[str]],
    name: str,
    label: str,
    allowed: Mapping[str, str],
    troubles: list[str],
) -> str:
    """The last value; the first allowed one where none is given or it is not allowed."""
    default = next(iter(allowed))
    value = _last(given, name)
    if value in allowed:
        return value
    if value:
        troubles.append(
            Said(
                "{label}“{value}”（{name}）读不懂，可以是 {told}；用了 {default}。",
                label=label,
                value=_short(value),
                name=name,
                told=listed("、", allowed),
                default=default,
            )
        )
    return default


def _year(given: Mapping[str, Sequence[str]], name: str, troubles: list[str]) -> int | None:
    value = _last(given, name)
    if not value:
        return None
    if _whole(value) and EARLIEST <= int(value) <= LATEST:
        return int(value)
    troubles.append(
        Said(
            "年度“{value}”（{name}）读不懂，应是四位数字，如 2024；没有用它。",
            value=_short(value),
            name=name,
        )
    )
    return None


def _last(given: Mapping[str, Sequence[str]], name: str) -> str:
    return _clean((given.get(name) or ("",))[-1])


def _whole(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 12


def _clean(text: str) -> str:
    return "".join(c for c in text if c.isprintable()).strip()


def _short(text: str) -> str:
    text = _clean(text)
    return text if len(text) <= 20 else f"{text[:20]}…"


# -- figures ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Told:
    """What a paper tells of a measure: its amount in 分 and the people in post, if it does."""

    amount: int | None
    staff: int | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure in 分 (per head where that is asked for) as said then, and in prices of one year."""

    nominal: int | None = None
    real: int | None = None


@dataclass(frozen=True)
class Table:
    """Years by bodies: ``cells[year][n]`` is that of the n-th name; ``notes`` what to know."""

    asked: Asked
    names: tuple[str, ...]
    years: tuple[int, ...]
    cells: Mapping[int, tuple[Cell, ...]]
    notes: tuple[str, ...]
    base: int

    @property
    def title(self) -> str:
        """What the figures are."""
        kind, measure = KINDS[self.asked.kind], MEASURES[self.asked.measure]
        if self.asked.per_head:
            return Said("{kind}的人均{measure}", kind=kind, measure=measure)
        return Said("{kind}的{measure}", kind=kind, measure=measure)

    @property
    def unit(self) -> str:
        """万元, or 万元 a head."""
        return Said("万元/人") if self.asked.per_head else Said("万元")

    @property
    def head(self) -> list[str]:
        """The names of the columns."""
        found: list[str] = [Said("年度")]
        for name in self.names:
            found.append(Said("{name}（{unit}）", name=name, unit=self.unit))
            if self.asked.real:
                found.append(
                    Said(
                        "{name}，按{base}年价格（{unit}）",
                        name=name,
                        base=self.base,
                        unit=self.unit,
                    )
                )
        return found

    @property
    def rows(self) -> list[list[str]]:
        """The lines, as they are shown: hundredths of 万元; — where nothing is known."""
        return [
            [str(year), *(text for cell in self.cells[year] for text in self._texts(cell))]
            for year in self.years
        ]

    def _texts(self, cell: Cell) -> list[str]:
        shown = [cell.nominal, cell.real] if self.asked.real else [cell.nominal]
        return ["—" if fen is None else show(fen, Unit.WAN) for fen in shown]

    @property
    def series(self) -> list[list[int | None]]:
        """For each body its figures over the years, in the prices that are asked for."""
        own = "real" if self.asked.real else "nominal"
        return [
            [getattr(self.cells[year][n], own) for year in self.years]
            for n in range(len(self.names))
        ]


def compare(
    asked: Asked,
    names: Mapping[int, str],
    told: Mapping[tuple[int, int], Told],
    prices: Prices,
) -> Table:
    """Bodies side by side.  ``told`` is what papers tell, by body and year; ``names`` those of
    bodies that there are.
    """
    bodies = [body for body in asked.bodies if body in names]
    years = tuple(sorted({year for body, year in told if body in names}))
    cells = {
        year: tuple(_cell(asked, told.get((body, year)), year, prices) for body in bodies)
        for year in years
    }
    return Table(
        asked=asked,
        names=tuple(names[body] for body in bodies),
        years=years,
        cells=cells,
        notes=tuple(_notes(asked, bodies, names, years, told, prices)),
        base=prices.base,
    )


def _cell(asked: Asked, told: Told | None, year: int, prices: Prices) -> Cell:
    if told is None or told.amount is None:
        return Cell()
    heads = told.staff if asked.per_head else 1
    if not heads:
        return Cell()
    ratio = prices.ratio(year) if asked.real else None
    return Cell(
        nominal=round_half_up(told.amount, heads),
        real=round_half_up(told.amount * ratio[0], ratio[1] * heads) if ratio else None,
    )


def _notes(
    asked: Asked,
    bodies: Sequence[int],
    names: Mapping[int, str],
    years: Sequence[int],
    told: Mapping[tuple[int, int], Told],
    prices: Prices,
) -> list[str]:
    notes: list[str] = []
    if len(bodies) > 1:
        notes.append(Said("部门的数已含其单位；把部门和它的单位并列时，不要相加。"))
    if asked.real:
        notes.append(
            Said(
                "按{base}年价格：名义金额乘以{base}年与当年的价格之比，四舍五入到分。"
                "价格用{name}，出自{source}。它说的是居民消费的价格，只作参考。",
                base=prices.base,
                name=prices.name,
                source=prices.source,
            )
        )
        lacking = [str(year) for year in years if prices.ratio(year) is None]
        if lacking:
            notes.append(Said("{years}年没有价格指数，只列名义金额。", years=listed("、", lacking)))
    if asked.per_head:
        notes.append(Said("人均：除以同一份公开材料中的实有人数，四舍五入到分。"))
        lacking = [
            Said("{name}{years}年", name=names[b], years=listed("、", map(str, own)))
            for b in bodies
            if (own := [y for y in years if (t := told.get((b, y))) and not t.staff])
        ]  # fmt: skip
        if lacking:
            notes.append(
                Said("没有公开实有人数，无法算人均：{whose}。", whose=listed("；", lacking))
            )
    return notes

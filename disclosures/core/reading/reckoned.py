"""What a text reckons itself: rates, prices by counts, spans of years, claims, repeated rates.

Each function looks at one text and yields slips: what its own figures contradict.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import combinations
from math import prod

from disclosures.core.reading.tidy import Tidy, sentences

_N = r"\d[\d,]*(?:\.\d+)?"
_WAN = "(?:万元|万)"
#: 预算数650万元，执行数为507.87万元，完成预算的78.13%.
_USED = re.compile(
    rf"预算(?:数|金额)?(?:为|：)?(?P<b>{_N}){_WAN}，(?:实际|全年)?(?:执行|使用|支出|支付)(?:数|金额)?"
    rf"(?:为|：)?(?P<e>{_N}){_WAN}，(?:完成预算的?|(?:资金)?(?:使用|执行|支付|完成)率(?:为|达)?)"
    rf"(?P<r>{_N})%"
)
_PER = re.compile(rf"(?P<e>{_N})万元/[^，。；\d]{{0,12}}(?P<b>{_N})万元为(?P<r>{_N})%")
_APART = re.compile(
    rf"(?P<b>{_N})万元[与和较同][^，。；\d]{{0,10}}(?P<e>{_N})万元，?偏[差离](?:程度|率|度)?(?:为|达)?"
    rf"(?P<r>{_N})%"
)
_PRICE = re.compile(rf"(?P<p>{_N})元/(?P<per>人/月|月/人|人次|次|人|场|天|户|期)")
_TOTAL = re.compile(rf"共(?:计)?(?P<a>{_N})(?P<w>万元|元)")
_FACTOR = re.compile(rf"(?P<n>{_N})(?P<u>个月|人次|次|人|场|天|户|期)")
_EACH = re.compile(
    rf"(?P<n>{_N})(?P<u>人|户|场|次)[^，。；\d（）]{{0,6}}，按每(?P=u)(?P<p>{_N})元[^，。；\d]{{0,4}}，"
    rf"(?:涉及金额|共计|合计|共)(?P<a>{_N})(?P<w>万元|元)"
)
_BRACKETS = re.compile(r"（[^（）]*）")
_AGES = re.compile(r"(?<![满\d])(?P<n>\d{1,3})年（(?P<a>\d{1,3})岁?[-—~至到](?P<b>\d{1,3})岁）")
_CLAIM = re.compile(
    rf"(?:资金|预算|支出|经费)[^，。；]{{0,6}}(?:完成|执行|使用|支付)率(?:均|都|全部)*"
    rf"(?:在|达到?|超过|高于)(?P<r>{_N})%以上"
)
_SPENT = re.compile(
    rf"(?:批复|到位|预算数?)(?:资金)?(?:为)?(?P<b>{_N})万元，(?:实际)?(?:使用|支出|执行)(?:数)?(?:为)?"
    rf"(?P<e>{_N})万元"
)
_TASK = re.compile(
    rf"(?P<name>[\u4e00-\u9fff]{{2,16}})(?P<n>{_N})(?P<u>万人次|万人|人次|人|亿元|万元|个|户|家)，"
    rf"(?:达到|完成)(?:年度|全年)?(?:目标)?(?:任务|目标|计划)数?的(?P<r>{_N})%"
)
#: A verb that stands before what was done.
_DID = re.compile(r".*(?:完成|发放|实现|新增|开展)")
_REPORT = re.compile(r"报告(?=\n|[一二三四五六七八九十]、)")


@dataclass(frozen=True, slots=True)
class Slip:
    """A figure that the text itself contradicts; positions are in the tidy text."""

    start: int
    end: int
    text: str


def slips(even: Tidy) -> Iterator[Slip]:
    """All of one text."""
    yield from _rates(even.text)
    yield from _products(even.text)
    yield from _spans(even.text)
    yield from _claims(even.text)


# -- rates ----------------------------------------------------------------------------------


def _rates(text: str) -> Iterator[Slip]:
    for match in _USED.finditer(text):
        base = number(match["b"])
        if not base:
            if number(match["r"]):
                told = f"预算数为零，不应写 {match['r']}%"
                yield Slip(match.start(), match.end(), told)
        elif not is_rate(match["e"], match["b"], match["r"]):
            right = _percent(number(match["e"]) / base)
            yield Slip(match.start(), match.end(), f"完成预算应为 {right}，现写 {match['r']}%")
    for match in _PER.finditer(text):
        if number(match["b"]) and not is_rate(match["e"], match["b"], match["r"]):
            right = _percent(number(match["e"]) / number(match["b"]))
            yield Slip(match.start(), match.end(), f"两数之比应为 {right}，现写 {match['r']}%")
    for match in _APART.finditer(text):
        base, other = number(match["b"]), number(match["e"])
        rate = abs(other - base) / base if base else None
        if rate is not None and not _within(rate, rate, match["r"]):
            yield Slip(match.start(), match.end(), f"偏差应为 {_percent(rate)}，现写 {match['r']}%")


def is_rate(part: str, whole: str, rate: str) -> bool:
    """Whether amounts that print so can have a percentage that prints so."""
    low = (number(part) - _half(part)) / (number(whole) + _half(whole))
    least = number(whole) - _half(whole)
    high = (number(part) + _half(part)) / least if least > 0 else None
    return high is None or _within(low, high, rate)


def _within(low: Fraction, high: Fraction, rate: str) -> bool:
    printed, half = number(rate) / 100, _half(rate, 0) / 100
    return low <= printed + half and printed - half <= high


def number(text: str) -> Fraction:
    """A printed number."""
    return Fraction(text.replace(",", ""))


def _half(text: str, least: int = 2) -> Fraction:
    """Half of the last decimal that is printed; amounts have at least two."""
    places = len(text.partition(".")[2])
    return Fraction(1, 2 * 10 ** max(places, least))


def _percent(rate: Fraction) -> str:
    exact = Decimal(rate.numerator * 100) / Decimal(rate.denominator)
    return f"{exact.quantize(Decimal('0.01'), ROUND_HALF_UP)}%"


# -- prices -----------------------------------------------------------------------------------


def _products(text: str) -> Iterator[Slip]:
    for start, end in sentences(text):
        bare = _BRACKETS.sub(lambda m: "　" * len(m[0]), text[start:end])
        yield from (s for m in _PRICE.finditer(bare) for s in _product(bare, m, start))
        for match in _EACH.finditer(_BRACKETS.sub("", text[start:end])):
            paid = number(match["n"]) * number(match["p"])
            if not _is_total(paid, match):
                right = _in(paid, match["w"])
                told = f"按单价和数量计算为 {right}，现写 {match['a']}{match['w']}"
                yield Slip(start, end, told)


def _product(bare: str, price: re.Match[str], start: int) -> Iterator[Slip]:
    """A price by the counts that stand between it and the total.

    Counts that the price is not for (3 days of a price for each head) may count or not.
    """
    total = _TOTAL.search(bare, price.end())
    other = _PRICE.search(bare, price.end())
    if total is None or (other and other.start() < total.start()):
        return
    counts = {c["u"]: number(c["n"]) for c in _FACTOR.finditer(bare, price.end(), total.start())}
    monthly = "月" in price["per"]
    if monthly:
        counts.setdefault("个月", Fraction(12))
    wanted = {"人", "个月"} if monthly else {price["per"]}
    if not wanted <= set(counts):
        return
    least = number(price["p"])
    for unit in wanted:
        least *= counts[unit]
    others = [n for unit, n in counts.items() if unit not in wanted]
    paid = [least * prod(some) for k in range(len(others) + 1) for some in combinations(others, k)]
    if not any(_is_total(p, total) for p in paid):
        told = f"按单价和数量计算为 {_in(paid[-1], total['w'])}，现写 {total['a']}{total['w']}"
        yield Slip(start + price.start(), start + total.end(), told)


def _is_total(paid: Fraction, total: re.Match[str]) -> bool:
    """Whether a product in 元 is a total, at the decimals that the total shows."""
    scale = 10_000 if total["w"] == "万元" else 1
    half = Fraction(1, 2 * 10 ** len(total["a"].partition(".")[2]))
    return abs(paid / scale - number(total["a"])) <= half


def _in(paid: Fraction, unit: str) -> str:
    return f"{float(paid / (10_000 if unit == '万元' else 1)):.10g}{unit}"


# -- words ------------------------------------------------------------------------------------


def _spans(text: str) -> Iterator[Slip]:
    for match in _AGES.finditer(text):
        years = int(match["b"]) - int(match["a"])
        if int(match["n"]) not in (years, years + 1):
            told = f"{match['a']} 岁到 {match['b']} 岁为 {years} 年，现写 {match['n']} 年"
            yield Slip(match.start(), match.end(), told)


def _claims(text: str) -> Iterator[Slip]:
    """A rate that is claimed in words, against what the same report says was spent."""
    for claim in _CLAIM.finditer(text):
        told = list(_SPENT.finditer(text, 0, claim.start()))
        if not told or _REPORT.search(text, told[-1].end(), claim.start()):
            continue
        base, spent = number(told[-1]["b"]), number(told[-1]["e"])
        if base and spent / base * 100 < number(claim["r"]):
            paid = f"批复 {told[-1]['b']} 万元、使用 {told[-1]['e']} 万元"
            wrong = f"前面写{paid}，即 {_percent(spent / base)}"
            yield Slip(claim.start(), claim.end(), wrong)


@dataclass(frozen=True, slots=True)
class Told:
    """A figure and the share of its yearly task that a text tells of it."""

    key: tuple[str, str, str]
    rate: str
    slip: Slip


def tasks(even: Tidy) -> Iterator[Told]:
    """Every 完成…2.66万人，达到年度任务的149.18%."""
    for match in _TASK.finditer(even.text):
        name = _DID.sub("", match["name"])[-6:]
        slip = Slip(match.start("n"), match.end(), "")
        yield Told((name, match["n"], match["u"]), match["r"], slip)

"""Single changes of the account in a text: where one can be made, and into what."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

WORDS = {
    "增加": "减少", "减少": "增加", "增长": "下降", "下降": "增长", "大于": "小于",
    "小于": "大于", "等于": "大于", "持平": "增加5.00万元", "无变化": "增加5.00万元",
}  # fmt: skip
UNITS = {
    "万元": ("元", "亿元"), "人次": ("批次",), "批次": ("人次",), "辆": ("人",),
    "%": ("个百分点",), "个": ("辆",), "台（套）": ("辆",),
}  # fmt: skip
_FIGURE = re.compile(
    r"(?<![\d.])(\d+(?:\.\d+)?)(万元|%|人次|批次|辆|台（套）|个(?=，|、|项目|。))(?!以上)"
)
_WORD = re.compile("增加|减少|增长|下降|(?<=决算数)(?:大于|小于|等于)|持平|无变化")
#: The kinds of change: a digit of an amount or a percentage, a unit, a direction word, a base.
KINDS = ("amount", "percent", "unit", "word", "base")


@dataclass(frozen=True, slots=True)
class Site:
    """A place that can be changed: text[start:end], and the kind of change."""

    kind: str
    start: int
    end: int


def sites(text: str, last_year: int, own: Iterable[str] = ()) -> Iterator[Site]:
    """The places in the account; none in what people wrote themselves (``own``)."""
    start, end = text.index("情况说明"), text.index("名词解释")
    spans = [(m.start(), m.end()) for o in own if o for m in re.finditer(re.escape(o), text)]
    for site in _sites(text, last_year, start, end):
        if not any(a <= site.start < b for a, b in spans):
            yield site


def _sites(text: str, last_year: int, start: int, end: int) -> Iterator[Site]:
    bases = re.compile(rf"(?<=[与比]){last_year}(?=年)|(?<=完成)(?:年初)?预算")
    for m in _FIGURE.finditer(text, start, end):
        yield Site("percent" if m[2] == "%" else "amount", m.start(1), m.end(1))
        yield Site("unit", m.start(2), m.end(2))
    yield from (Site("word", m.start(), m.end()) for m in _WORD.finditer(text, start, end))
    yield from (Site("base", m.start(), m.end()) for m in bases.finditer(text, start, end))


def changed(chance: random.Random, kind: str, old: str) -> str:
    """Something else of that kind in the place of ``old``."""
    if kind == "word":
        return WORDS[old]
    if kind == "unit":
        return chance.choice(UNITS[old])
    if kind == "base":
        return str(int(old) - 1) if old.isdigit() else {"预算": "年初预算"}.get(old, "预算")
    at = chance.choice([n for n, c in enumerate(old) if c.isdigit()])
    digit = chance.choice([d for d in "0123456789" if d != old[at]])
    return old[:at] + digit + old[at + 1 :]


def choose(chance: random.Random, text: str, places: Iterable[Site]) -> tuple[Site, str]:
    """A site, each kind as likely as the others, and the whole text with it changed."""
    by_kind: dict[str, list[Site]] = {}
    for site in places:
        by_kind.setdefault(site.kind, []).append(site)
    site = chance.choice(by_kind[chance.choice(sorted(by_kind))])
    new = changed(chance, site.kind, text[site.start : site.end])
    return site, text[: site.start] + new + text[site.end :]

"""What is compared: read from an address, and written to one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from disclosures.core.facts import LABELS
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

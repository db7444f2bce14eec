"""Figures read back from free text: what they say, of what, and where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from disclosures.core.document import Role
from disclosures.core.reading.tidy import Tidy, sentences, tidy

#: How many 分 a unit of money holds.
MONEY = {"亿元": 10_000_000_000, "万元": 1_000_000, "元": 100}
COUNTS = ("人次", "批次", "台（套）", "台套", "辆", "个", "批", "次", "人", "项", "家", "名", "户")
POINTS = "个百分点"

UP = ("增加", "增长", "上升", "提高", "增多", "上涨", "增幅", "涨幅")
DOWN = ("减少", "下降", "降低", "压减", "缩减", "下滑", "降幅", "减幅")
LEVEL = ("持平", "无变化", "无增减", "没有变化", "保持不变", "不变", "一致", "相同")
VERSUS = {"大于": 1, "高于": 1, "超过": 1, "小于": -1, "低于": -1, "等于": 0}
SIGNS = {**dict.fromkeys(UP, 1), **dict.fromkeys(DOWN, -1), **dict.fromkeys(LEVEL, 0), **VERSUS}

_UNITS = "|".join(map(re.escape, sorted((*MONEY, POINTS, "%", *COUNTS), key=len, reverse=True)))
_NUMBER = re.compile(
    rf"(?<![\d.A-Za-z〔-])(?<!\d,)(?P<number>-?\d[\d,]*(?:\.\d+)?)(?P<unit>{_UNITS})?(?P<after>.?)",
    re.ASCII,
)
_MOVES = "|".join((*UP, *DOWN))
_MOVED = re.compile(rf"(?P<word>{_MOVES})(?:了|约|为|达|额为?|数为?|幅度为?|率为?|比例为?)?$")
_SHARE = re.compile(r"占(?P<of>[^，；。占]*?)(?:的?比[重例率]?(?:为|是)?|的)?$")
_DONE = re.compile(
    r"(?:完成|达到?)(?P<of>[^，；。]{0,8}?预算)(?:数)?(?:的|率为?)?$|(?:执行|完成)率(?:为|是)?$"
)
_PLAN = re.compile(r"(?P<of>年初预算|全年预算|调整预算|预算)(?:数|安排)?(?:为|：|是)?$")
_VERSUS = re.compile(
    rf"决算数?(?P<word>{'|'.join(VERSUS)})(?P<base>年初预算|全年预算|预算)数?"
    rf"|(?:与|和|同)(?P<base2>年初预算|全年预算|预算)数?(?:相比)?(?P<word2>{'|'.join(LEVEL)})"
)
_LEVEL = re.compile(
    rf"(?:与|比|较|同)(?P<year>\d{{4}}|上)年[^，；。]{{0,8}}?(?:相比|比较)?，?"
    rf"(?P<subject>[^，；。]{{0,30}}?)(?P<word>{'|'.join(LEVEL)})"
)
_AGAINST = re.compile(r"(?:与|比|较|同)(?P<year>\d{4}|上)年")
#: So many characters before a figure can belong to it.
_BEFORE = 120
_NO_FIGURE = "年月日号时分期届条款章节页岁"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One figure, or one comparison in words, as a text has it.

    ``number`` is None for a comparison in words.  ``word`` is the direction word, ``base`` what
    the figure is compared with or belongs to: ``prior``, ``budget``, ``initial``, ``whole`` or
    nothing.  ``lead`` is the text before it that can name its subject.  ``start`` and ``end``
    are positions in the tidy text, ``sentence`` counts from 0.
    """

    number: Decimal | None
    unit: str
    role: Role | None
    start: int
    end: int
    sentence: int
    lead: str
    quote: str
    word: str = ""
    base: str = ""
    base_year: int | None = None

    @property
    def fen(self) -> int | None:
        """The amount in 分, for a unit of money."""
        if self.number is None or self.unit not in MONEY:
            return None
        return int(self.number * MONEY[self.unit])

    @property
    def places(self) -> int:
        """How many decimals are printed."""
        exponent = self.number.as_tuple().exponent if self.number is not None else 0
        return -exponent if isinstance(exponent, int) and exponent < 0 else 0

    @property
    def sign(self) -> int | None:
        """The sign of its direction word."""
        return SIGNS.get(self.word)


def read(text: str) -> tuple[Reading, ...]:
    """The figures of a text as it stands."""
    return read_tidy(tidy(text))


def read_tidy(found: Tidy) -> tuple[Reading, ...]:
    """The figures of a tidy text, in order."""
    readings: list[Reading] = []
    for number, (start, end) in enumerate(sentences(found.text)):
        readings += _sentence(found.text, start, end, number)
    return tuple(readings)


def _sentence(text: str, start: int, end: int, number: int) -> list[Reading]:
    piece = text[start:end]
    found = [*_numbers(piece, start, number), *_words(piece, start, number)]
    found.sort(key=lambda r: (r.start, r.end))
    return [_led(r, found[n - 1].end if n else start, text) for n, r in enumerate(found)]


def _led(reading: Reading, since: int, text: str) -> Reading:
    """The reading with the text since the one before it."""
    lead = text[min(since, reading.start) : reading.start] + reading.lead
    return replace(reading, lead=lead)


# -- numbers ----------------------------------------------------------------------------------


def _numbers(piece: str, offset: int, sentence: int) -> Iterator[Reading]:
    for match in _NUMBER.finditer(piece):
        if _is_figure(piece, match):
            yield _figure(piece, match, offset, sentence)


def _is_figure(piece: str, match: re.Match[str]) -> bool:
    """Whether a number tells an amount: no year, no number of an item, no bound of a class."""
    number, unit, after = match["number"], match["unit"], match["after"]
    rest = piece[match.end("unit" if unit else "number") :]
    if unit:
        return not rest.startswith(("以上", "以下", "以内", "及以上"))
    if (after and after in _NO_FIGURE) or (match.start() == 0 and after in (".", "、", "．", "）")):
        return False
    return "." in number


def _figure(piece: str, match: re.Match[str], offset: int, sentence: int) -> Reading:
    before, unit = piece[max(0, match.start() - _BEFORE) : match.start()], match["unit"] or ""
    role, word, base, quote = _role(before, unit)
    year = _year(before) if role is Role.CHANGE else None
    end = match.end("unit") if unit else match.end("number")
    return Reading(
        number=Decimal(match["number"].replace(",", "")),
        unit=unit,
        role=role,
        start=offset + match.start(),
        end=offset + end,
        sentence=sentence,
        lead="",
        quote=quote + piece[match.start() : end],
        word=word,
        base=base,
        base_year=year,
    )


def _role(before: str, unit: str) -> tuple[Role | None, str, str, str]:
    """(role, direction word, base, words before that belong to it) of a number."""
    moved = _MOVED.search(before)
    if moved and (unit in MONEY or unit in ("%", POINTS)):
        base = "budget" if re.search(r"[比较]\w{0,2}预算[^，。；]*$", before) else "prior"
        return Role.CHANGE, moved["word"], base, moved[0]
    if unit in ("%", POINTS):
        return _percent(before)
    plan = _PLAN.search(before)
    if unit in MONEY or not unit:
        base = _base(plan["of"]) if plan else ""
        return Role.AMOUNT, "", base, plan[0] if plan else ""
    return Role.COUNT, "", "", ""


def _percent(before: str) -> tuple[Role | None, str, str, str]:
    share, done = _SHARE.search(before), _DONE.search(before)
    if done:
        return Role.COMPLETION, "", _base(done[0]), done[0]
    if share:
        return Role.SHARE, "", "whole", share[0]
    return None, "", "", ""


def _base(words: str) -> str:
    return "initial" if "年初" in words else "budget"


def _year(before: str) -> int | None:
    """The year with which a change is compared, where it is said."""
    found = list(_AGAINST.finditer(before))
    return int(found[-1]["year"]) if found and found[-1]["year"].isdigit() else None


# -- comparisons in words ---------------------------------------------------------------------


def _words(piece: str, offset: int, sentence: int) -> Iterator[Reading]:
    for match in _VERSUS.finditer(piece):
        base, word = match["base"] or match["base2"], match["word"] or match["word2"]
        yield _comparison(match, offset, sentence, word, _base(base), "", None)
    for match in _LEVEL.finditer(piece):
        year = int(match["year"]) if match["year"].isdigit() else None
        yield _comparison(match, offset, sentence, match["word"], "prior", match["subject"], year)


def _comparison(
    match: re.Match[str],
    offset: int,
    sentence: int,
    word: str,
    base: str,
    subject: str,
    year: int | None,
) -> Reading:
    return Reading(
        number=None,
        unit="",
        role=Role.DIRECTION,
        start=offset + match.start(),
        end=offset + match.end(),
        sentence=sentence,
        lead=subject,
        quote=match[0],
        word=word,
        base=base,
        base_year=year,
    )

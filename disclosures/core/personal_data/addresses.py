"""Home addresses 家庭住址 in a text that has one width of letters and digits.

An address is told by a house number below a place where people live: 小区3栋2单元501室,
村5组12号, 路12号.  What stands in the name of an organisation or of works (某某路改造工程,
某某村3组道路硬化) has no such number, or is followed by what is done there.  After words such as
家庭住址 less is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from disclosures.core.personal_data.found import Found, Kind

_N = r"[0-9一二三四五六七八九十百零〇]"
_ROOM = rf"(?:[ \-]?{_N}{{1,2}}[楼层])?(?:[ \-]?附?{_N}{{1,5}}[室号房户])?"
_HOUSES = (
    # 3栋2单元501室, 5号楼1单元, 2-3-501室 within an estate, 6幢1102室
    rf"{_N}{{1,4}}(?:栋|幢|座|号楼)[ \-]?{_N}{{1,3}}单元(?:[ \-]?{_N}{{1,2}}[楼层])?"
    rf"(?:[ \-]?{_N}{{1,5}}(?:[室号房户])?)?",
    rf"{_N}{{1,4}}(?:栋|幢|号楼)[ \-]?{_N}{{2,5}}[室号房]",
    rf"{_N}{{1,3}}单元[ \-]?{_N}{{1,5}}[室号房]",
    rf"(?:小区|花园|家园|公寓|苑)[ \-]?{_N}{{1,3}}-{_N}{{1,3}}-{_N}{{1,5}}[室号房]?",
    # 柳树村五组12号, 红旗社区3社8号
    rf"(?:村|社区|大队)[ ]?第?{_N}{{1,3}}(?:村民小组|组|社|队)[ ]?{_N}{{1,5}}号",
    rf"村[ ]?{_N}{{1,5}}号(?!线|路|桥)",
    # 人民路12号, 酒城大道三段17号附3号
    r"(?:(?<![思线电管网套出退销铁])路|街|巷|大道|胡同|弄)"
    rf"(?:[东南西北中]?{_N}?段)?[ ]?{_N}{{1,5}}号(?:附[ ]?{_N}{{1,3}}号)?(?:院|大院)?{_ROOM}",
)
_HOUSE = re.compile("|".join(f"(?:{house})" for house in _HOUSES))
_LABEL = re.compile(
    r"(?:家庭住址|家庭地址|现住址|住址|户籍地址|户籍所在地|居住地址|居住地|家住|现住|住在)"
    r"(?:为|是|在|:)?[ ]?(?P<place>[\u4e00-\u9fff0-9A-Za-z#\-]{4,40})"
)
_LEVEL = re.compile(r"[省市县区镇乡村路街巷]|大道|小区")
_NUMBER = re.compile(rf"{_N}{{1,5}}(?:[号组社队栋幢室]|单元)")
#: Works, signs and buildings that bear a number; what is done at a place.
_WORKS = re.compile(
    r"(?:线|桥|井|泵|闸|信箱|地块|宗地|厂房|机组|隧道|标段)|[^，。；;、,\n]{0,10}?"
    r"(?:改造|工程|项目|维修|修缮|整治|建设|硬化|加固|拆除|排危|绿化|亮化|施工|征收|征地|租赁费)"
)
_HIDDEN = re.compile(rf"[0-9]|{_N}(?={_N}{{0,4}}(?:[号组社队栋幢座室层房户]|单元|$))")
_WRITTEN = re.compile(r"[\u4e00-\u9fff0-9A-Za-z#\-]")
#: Words that end where an address begins.
_BEFORE = ("家住", "住在", "位于", "住址", "地址", "居住在", "坐落于", "现住", "住")
_FAR = 24


def addresses(plain: str) -> Iterator[Found]:
    """Every home address of a text in one width, in order; none overlap."""
    last = 0
    for start, end in sorted({*_labelled(plain), *_numbered(plain)}):
        if start >= last:
            last = end
            yield Found(Kind.ADDRESS, start, end, _masked(plain[start:end]))


def _labelled(plain: str) -> Iterator[tuple[int, int]]:
    """What stands after 家庭住址 and the like, if it reads like a place."""
    for match in _LABEL.finditer(plain):
        place = match["place"]
        levels = [m.start() for m in _LEVEL.finditer(place)]
        numbered = _NUMBER.search(place)
        apart = len(levels) > 1 and levels[-1] - levels[0] > 1 and levels[0] > 0
        if levels and (numbered or apart):
            ends = (m.end() for told in (_LEVEL, _NUMBER) for m in told.finditer(place))
            yield match.start("place"), match.start("place") + max(ends)


def _numbered(plain: str) -> Iterator[tuple[int, int]]:
    """House numbers, with the name of the place before them."""
    for match in _HOUSE.finditer(plain):
        if not _WORKS.match(plain, match.end()):
            yield _beginning(plain, match.start()), match.end()


def _beginning(plain: str, house: int) -> int:
    """Where the name of the place begins: at a mark, a word such as 家住, or 24 letters before."""
    start = house
    while start > max(0, house - _FAR) and _WRITTEN.match(plain[start - 1]):
        start -= 1
    words = (plain.rfind(word, start, house) + len(word) for word in _BEFORE
             if plain.rfind(word, start, house) >= 0)  # fmt: skip
    return max(words, default=start)


def _masked(address: str) -> str:
    """The address with its house numbers hidden."""
    return _HIDDEN.sub("*", address)

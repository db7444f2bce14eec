"""How a publication is cited: GB/T 7714—2015, 4.6 electronic resources."""

from __future__ import annotations

from datetime import date

#: The standard asks for the day on which the reader read it, which no kept page can know.
READ_ON = "引用日期"


def citation(*, who: str, title: str, number: int, day: date, address: str) -> str:
    """``机构. 题名[DB/OL]. (公开日期)[引用日期]. 网址.``, for the reader to put the last date in.

    ``number`` is that of the version, named from the second on; ``day`` the one it was published.
    """
    named = title if number == 1 else f"{title}: 第{number}版"
    return f"{who}. {named}[DB/OL]. ({day.isoformat()})[{READ_ON}]. {address}."

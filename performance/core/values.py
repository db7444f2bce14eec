"""What stands at a path in the end: typed by a person, or reckoned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from disclosures.core.document import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """What is printed at a path.

    ``amount``: 分 for money, hundredths of a point for percent and score, hundredths for numbers;
    None where the text is no number.  ``derived``: it was reckoned and is not typed; ``how`` says
    from what, in words; ``sources`` are the amounts behind it.
    """

    text: str
    amount: int | None = None
    derived: bool = False
    how: str = ""
    sources: tuple[Source, ...] = ()


#: By path.
Values = Mapping[str, Value]

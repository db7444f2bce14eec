"""How a measure is said: amounts, shares, changes and words, by the zero rules.

None means that there is nothing to say: no share of nothing, no percentage of a zero base, no
direction where both are printed alike, nothing of what is not known.
"""

from __future__ import annotations

from collections.abc import Callable

from disclosures.core.document import Figure, Made, Role, Source, Span, Text
from disclosures.core.money import Unit, printed, round_half_up, show, show_count
from disclosures.core.narrative.material import Value
from disclosures.core.narrative.values import Style


class Sayer:
    """Says measures in one unit and one style."""

    def __init__(self, unit: Unit, style: Style) -> None:
        self.unit = unit
        self.style = style
        self._forms: dict[str, Callable[[str, Value, tuple[str, ...]], Span | None]] = {
            "": lambda slot, v, _: self._amount(slot, v, v.this),
            "budget": lambda slot, v, _: self._amount(slot, v, v.budget),
            "delta": self._delta,
            "rate": self._rate,
            "share": lambda slot, v, _: self._ratio(slot, v.this, v.whole, Role.SHARE),
            "done": lambda slot, v, _: self._ratio(slot, v.this, v.budget, Role.COMPLETION),
            "dir": lambda slot, v, words: self._word(slot, v, v.prior, words),
            "vs": lambda slot, v, words: self._word(slot, v, v.budget, words),
            "same": lambda _, v, __: _if(self.sign(v, v.prior) == 0),
            "changed": lambda _, v, __: _if(bool(self.sign(v, v.prior))),
            "met": lambda _, v, __: _if(self.sign(v, v.budget) == 0),
            "unmet": lambda _, v, __: _if(bool(self.sign(v, v.budget))),
            "zero": lambda _, v, __: _if(v.this is not None and not self._seen(v, v.this)),
            "some": lambda _, v, __: _if(v.this is not None and bool(self._seen(v, v.this))),
        }

    def say(self, slot: str, form: str, value: Value, words: tuple[str, ...] = ()) -> Span | None:
        """The figure or word of a form of a measure."""
        return self._forms[form](slot, value, words)

    def sign(self, value: Value, other: Source | None) -> int | None:
        """1, -1, or 0 where both are printed alike; None where one is not known."""
        if value.this is None or other is None:
            return None
        return direction(value.this.amount, other.amount, None if value.unit else self.unit)

    def number(self, amount: int, unit: str) -> str:
        """An amount without its unit, or a count."""
        if unit:
            return show_count(amount).replace(",", "")
        text = show(amount, self.unit, zero=self.style.zero, grouped=False)
        if self.style.trim and "." in text:
            text = text.removesuffix(".00")
        return text

    def percent(self, hundredths: int) -> str:
        """A percentage with its sign."""
        text = show(hundredths, Unit.YUAN, grouped=False)
        if self.style.even and hundredths in (0, 10_000):
            text = text.removesuffix(".00")
        return text + "%"

    # -- forms --------------------------------------------------------------------------------

    def _seen(self, value: Value, found: Source) -> int:
        """What is printed, in whole steps."""
        return found.amount if value.unit else printed(found.amount, self.unit)

    def _amount(self, slot: str, value: Value, found: Source | None) -> Figure | None:
        if found is None:
            return None
        unit = value.unit or self.unit.value
        role = Role.COUNT if value.unit else Role.AMOUNT
        shown = self.number(found.amount, value.unit) + unit
        return Figure(
            slot=slot, shown=shown, value=found.amount, unit=unit, role=role, sources=(found,)
        )

    def _delta(self, slot: str, value: Value, _: tuple[str, ...]) -> Figure | None:
        if not self.sign(value, value.prior) or value.this is None or value.prior is None:
            return None
        change = abs(value.this.amount - value.prior.amount)
        unit = value.unit or self.unit.value
        return Figure(
            slot=slot,
            shown=self.number(change, value.unit) + unit,
            value=change,
            unit=unit,
            role=Role.CHANGE,
            made=Made.DIFFERENCE,
            sources=(value.this, value.prior),
        )

    def _rate(self, slot: str, value: Value, _: tuple[str, ...]) -> Figure | None:
        if not self.sign(value, value.prior) or value.this is None or value.prior is None:
            return None
        if not self._seen(value, value.prior):
            return None
        change = abs(value.this.amount - value.prior.amount)
        percent = round_half_up(change * 10_000, abs(value.prior.amount))
        return Figure(
            slot=slot,
            shown=self.percent(percent),
            value=percent,
            unit="%",
            role=Role.CHANGE,
            made=Made.RATE,
            sources=(value.this, value.prior),
        )

    def _ratio(
        self, slot: str, part: Source | None, whole: Source | None, role: Role
    ) -> Figure | None:
        if part is None or whole is None or not printed(whole.amount, self.unit):
            return None
        percent = ratio(part.amount, whole.amount)
        return Figure(
            slot=slot,
            shown=self.percent(percent),
            value=percent,
            unit="%",
            role=role,
            made=Made.RATIO,
            sources=(part, whole),
        )

    def _word(
        self, slot: str, value: Value, other: Source | None, words: tuple[str, ...]
    ) -> Figure | None:
        sign = self.sign(value, other)
        if not sign or value.this is None or other is None:
            return None
        return Figure(
            slot=slot,
            shown=words[0] if sign > 0 else words[1],
            value=sign,
            unit="",
            role=Role.DIRECTION,
            made=Made.SIGN,
            sources=(value.this, other),
        )


def direction(this: int, last: int, unit: Unit | None) -> int:
    """The sign of a change in 分; 0 where both, or their difference, are printed alike.

    ``unit`` None compares the amounts as they are.
    """
    if unit is not None:
        alike = printed(this, unit) == printed(last, unit) or not printed(this - last, unit)
        if alike:
            return 0
    return (this > last) - (this < last)


def ratio(part: int, whole: int) -> int:
    """Hundredths of a percent, rounded half up.  ``whole`` is not zero."""
    sign = 1 if whole > 0 else -1
    return round_half_up(part * sign * 10_000, abs(whole))


def _if(condition: bool) -> Text | None:
    return Text("") if condition else None

"""What rules of texts are made of: a text's evidence in, findings out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256

from disclosures.core.document import Source
from disclosures.core.money import Unit, as_printed, printed, round_half_up, show
from disclosures.core.narrative.figures import direction
from disclosures.core.reading.bind import Bound, Said, TextEvidence
from disclosures.core.reading.figures import MONEY, Reading
from disclosures.core.rules.base import SEVERITY_ORDER, Finding, Severity
from disclosures.core.tables import Address

#: The table of a finding about a text.
NARRATIVE = "narrative"


@dataclass(frozen=True, slots=True, kw_only=True)
class TextProblem:
    """One breach in a text.  ``start`` and ``end`` are positions in the section's own text."""

    section: str
    heading: str
    quote: str
    text: str
    start: int = 0
    end: int = 0
    cells: tuple[Address, ...] = ()
    expected: int | None = None
    found: int | None = None
    severity: Severity | None = None


Check = Callable[[TextEvidence], Iterable[TextProblem]]


@dataclass(frozen=True, slots=True, kw_only=True)
class TextRule:
    """One rule of texts, in the shape of ``rules.base.Rule``."""

    code: str
    severity: Severity
    statement: str
    basis: str
    fix: str
    check: Check
    tolerance: str = ""
    group: str = "叙述"


@dataclass(frozen=True, slots=True, kw_only=True)
class TextFinding(Finding):
    """A finding that also knows the section, the words and where they stand in it."""

    section: str
    quote: str
    start: int
    end: int

    @property
    def key(self) -> str:
        """Names the finding by rule, section and cells, whatever the words are; 32 hex digits."""
        named = "\n".join((self.code, self.table, self.section, *map(str, self.cells)))
        return sha256(named.encode()).hexdigest()[:32]


def run_text(rules: Sequence[TextRule], evidence: TextEvidence) -> tuple[TextFinding, ...]:
    """All findings of the rules, errors first, then in reading order."""
    order = {s.id: n for n, s in enumerate(evidence.said)}
    found = [_finding(r, p) for r in rules for p in r.check(evidence)]
    found.sort(
        key=lambda f: (SEVERITY_ORDER[f.severity], order.get(f.section, 999), f.start, f.code)
    )
    return tuple(dict.fromkeys(found))


def _finding(rule: TextRule, problem: TextProblem) -> TextFinding:
    return TextFinding(
        code=rule.code,
        severity=problem.severity or rule.severity,
        table=NARRATIVE,
        cells=problem.cells,
        places=(f"{problem.heading}：“{problem.quote}”" if problem.quote else problem.heading,),
        expected=problem.expected,
        found=problem.found,
        statement=rule.statement,
        fix=rule.fix,
        message=problem.text,
        section=problem.section,
        quote=problem.quote,
        start=problem.start,
        end=problem.end,
    )


def at(
    said: Said,
    what: Bound | Reading,
    text: str,
    *,
    expected: int | None = None,
    found: int | None = None,
    severity: Severity | None = None,
) -> TextProblem:
    """A problem with one reading of a section."""
    reading = what.reading if isinstance(what, Bound) else what
    cells: tuple[Address, ...] = ()
    if isinstance(what, Bound) and what.value and what.value.this:
        cells = what.value.this.cells[:1]
    start, end = said.tidy.place(reading.start, reading.end)
    return TextProblem(
        section=said.id,
        heading=said.piece.number + said.heading.title,
        quote=reading.quote,
        text=text,
        start=start,
        end=end,
        cells=cells,
        expected=expected,
        found=found,
        severity=severity,
    )


def of_section(
    said: Said, text: str, quote: str = "", *, severity: Severity | None = None
) -> TextProblem:
    """A problem with a section as a whole."""
    return TextProblem(
        section=said.id,
        heading=said.piece.number + said.heading.title,
        quote=quote,
        text=text,
        severity=severity,
    )


# -- what a printed figure can mean -----------------------------------------------------------


def expected_amount(evidence: TextEvidence, bound: Bound) -> Source | None:
    """The amount that a bound figure should tell; None where it is not known."""
    value, reading = bound.value, bound.reading
    if value is None:
        return None
    if reading.base in ("budget", "initial") and evidence.outline.kind == "final":
        return value.budget if fits_base(evidence, bound) else None
    return value.this


def fits_base(evidence: TextEvidence, bound: Bound) -> bool:
    """Whether the budget a text names is the one that the outline compares with."""
    measure = evidence.outline.measures.get(bound.value.key) if bound.value else None
    if measure is not None and measure.budget is not None:
        return bound.reading.base != "initial"
    return (bound.reading.base == "initial") == (evidence.outline.budget == "initial")


def says(fen: int, reading: Reading, unit: str = "") -> bool:
    """Whether a printed amount is this one; fewer decimals than two count as .00."""
    scale = MONEY[unit or reading.unit or Unit.WAN.value]
    places = max(2, reading.places)
    number = reading.number or Decimal(0)
    return bool(round_half_up(fen * 10**places, scale) == number * 10**places)


def says_change(this: int, last: int, reading: Reading, unit: Unit) -> bool:
    """Whether a printed change is this one, or the difference of what both years print."""
    change, seen = abs(this - last), abs(as_printed(this, unit) - as_printed(last, unit))
    return any(says(c, reading) for c in (change, as_printed(change, unit), seen))


def says_ratio(part: int, whole: int, reading: Reading, unit: Unit) -> bool:
    """Whether a printed percentage is part by whole, of the exact or of the printed amounts."""
    pairs = ((part, whole), (as_printed(part, unit), as_printed(whole, unit)))
    return any(_is_ratio(p, w, reading) for p, w in pairs if w)


def is_exact(part: int, whole: int, reading: Reading) -> bool:
    """Whether a percentage is that of the exact amounts, not only of the printed ones."""
    return not whole or _is_ratio(part, whole, reading)


def _is_ratio(part: int, whole: int, reading: Reading) -> bool:
    sign = 1 if whole > 0 else -1
    number, places = reading.number or Decimal(0), reading.places
    return bool(round_half_up(part * sign * 100 * 10**places, abs(whole)) == number * 10**places)


def money(fen: int, unit: Unit) -> str:
    """An amount for a message."""
    return show(fen, unit, grouped=False) + unit.value


def percent(part: int, whole: int) -> str:
    """A percentage for a message."""
    sign = 1 if whole > 0 else -1
    hundredths = round_half_up(part * sign * 10_000, abs(whole))
    return show(hundredths, Unit.YUAN, grouped=False) + "%"


def sign_of(bound: Bound, unit: Unit) -> int | None:
    """The direction that the tables tell for what a reading compares."""
    value, other = bound.value, bound.against
    if value is None or value.this is None or other is None:
        return None
    return direction(value.this.amount, other.amount, None if value.unit else unit)


def is_nothing(fen: int, unit: Unit) -> bool:
    """Whether an amount is printed as zero."""
    return printed(fen, unit) == 0

"""What a person types into the page of consolidation, read back with all its errors."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.http import QueryDict

from disclosures.actions import Seen
from disclosures.actions.consolidation import Decided, Together
from disclosures.core.consolidate import InternalFlow
from disclosures.core.facts import LABELS
from disclosures.core.money import AmountError, Unit, parse, show
from disclosures.models import Elimination

Key = tuple[str, str]
#: Every field that there may be: (flow, 口径).
KEYS: tuple[Key, ...] = tuple(
    (flow, measure) for flow in Elimination.Flow.values for measure in LABELS["measure"]
)
LONGEST = 1000


@dataclass
class Typed:
    """The amounts (in 元) and notes as typed, what they say, and what is wrong with them."""

    texts: dict[Key, str] = field(default_factory=dict)
    notes: dict[Key, str] = field(default_factory=dict)
    proposals: dict[Key, int] = field(default_factory=dict)
    decided: dict[Key, tuple[int, str]] = field(default_factory=dict)
    errors: dict[Key, str] = field(default_factory=dict)

    @classmethod
    def read(cls, post: QueryDict) -> Typed:
        """From the form; a blank amount leaves it at what is proposed."""
        typed = cls()
        for key in KEYS:
            name = "-".join(key)
            typed.texts[key] = post.get(f"amount-{name}", "").strip()
            typed.notes[key] = post.get(f"note-{name}", "").strip()
            proposed = post.get(f"proposed-{name}", "")
            if proposed.isdecimal():
                typed.proposals[key] = int(proposed)
            typed._read(key)
        return typed

    def _read(self, key: Key) -> None:
        note = self.notes[key]
        if len(note) > LONGEST:
            self.errors[key] = f"说明不超过 {LONGEST} 字"
        try:
            amount = parse(self.texts[key], Unit.YUAN)
        except AmountError as error:
            self.errors[key] = str(error)
            return
        # Who leaves what was proposed as it stands has decided nothing.
        if amount is not None and (note or amount != self.proposals.get(key)):
            self.decided[key] = amount, note

    @classmethod
    def of(cls, decided: Decided) -> Typed:
        """What was decided before."""
        return cls(
            texts={key: show(amount, Unit.YUAN) for key, (amount, _) in decided.items()},
            notes={key: note for key, (_, note) in decided.items()},
            decided=dict(decided),
        )

    def judge(self, together: Together) -> None:
        """Add what is wrong with the amounts once they are held against the units."""
        for flow in together.made.reconciliation.flows:
            if flow.trouble:
                self.errors.setdefault((flow.flow, flow.measure), flow.trouble)


@dataclass(frozen=True)
class FlowLine:
    """An internal flow with the fields that belong to it."""

    flow: InternalFlow
    name: str
    text: str
    note: str
    error: str

    @property
    def paid(self) -> list[tuple[str, str]]:
        """The units that pay: name, amount."""
        return [(u.name, show(u.amount, Unit.YUAN)) for u in self.flow.paid]

    @property
    def received(self) -> list[tuple[str, str]]:
        """The units that receive: name, amount."""
        return [(u.name, show(u.amount, Unit.YUAN)) for u in self.flow.received]

    @property
    def proposed(self) -> str:
        """What is proposed, in 元."""
        return show(self.flow.proposed, Unit.YUAN)

    @property
    def limit(self) -> str:
        """The most that may be eliminated, in 元."""
        return show(self.flow.limit, Unit.YUAN)

    @property
    def measure(self) -> str:
        """The 口径 in Chinese."""
        return LABELS["measure"][self.flow.measure]


def flow_lines(flows: Iterable[InternalFlow], typed: Typed) -> list[FlowLine]:
    """Every flow with what was typed, or what is proposed."""
    lines = []
    for flow in flows:
        key = (str(flow.flow), str(flow.measure))
        lines.append(
            FlowLine(
                flow=flow,
                name="-".join(key),
                text=_text(flow, typed, key),
                note=typed.notes.get(key, ""),
                error=typed.errors.get(key, ""),
            )
        )
    return lines


def _text(flow: InternalFlow, typed: Typed, key: Key) -> str:
    """What stands in the field: what was typed, or else what is proposed now."""
    kept = key in typed.decided or key in typed.errors
    return typed.texts.get(key, "") if kept else show(flow.proposed, Unit.YUAN)


def units_seen(post: QueryDict) -> dict[int, Seen]:
    """Disclosure of each unit that the page showed as coming in → state and version."""
    found = {}
    for text in post.getlist("unit"):
        pk, _, rest = text.partition(":")
        version, _, state = rest.partition(":")
        if pk.isdecimal() and version.isdecimal():
            found[int(pk)] = Seen(state, int(version))
    return found

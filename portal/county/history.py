"""What was done to one disclosure, deed by deed, as rows that are not saved yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from disclosures.actions.publication import frozen_as, told_of_correction
from disclosures.actions.transitions import SECRECY
from disclosures.core.workflow import TRANSITIONS, Action, State
from disclosures.models import (
    Disclosure,
    Job,
    JournalEntry,
    Person,
    Publication,
    Reason,
    Release,
    Remark,
    Signature,
)
from portal.county.fates import Calendar, Days, Fate
from portal.county.versions import Pieces, Rows, Version, corrected_rows, counts_of

#: From where the deeds of a past come that never was.
PLACE = "演示数据"
WHAT = "一般公共预算基本支出表中办公费、印刷费的金额"
WHY = "填报时两个科目的金额录入颠倒，合计数不受影响"
WITHDRAWN = "经复核，个别项目名称表述不规范，撤回后重新整理"
RETURNED = "请核对机关运行经费与上年的变动，并把项目进展情况写具体"
REMARK = "本表合计与上年相比变动较大，请在说明中写明主要项目。"


@dataclass(frozen=True)
class People:
    """Who acts for a department, and who for the bureau."""

    clerk: Person
    signatory: Person
    reviewer: Person


@dataclass(frozen=True)
class Kept:
    """What is entered, as it goes into the database."""

    rows: Rows
    pieces: Pieces
    sheets: Mapping[str, Mapping[str, str]]
    reasons: tuple[Reason, ...]


@dataclass
class History:
    """All rows of one disclosure beside its ledger; ``version`` is what is entered now."""

    disclosure: Disclosure
    people: People
    days: Days
    calendar: Calendar
    version: Version | None = None
    kept: Kept | None = None
    deeds: list[JournalEntry] = field(default_factory=list)
    signatures: list[Signature] = field(default_factory=list)
    publications: list[Publication] = field(default_factory=list)
    releases: list[Release] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    jobs: list[Job] = field(default_factory=list)
    #: Deeds that name a row by its key, which is known once it is saved.
    naming: list[tuple[JournalEntry, str, Publication | Remark]] = field(default_factory=list)

    @property
    def entered(self) -> Kept:
        """What is entered now, without its Document."""
        assert self.kept is not None
        return self.kept

    def let_go(self) -> None:
        """Keep the rows and let the books go: a county's are more than a machine has room for."""
        assert self.version is not None
        version, self.version = self.version, None
        self.kept = Kept(version.rows, version.pieces, version.sheets, version.reasons)

    # -- the whole course of it ---------------------------------------------------------------

    def become(self, fate: Fate, first: Version, then: Version | None, today: date) -> None:
        """Let it become that; ``then`` is what it says after a correction."""
        begun = self.calendar.days(2, 4 if fate is Fate.OVERDUE else 14)
        self.enter(first, self.calendar.on(self.days.opens_on + timedelta(days=begun)))
        if fate is Fate.DRAFT:
            return
        self.explain(self.calendar.after(1, 9))
        self.sign(self.calendar.after(0, 4))
        if fate is Fate.SIGNED:
            return
        self.submit(self.calendar.after(0, 2))
        if fate is Fate.SUBMITTED:
            return
        if fate is Fate.RETURNED:
            self.send_back(self.calendar.after(1, 4))
            return
        self._approved(fate, today)
        if then is not None:
            self._corrected(then)
        if fate is Fate.WITHDRAWN:
            self.withdraw(self.calendar.after(30, 90))

    def _approved(self, fate: Fate, today: date) -> None:
        approved = {Fate.OVERDUE: today - timedelta(days=24)}.get(fate)
        self.approve(self.calendar.on(approved) if approved else self.calendar.after(2, 9))
        if fate in (Fate.OVERDUE, Fate.APPROVED):
            return
        if fate is Fate.SCHEDULED:
            self.schedule(self.calendar.after(0, 1), today + timedelta(days=4))
        elif fate is Fate.LATE:
            late = self.days.publish_by + timedelta(days=self.calendar.days(4, 30))
            self.publish(self.calendar.on(late))
        else:
            self.publish(self.calendar.after(0, 6))

    def _corrected(self, then: Version) -> None:
        self.correct(self.calendar.after(20, 60))
        self.mend(then, self.calendar.after(0, 1))
        self.sign(self.calendar.after(0, 2))
        self.submit(self.calendar.after(0, 1))
        self.approve(self.calendar.after(1, 3))
        self.publish(self.calendar.after(0, 2))

    # -- entering -----------------------------------------------------------------------------

    def enter(self, version: Version, at: datetime) -> None:
        """Everything at once, as a workbook brings it."""
        self.version, self.disclosure.version = version, 1
        rows = {str(m._meta.verbose_name): len(own) for m, own in version.rows.items() if own}
        form_set = self.disclosure.form_set
        after = {"version": 1, "form_set": form_set, "rows": rows}
        self._deed(Action.ENTER, self.people.clerk, at, after=after)
        self._count()

    def explain(self, at: datetime) -> None:
        """The reasons of the warnings."""
        assert self.version is not None
        said = {
            r.key: {"code": r.code, "message": r.message, "text": r.text}
            for r in self.version.reasons
        }
        if said:
            self.disclosure.version += 1
            before = {"reasons": dict.fromkeys(said)}
            self._deed(Action.EXPLAIN, self.people.clerk, at, before, {"reasons": said})
            self._count()

    def mend(self, then: Version, at: datetime) -> None:
        """What a correction changes."""
        assert self.version is not None
        before, after = corrected_rows(self.version.rows, then.rows)
        self.version = then
        self.disclosure.version += 1
        self._deed(Action.ENTER, self.people.clerk, at, before, after)
        self._count()

    def _count(self) -> None:
        assert self.version is not None
        for name, number in counts_of(self.version).items():
            setattr(self.disclosure, name, number)
        self.disclosure.checked_version = self.disclosure.version

    # -- steps --------------------------------------------------------------------------------

    def sign(self, at: datetime) -> None:
        """Signed, as it stands."""
        assert self.version is not None
        digest, person = self.version.standing.sha256, self.people.signatory
        self._deed(Action.SIGN, person, at, after={"sha256": digest})
        signed = Signature(
            disclosure=self.disclosure,
            version=self.disclosure.version,
            person=person,
            who=person.name,
            secrecy=SECRECY,
            sha256=digest,
            at=at,
        )
        self.signatures.append(signed)

    def submit(self, at: datetime) -> None:
        """Handed to the bureau."""
        self._deed(Action.SUBMIT, self.people.signatory, at)

    def send_back(self, at: datetime) -> None:
        """Remarked on, and returned."""
        assert self.version is not None
        table = self.version.standing.document.tables[0]
        remark = Remark(
            disclosure=self.disclosure,
            version=self.disclosure.version,
            at=table.role,
            subject=table.title,
            text=REMARK,
            person=self.people.reviewer,
            made_at=at,
        )
        self.remarks.append(remark)
        told = {"at": remark.at, "subject": remark.subject, "text": remark.text}
        deed = self._deed(Action.REMARK, self.people.reviewer, at, after=told)
        self.naming.append((deed, "remark", remark))
        self._deed(Action.RETURN, self.people.reviewer, at, why=RETURNED)

    def approve(self, at: datetime) -> None:
        """Approved, and frozen."""
        assert self.version is not None
        deed = self._deed(Action.APPROVE, self.people.reviewer, at)
        last = self.publications[-1] if self.publications else None
        frozen = frozen_as(
            standing=self.version.standing,
            disclosure=self.disclosure,
            signed=self.signatures[-1],
            approved=deed,
            last=last,
        )
        frozen.at = at
        frozen.number = len(self.publications) + 1
        frozen.why = told_of_correction(WHAT, WHY) if last else ""
        self.publications.append(frozen)
        self.jobs.append(
            Job(disclosure=self.disclosure, version=frozen.version, publication=frozen)
        )

    def publish(self, at: datetime) -> None:
        """Made public."""
        frozen = self.publications[-1]
        self._release(frozen, Release.Deed.PUBLISHED, at)
        told = {"number": frozen.number, "sha256": frozen.sha256}
        deed = self._deed(Action.PUBLISH, self.people.reviewer, at, after=told)
        self.naming.append((deed, "publication", frozen))

    def schedule(self, at: datetime, day: date) -> None:
        """To be made public by itself on that day."""
        when = datetime.combine(day, time(9), timezone.get_default_timezone())
        self.disclosure.publish_at = when
        told = {"publish_at": when.strftime("%Y-%m-%d %H:%M")}
        before = {"publish_at": None}
        self._deed(Action.SCHEDULE, self.people.reviewer, at, before, told)

    def correct(self, at: datetime) -> None:
        """The next version is opened."""
        self.disclosure.version += 1
        self.disclosure.checked_version = self.disclosure.version
        self._deed(Action.CORRECT, self.people.clerk, at, after={"what": WHAT}, why=WHY)

    def withdraw(self, at: datetime) -> None:
        """Taken back."""
        frozen = self.publications[-1]
        self._release(frozen, Release.Deed.WITHDRAWN, at, WITHDRAWN)
        told = {"withdrawn": [frozen.number]}
        self._deed(Action.WITHDRAW, self.people.reviewer, at, after=told, why=WITHDRAWN)

    def _release(
        self, frozen: Publication, deed: Release.Deed, at: datetime, why: str = ""
    ) -> None:
        person = self.people.reviewer
        self.releases.append(
            Release(publication=frozen, deed=deed, person=person, who=person.name, why=why, at=at)
        )

    def _deed(
        self,
        action: Action,
        person: Person,
        at: datetime,
        before: dict[str, Any] | None = None,
        after: dict[str, Any] | None = None,
        why: str = "",
    ) -> JournalEntry:
        was = State(self.disclosure.state)
        self.disclosure.state = TRANSITIONS[was, action].after
        self.disclosure.changed_at = at
        entry = JournalEntry(
            at=at,
            person=person,
            who=person.name,
            place=PLACE,
            action=action,
            disclosure=self.disclosure,
            version=self.disclosure.version,
            state_before=was,
            state_after=self.disclosure.state,
            why=why,
            before=before or {},
            after=after or {},
        )
        self.deeds.append(entry)
        return entry

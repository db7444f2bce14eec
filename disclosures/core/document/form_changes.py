"""What is different between the forms of two Documents, cell by cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from disclosures.core.document.form_cells import called
from disclosures.core.document.forms import PrintedForm
from disclosures.core.document.pieces import Pieces, cut
from disclosures.core.document.values import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class FormChange:
    """A cell that says something else, or a form that is new or gone.

    ``form`` is the id of the form, ``name`` what it is called; ``at`` is the address of the cell
    and ``cell`` what that is called, both empty where the whole form is new or gone.
    """

    form: str
    name: str
    at: str = ""
    cell: str = ""
    kind: str = "changed"
    before: str = ""
    after: str = ""

    @property
    def pieces(self) -> tuple[Pieces, Pieces]:
        """Both texts cut where they differ."""
        return cut(self.before, self.after)


def form_changes(before: Document, after: Document) -> tuple[FormChange, ...]:
    """In the order of ``after``, what is gone at the end; forms are the same by their ids."""
    old, new = before.form, after.form
    return tuple(_changes(old, new))


def _changes(
    old: Mapping[str, PrintedForm], new: Mapping[str, PrintedForm]
) -> Iterator[FormChange]:
    for key, form in new.items():
        if key in old:
            yield from _of_form(old[key], form)
        else:
            yield FormChange(form=key, name=form.name, kind="added")
    for key in (k for k in old if k not in new):
        yield FormChange(form=key, name=old[key].name, kind="removed")


def _of_form(before: PrintedForm, after: PrintedForm) -> Iterator[FormChange]:
    old, new = (dict(_told(form)) for form in (before, after))
    names = called(before) | called(after)
    for at in dict.fromkeys((*new, *old)):
        was, now = old.get(at, ""), new.get(at, "")
        if was != now:
            yield FormChange(
                form=after.id, name=after.name, at=at, cell=names[at] or at, before=was, after=now
            )


def _told(form: PrintedForm) -> Iterator[tuple[str, str]]:
    return ((p.cell.at, p.cell.text) for p in form.placed if p.cell.at)

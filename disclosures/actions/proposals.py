"""Workbooks that are shown before they are taken in: handed in, then confirmed or dropped.

The file is kept with its hash whatever is decided.  A proposal enters nothing; it tells itself
who made it and what was decided, and the journal tells of what was confirmed.
"""

from __future__ import annotations

import hashlib
from pathlib import PurePath

from django.db import transaction
from django.utils import timezone

from disclosures.actions.entries import (
    Imported,
    file_told,
    intake_of,
    keep_source,
    replace_by,
)
from disclosures.actions.guard import Seen, lock
from disclosures.actions.journal import Actor
from disclosures.core.workflow import Action
from disclosures.importing.guard import open_workbook
from disclosures.importing.limits import MAX_FILE, MIB
from disclosures.importing.refusals import Refused
from disclosures.models import Disclosure, Proposal, SourceFile
from disclosures.pipeline import Intake


class Decided(Exception):
    """The proposal was dropped before; nothing was written."""

    def __init__(self, proposal: Proposal) -> None:
        super().__init__(f"“{proposal.source.name}”的导入已经放弃，请重新上传")


def propose(*, disclosure: Disclosure, data: bytes, filename: str, by: Actor) -> Proposal:
    """Keep a workbook and ask what it would change.

    Refused (with its words) where the file is no workbook or would do harm: such a file is not
    kept.  NotNow; PermissionDenied.
    """
    assert by.person is not None  # from the command line workbooks are taken in at once
    name = PurePath(filename.replace("\\", "/")).name
    _check_file(data, name)
    with transaction.atomic():
        now = lock(disclosure=disclosure, action=Action.IMPORT, by=by)
        source = keep_source(disclosure=now, data=data, filename=name, by=by)
        return Proposal.objects.create(
            disclosure=now, source=source, version=now.version, person=by.person
        )


def confirm(*, proposal: Proposal, seen: Seen, by: Actor) -> Imported:
    """Take the workbook in, against the version that its preview was ``seen`` with.

    Once only: a proposal that is confirmed already is left as it is.  The errors of a workbook
    that cannot be taken are in the intake.  Decided where it was dropped; Moved, NotNow,
    PermissionDenied as for every import.
    """
    data = data_of(proposal.source)
    intake = preview_of(proposal, data)
    with transaction.atomic():
        found = _locked(proposal)
        if found.decision == Proposal.Decision.CONFIRMED:
            return Imported(found.disclosure, intake)
        if found.decision == Proposal.Decision.DROPPED:
            raise Decided(found)
        lock(disclosure=found.disclosure, action=Action.IMPORT, by=by, seen=seen)
        if intake.book is None or intake.errors:
            return Imported(None, intake)
        now = replace_by(
            book=intake.book,
            disclosure=found.disclosure,
            seen=seen,
            by=by,
            action=Action.IMPORT,
            told=file_told(found.source.name, found.source.sha256) | {"proposal": found.pk},
        )
        _decide(found, Proposal.Decision.CONFIRMED, version=seen.version)
    return Imported(now, intake)


def drop(*, proposal: Proposal, by: Actor) -> None:
    """Drop it; nothing if it is decided already.  PermissionDenied."""
    with transaction.atomic():
        found = _locked(proposal)
        lock(disclosure=found.disclosure, action=Action.IMPORT, by=by)
        if found.decision == Proposal.Decision.WAITING:
            _decide(found, Proposal.Decision.DROPPED, version=found.version)


def data_of(source: SourceFile) -> bytes:
    """The workbook as it was handed in.  OSError where the storage has lost or changed it."""
    with source.file.open("rb") as file:
        data = bytes(file.read())
    if hashlib.sha256(data).hexdigest() != source.sha256:
        raise OSError(f"{source.file.name} is not what was handed in")
    return data


def preview_of(proposal: Proposal, data: bytes) -> Intake:
    """What the workbook says; tables printed are read in the disclosure's own form set."""
    disclosure = proposal.disclosure
    return intake_of(data, proposal.source.name, disclosure, disclosure.form_set)


def _check_file(data: bytes, name: str) -> None:
    if not data:
        raise Refused("文件是空的")
    if len(data) > MAX_FILE:
        raise Refused(f"文件超过 {MAX_FILE // MIB} MiB")
    open_workbook(data, name)


def _locked(proposal: Proposal) -> Proposal:
    rows = Proposal.objects.select_for_update(of=("self",))
    return rows.select_related("disclosure__organisation", "source").get(pk=proposal.pk)


def _decide(proposal: Proposal, decision: Proposal.Decision, *, version: int) -> None:
    proposal.decision, proposal.version = decision, version
    proposal.decided_at = timezone.now()
    proposal.save(update_fields=["decision", "version", "decided_at"])

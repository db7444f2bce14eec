"""Uploads between a preview and its confirmation: kept as files, known by a signed ticket."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from django.core import signing
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from disclosures.exchange.listing import Upload

FOLDER = "previews"
#: A preview that nobody confirmed is gone after a day.
LASTS = timedelta(days=1)
_SALT = "disclosures.exchange.kept"


class Gone(Exception):
    """The ticket is forged, somebody else's or too old, or its file is no longer there."""


@dataclass(frozen=True)
class Purpose:
    """For whom and for what an upload was kept; a ticket counts for nothing else."""

    person: int
    region: int
    what: str


def keep(upload: Upload, purpose: Purpose) -> str:
    """Keep the file; the ticket that brings it back."""
    _sweep()
    default_storage.save(_place(upload.sha256, purpose), ContentFile(upload.data))
    said = [upload.name, upload.sha256, purpose.person, purpose.region, purpose.what]
    return signing.dumps(said, salt=_SALT)


def kept(ticket: str, purpose: Purpose) -> Upload:
    """The upload of a ticket.  Raises Gone."""
    name, sha256 = _read(ticket, purpose)
    try:
        with default_storage.open(_place(sha256, purpose)) as file:
            upload = Upload(name, file.read())
    except OSError:
        raise Gone from None
    if upload.sha256 != sha256:
        raise Gone
    return upload


def drop(ticket: str, purpose: Purpose) -> None:
    """Forget the upload, if it is there."""
    try:
        default_storage.delete(_place(_read(ticket, purpose)[1], purpose))
    except Gone:
        return


def _read(ticket: str, purpose: Purpose) -> tuple[str, str]:
    try:
        name, sha256, *rest = signing.loads(ticket, salt=_SALT, max_age=LASTS)
    except signing.BadSignature:
        raise Gone from None
    if rest != [purpose.person, purpose.region, purpose.what]:
        raise Gone
    return name, sha256


def _place(sha256: str, purpose: Purpose) -> str:
    said = f"{sha256}{purpose.person}/{purpose.region}/{purpose.what}"
    return f"{FOLDER}/{hashlib.sha256(said.encode()).hexdigest()}"


def _sweep() -> None:
    """Remove what was neither confirmed nor dropped in time."""
    try:
        _, names = default_storage.listdir(FOLDER)
    except FileNotFoundError:
        return
    old = timezone.now() - LASTS
    for name in names:
        path = f"{FOLDER}/{name}"
        try:
            if default_storage.get_modified_time(path) < old:
                default_storage.delete(path)
        except FileNotFoundError:
            continue  # somebody else's sweep

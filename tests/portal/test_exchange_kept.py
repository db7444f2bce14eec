"""Uploads between preview and confirmation: whose they are, and how long they last."""

from __future__ import annotations

import os
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from pytest_django import Settings

from disclosures.exchange import kept
from disclosures.exchange.kept import FOLDER, Gone, Purpose, drop, keep
from disclosures.exchange.listing import Upload

MINE = Purpose(person=1, region=2, what="people")
UPLOAD = Upload("名单.csv", "编码,名称\n1,甲\n".encode())


@pytest.fixture(autouse=True)
def _files(settings: Settings, tmp_path: Path) -> None:
    backend = {"BACKEND": "disclosures.storage.WholeFileStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = settings.STORAGES | {"default": backend}


def files() -> list[Path]:
    folder = Path(default_storage.path(FOLDER))
    return sorted(folder.iterdir()) if folder.exists() else []


def test_an_upload_comes_back_by_its_ticket() -> None:
    ticket = keep(UPLOAD, MINE)
    assert kept.kept(ticket, MINE) == UPLOAD
    assert len(files()) == 1
    drop(ticket, MINE)
    drop(ticket, MINE)
    assert files() == []
    with pytest.raises(Gone):
        kept.kept(ticket, MINE)


@pytest.mark.parametrize(
    "other",
    [Purpose(9, 2, "people"), Purpose(1, 9, "people"), Purpose(1, 2, "organisations")],
)
def test_a_ticket_is_of_no_use_to_others(other: Purpose) -> None:
    ticket = keep(UPLOAD, MINE)
    with pytest.raises(Gone):
        kept.kept(ticket, other)
    drop(ticket, other)
    assert kept.kept(ticket, MINE) == UPLOAD


@pytest.mark.parametrize("ticket", ["", "x", "W10:1:x"])
def test_a_forged_ticket_brings_nothing(ticket: str) -> None:
    keep(UPLOAD, MINE)
    with pytest.raises(Gone):
        kept.kept(ticket, MINE)


def test_a_file_that_was_tampered_with_does_not_come_back() -> None:
    ticket = keep(UPLOAD, MINE)
    default_storage.save(f"{FOLDER}/{files()[0].name}", ContentFile(b"other"))
    with pytest.raises(Gone):
        kept.kept(ticket, MINE)


def test_what_nobody_confirmed_is_swept_out_after_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    ticket = keep(UPLOAD, MINE)
    old = time.time() - timedelta(days=1, minutes=1).total_seconds()
    os.utime(files()[0], (old, old))
    newer = keep(Upload("b.csv", b"b"), MINE)
    assert len(files()) == 1
    assert kept.kept(newer, MINE).data == b"b"
    with pytest.raises(Gone):
        kept.kept(ticket, MINE)
    monkeypatch.setattr(kept, "LASTS", timedelta(seconds=-1))
    with pytest.raises(Gone):
        kept.kept(newer, MINE)

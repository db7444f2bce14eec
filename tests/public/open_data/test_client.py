"""A client that is generated of the description reads the API: nobody needs to write one."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from portal.wsgi import application
from public.api.door import description
from tests.public.open_data.shelf import WHY, Shelf

pytestmark = pytest.mark.django_db

GENERATOR = "openapi_python_client"
NAME = "generated_client"


@pytest.fixture(scope="package")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which the client is a package."""
    folder = tmp_path_factory.mktemp("client")
    source = folder / "openapi.json"
    source.write_text(json.dumps(description()))
    how = ["generate", "--path", str(source), "--output-path", str(folder / NAME), "--meta", "none"]
    subprocess.run([sys.executable, "-m", GENERATOR, *how], check=True, capture_output=True)
    return folder


@pytest.fixture
def client(generated: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The client, in front of the portal itself."""
    monkeypatch.syspath_prepend(generated)
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    transport = httpx.WSGITransport(app=application)
    yield operation("client").Client(
        base_url="http://localhost", httpx_args={"transport": transport}
    )
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def operation(name: str) -> ModuleType:
    return importlib.import_module(f"{NAME}.{name}")


def test_a_generated_client_reads_lists_and_details(shelf: Shelf, client: Any) -> None:
    found = operation("api.default.publications").sync(client=client, year=2021, current=True)
    (one,) = found.items
    assert (one.id, one.figures.income, found.next_) == (shelf.new.pk, "260000.00", None)
    whole = operation("api.default.publication").sync(client=client, id=one.id)
    assert [version.number for version in whole.versions] == [2, 1]
    facts = operation("api.default.facts").sync(client=client, id=one.id, table="expenditure")
    assert {fact.table for fact in facts.items} == {"expenditure"}
    table = operation("api.default.table").sync(client=client, id=one.id, role="expenditure")
    assert table.body[0].keys == ["total"]
    spent = operation("api.default.spending").sync(client=client, code="2080102")
    assert [row.total for row in spent.items] == ["40000.00"]


def test_a_generated_client_is_told_what_is_wrong(shelf: Shelf, client: Any) -> None:
    gone = operation("api.default.publication").sync_detailed(client=client, id=shelf.gone.pk)
    assert (gone.status_code, gone.parsed.withdrawn_why) == (410, WHY)
    wrong = operation("api.default.publications").sync_detailed(client=client, limit=201)
    assert [(e.parameter, e.expected) for e in wrong.parsed.errors] == [("limit", "不应大于 200")]

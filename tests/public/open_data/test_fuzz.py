"""Whatever is sent to the API, it answers what its description allows, and never breaks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from portal.wsgi import application
from public.api.door import description
from tests.public.open_data.shelf import Shelf

pytestmark = pytest.mark.django_db

EXAMPLES = 12
CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
)
FEW = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(autouse=True)
def _connections_stay_open() -> Iterator[None]:
    """A server ends each request by looking after its connections; here a test holds them."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def endpoints() -> list[Any]:
    """Every operation of the API."""
    told = {**description(), "servers": [{"url": "/"}]}
    schema = schemathesis.openapi.from_dict(told)
    schema.app = application
    return [found.ok() for found in schema.get_all_operations()]


@pytest.mark.parametrize("endpoint", endpoints(), ids=lambda one: one.path)
def test_an_endpoint_keeps_to_its_description(shelf: Shelf, endpoint: Any) -> None:
    keys = {"id": shelf.new.pk, "role": "expenditure"}

    @FEW
    @given(data=st.data(), real=st.booleans(), bad=st.booleans())
    def knock(data: Any, real: bool, bad: bool) -> None:
        mode = schemathesis.GenerationMode.NEGATIVE if bad else schemathesis.GenerationMode.POSITIVE
        case = data.draw(endpoint.as_strategy(generation_mode=mode))
        if real and case.path_parameters:
            case.path_parameters = {name: keys[name] for name in case.path_parameters}
        answer = case.call(headers={"Host": "localhost", "Accept-Encoding": "identity"})
        case.validate_response(answer, checks=list(CHECKS))

    knock()

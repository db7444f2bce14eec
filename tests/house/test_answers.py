"""What every answer of the site carries."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_the_health_page_answers_when_the_database_does(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


def test_answers_carry_a_strict_policy(client: Client) -> None:
    headers = client.get("/healthz").headers
    policy = dict(
        part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";")
    )
    assert policy == {
        "default-src": "'self'",
        "img-src": "'self' data:",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_front_end_packages_are_served_from_where_npm_put_them(client: Client) -> None:
    answer = client.get("/static/vendor/htmx/htmx.min.js")
    assert answer.status_code == 200
    assert b"htmx" in b"".join(answer.streaming_content)

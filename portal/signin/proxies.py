"""Where a request comes from, when trusted proxies stand in front of the portal."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase


class ClientAddress:
    """Makes REMOTE_ADDR the address that the outermost trusted proxy saw.

    Each of MINGZHANG_PROXIES proxies appends the address of whoever spoke to it, so the client
    stands at that place from the right; what stands before it anybody may have written.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        address = client_address(
            request.META.get("HTTP_X_FORWARDED_FOR", ""), settings.TRUSTED_PROXIES
        )
        if address:
            request.META["REMOTE_ADDR"] = address
        return self._next(request)


def client_address(forwarded: str, proxies: int) -> str:
    """The address ``proxies`` places from the right of X-Forwarded-For; "" if there is none."""
    chain = forwarded.split(",")
    if not 0 < proxies <= len(chain):
        return ""
    text = chain[-proxies].strip()
    if text.startswith("["):  # [2001:db8::1]:443
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:  # 192.0.2.1:443
        text = text.partition(":")[0]
    try:
        return str(ip_address(text))
    except ValueError:
        return ""

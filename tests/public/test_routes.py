"""Every route of the public site says which addresses it has."""

from __future__ import annotations

from public import routes
from public.urls import CONTENT, PAGES


def test_every_route_is_counted_out_or_said_to_need_a_server_once() -> None:
    listed = [*routes.EVERYTHING, *routes.BODY, *routes.PUBLICATION, *routes.SERVER]
    there = [str(one.name) for one in [*PAGES, *CONTENT]]
    assert sorted(listed) == sorted(n for n in there if not n.startswith(routes.API))

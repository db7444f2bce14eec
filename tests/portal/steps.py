"""The steps of a disclosure up to where a test begins, each really taken."""

from __future__ import annotations

from disclosures.actions import Seen, explain, sign, submit
from disclosures.models import Disclosure
from disclosures.readiness import standing_of
from tests.portal.people import Crew, actor


def now(disclosure: Disclosure) -> Disclosure:
    """As it stands in the database."""
    return Disclosure.objects.select_related("organisation__parent").get(pk=disclosure.pk)


def signed(disclosure: Disclosure, crew: Crew) -> Disclosure:
    """Give a reason for every warning, and sign."""
    here, standing = now(disclosure), standing_of(now(disclosure))
    said = {
        f.key: {"code": f.code, "message": f.message, "text": "已核实"}
        for f in standing.unexplained
    }
    here = explain(disclosure=here, reasons=said, seen=Seen.of(here), by=actor(crew.clerk))
    digest = standing_of(now(here)).sha256
    by = actor(crew.signatory)
    sign(disclosure=here, seen=Seen.of(here), sha256=digest, secrecy=True, by=by)
    return now(here)


def submitted(disclosure: Disclosure, crew: Crew) -> Disclosure:
    """Signed, and handed in by the clerk."""
    here = signed(disclosure, crew)
    submit(disclosure=here, seen=Seen.of(here), by=actor(crew.clerk))
    return now(here)

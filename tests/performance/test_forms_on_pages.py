"""Forms on the pages where the whole document is read: signed, corrected, public."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from disclosures.actions import Seen, correct
from disclosures.models import Disclosure, Publication
from tests.performance.filling import TYPED, filled, filling, with_sheet
from tests.portal import course
from tests.portal.people import Crew, actor, browser_of

pytestmark = pytest.mark.django_db

TITLE = "业务经费项目绩效目标完成情况表"


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html))


def test_the_page_to_be_signed_shows_the_form_with_its_addresses(
    disclosure: Disclosure, crew: Crew
) -> None:
    with_sheet(disclosure, crew.clerk)
    course.reasoned(disclosure, crew)
    address = reverse("sign", args=[disclosure.pk])
    page = browser_of(crew.signatory).get(address).content.decode()
    assert '<section class="sheet form" id="form-PF-A.1">' in page
    assert 'data-at="form:PF-A.1/' in page


def test_a_correction_tells_which_cell_of_which_form_says_something_else(
    disclosure: Disclosure, crew: Crew
) -> None:
    with_sheet(disclosure, crew.clerk)
    public = course.published(disclosure, crew)
    by = actor(crew.clerk)
    here = correct(disclosure=public, seen=Seen.of(public), what="指标值", why="有误", by=by)
    changed = filling("PF-A.1", TYPED, {**TYPED, "indicators.1.target": "≥5场"})
    assert filled(here, crew.clerk, changed).done
    course.published(course.checked(course.now(here)), crew)
    newest = Publication.objects.order_by("-pk")[0]
    page = Client().get(reverse("publication-changes", args=[newest.pk])).content.decode()
    assert "绩效表的差别" in page
    assert "≥<del>3</del>场" in page
    assert "≥<ins>5</ins>场" in page
    assert f"{TITLE} 绩效指标完成情况 项目完成指标 数量指标 培训场次" in words(page)

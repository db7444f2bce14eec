"""What pages say of their data to machines, and how they are cited."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from disclosures.models import Rendition
from public.core.linked import Dataset, Node, in_page, schema_org
from public.datasets import cite, packages, paper_dataset, whole, year_dataset
from public.models import Body, Paper

register = template.Library()
register.simple_tag(cite)


def _script(node: Node) -> SafeString:
    """Data and no code: browsers do not run it, and a strict policy does not mind it."""
    # ``in_page`` has escaped all that could end the element.
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(in_page(node)))


@register.simple_tag
def publication_data(paper: Paper, files: Iterable[Rendition], size: int) -> SafeString:
    """A publication as a schema.org Dataset."""
    return _script(schema_org(paper_dataset(paper, files, size)))


@register.simple_tag
def year_data(body: Body, year: int, papers: Iterable[Paper]) -> SafeString | str:
    """One year of a body as a schema.org Dataset."""
    own = list(papers)
    return _script(schema_org(year_dataset(body, year, own, packages(own)))) if own else ""


@register.simple_tag
def catalogue_data(datasets: Iterable[Dataset]) -> SafeString:
    """The page of open data as a schema.org DataCatalog."""
    return _script(
        {
            "@context": "https://schema.org/",
            "@type": "DataCatalog",
            "@id": f"{whole('data')}#catalogue",
            "url": whole("data"),
            "name": "部门预决算公开数据",
            "inLanguage": "zh-CN",
            "isAccessibleForFree": True,
            "dataset": [schema_org(one) for one in datasets],
        }
    )

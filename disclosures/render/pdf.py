"""Tables → PDF by WeasyPrint: cover, contents, and each table on a page of its own.

Each table is laid out by itself, one after the other, so that progress is what has really been
done and page numbers are known before the contents are set; all pages then become one file.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.resources import files
from typing import Any
from xml.etree import ElementTree

import cssselect2  # type: ignore[import-untyped]
import pydyf  # type: ignore[import-untyped]
from weasyprint import CSS, HTML, Document
from weasyprint.text.fonts import FontConfiguration

from disclosures.core.tables import Table, Tables
from disclosures.render.fit import fit
from disclosures.render.html import foot_html, part_html
from disclosures.render.sheet import title_lines

Progress = Callable[[int, str], None]

CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


class Refusal(Exception):
    """The document asked for something outside itself."""


def tables_pdf(tables: Tables, *, draft: bool, progress: Progress) -> bytes:
    """The document as PDF; ``progress(number, title)`` is called before each table, from 0."""
    with _without_collector():
        return _document(tables, draft, progress)


def _document(tables: Tables, draft: bool, progress: Progress) -> bytes:
    fonts = FontConfiguration()
    leaves: list[Document] = []
    entries: list[_Entry] = []
    page = 1
    for number, table in enumerate(tables.tables):
        progress(number, table.form.title)
        leaf = _table_leaf(tables, table, page, draft, fonts)
        entries.append(_Entry(table.role, table.form.code, table.form.title, page))
        leaves.append(leaf)
        page += len(leaf.pages)
    progress(len(leaves), "封面和目录")
    front = _front_leaf(tables, entries, draft, fonts)
    pages = [p for leaf in (front, *leaves) for p in leaf.pages]
    finish = _Finish(len(front.pages))
    return bytes(front.copy(pages).write_pdf(finisher=finish, pdf_tags=True))


@dataclass(frozen=True, slots=True)
class _Entry:
    """One line of the contents."""

    anchor: str
    code: str
    title: str
    page: int


@contextmanager
def _without_collector() -> Iterator[None]:
    """The garbage collector would walk the many boxes of a page again and again.

    What is done inside belongs in a function of its own, so that its boxes are garbage, and are
    collected at once, when the collector comes back.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _refuse(url: str, *args: Any, **kwargs: Any) -> Any:
    raise Refusal(url)


class _Html(HTML):
    """HTML that is well-formed XML, with a small sheet in place of a browser's."""

    def __init__(self, source: str) -> None:
        root = ElementTree.fromstring(CONTROLS.sub("", source))
        self.base_url = None
        self.url_fetcher = _refuse
        self.media_type = "print"
        self.wrapper_element = cssselect2.ElementWrapper.from_html_root(root, content_language=None)
        self.etree_element = self.wrapper_element.etree_element

    def _ua_stylesheets(self, forms: bool = False) -> list[CSS]:
        return [_style("base.css")]


@cache
def _style(name: str) -> CSS:
    text = (files(__package__) / name).read_text("utf-8")
    return CSS(string=text, url_fetcher=_refuse)


def _render(body: str, css: str, fonts: FontConfiguration, head: str = "") -> Document:
    source = f'<html lang="zh-CN"><head>{head}</head><body>{body}</body></html>'
    styles = [_style("print.css"), CSS(string=css, url_fetcher=_refuse)]
    return _Html(source).render(font_config=fonts, stylesheets=styles)


STAMP = '<p class="stamp">草稿</p>'


def _table_leaf(
    tables: Tables, table: Table, page: int, draft: bool, fonts: FontConfiguration
) -> Document:
    found = fit(table)
    forms, department = tables.form_set, tables.department
    body = [STAMP] if draft else []
    body.append(f'<div id="table-{escape(table.role)}">')
    for part, widths in zip(found.parts, found.widths, strict=True):
        body.append(part_html(table, forms, department, part, widths=widths))
    body.append(foot_html(table, forms, department) + "</div>")
    css = (
        f"@page {{ size: A4 {table.form.orientation} }}"
        f"@page :first {{ counter-reset: page {page} }}"
        f"table {{ font-size: {found.size}pt }} td, th {{ padding: {found.pad}em .35em }}"
    )
    return _render("".join(body), css, fonts)


def _front_leaf(
    tables: Tables, entries: list[_Entry], draft: bool, fonts: FontConfiguration
) -> Document:
    department, title = title_lines(tables)
    coded = all(e.code for e in entries)
    items = "".join(_contents_line(e, coded) for e in entries)
    body = (
        f'<div class="front">{STAMP if draft else ""}'
        f'<div class="cover"><p class="who">{escape(department)}</p><h1>{escape(title)}</h1></div>'
        f'<div class="contents"><p class="heading">目　录</p><ol>{items}</ol></div></div>'
    )
    return _render(body, "@page { size: A4 portrait }", fonts, _metadata(tables, draft))


def _contents_line(entry: _Entry, coded: bool) -> str:
    target = f'href="#table-{escape(entry.anchor)}"'
    code = f'<span class="no">{escape(entry.code)}</span>' if coded else ""
    return (
        f"<li>{code}<a {target}>{escape(entry.title)}</a><span class='dots'/>"
        f"<a {target}>{entry.page}</a></li>"
    )


def _metadata(tables: Tables, draft: bool) -> str:
    department, title = title_lines(tables)
    whole = escape(department + title + ("（草稿）" if draft else ""))
    metas = {
        "author": department,
        "description": f"{department}{title}（{tables.form_set.name}）",
        "generator": "Mingzhang",
    }
    tags = "".join(f'<meta name="{n}" content="{escape(v)}"/>' for n, v in metas.items())
    return f"<title>{whole}</title>{tags}"


@dataclass(frozen=True)
class _Finish:
    """Page labels, so that a reader's page numbers are those printed; the title in the window."""

    front: int

    def __call__(self, document: Document, pdf: pydyf.PDF) -> None:
        nums = [0, pydyf.Dictionary({"S": "/r"}), self.front, pydyf.Dictionary({"S": "/D"})]
        pdf.catalog["PageLabels"] = pydyf.Dictionary({"Nums": pydyf.Array(nums)})
        pdf.catalog["ViewerPreferences"] = pydyf.Dictionary({"DisplayDocTitle": "true"})
        pdf.catalog["PageMode"] = "/UseOutlines"

"""The XML parts of a workbook: plain UTF-8 without declarations that could do anything."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from disclosures.importing.refusals import Refused, broken

_ENCODING = re.compile(rb"""<\?xml[^>]*?\sencoding\s*=\s*["']([\w.-]+)""")
_PLAIN = {b"utf-8", b"utf8", b"us-ascii", b"ascii"}
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)", re.IGNORECASE)
_OVERLAP = 16


def plain_xml(chunks: Iterable[bytes], name: str) -> Iterator[bytes]:
    """The same chunks, as long as they are UTF-8 and declare no types or entities.

    Raises Refused.  UTF-16 would hide from a search of bytes what a parser then sees.
    """
    last = b""
    for number, chunk in enumerate(chunks):
        if number == 0:
            _refuse_encoding(chunk, name)
        if _DECLARATION.search(last + chunk):
            raise Refused(f"文件含有 XML 类型或实体声明（{name}），不予读取")
        last = chunk[-_OVERLAP:]
        yield chunk


def parse(data: bytes, name: str) -> Element:
    """A small part as a tree.  Raises Refused."""
    try:
        root: Element = fromstring(b"".join(plain_xml([data], name)))
    except (ParseError, DefusedXmlException, ValueError):
        raise broken(f"{name} 不是规范的 XML") from None
    return root


def local(tag: str) -> str:
    """A tag or attribute name without its namespace."""
    return tag.rpartition("}")[2]


def attributes(element: Element) -> dict[str, str]:
    """An element's attributes by local name."""
    return {local(name): value for name, value in element.attrib.items()}


def _refuse_encoding(chunk: bytes, name: str) -> None:
    stated = _ENCODING.search(chunk[:400])
    plain = stated is None or stated.group(1).lower() in _PLAIN
    if b"\0" in chunk[:8] or chunk[:2] in (b"\xff\xfe", b"\xfe\xff") or not plain:
        raise broken(f"{name} 的编码不是 UTF-8")

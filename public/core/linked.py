"""Publications as linked data: DCAT 3 for catalogues, schema.org for search engines.

Nodes are JSON-LD: dicts with prefixed keys.  ``turtle`` writes the same nodes as Turtle.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from disclosures.render.data.package import LICENCE

Node = dict[str, Any]
PREFIXES = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
MEDIA = "https://www.iana.org/assignments/media-types/"
CHINESE = "http://id.loc.gov/vocabulary/iso639-1/zh"


@dataclass(frozen=True)
class Download:
    """A file: where, of what media type, how many bytes (None: unknown), its SHA-256."""

    url: str
    media: str
    name: str
    sha256: str
    size: int | None = None


@dataclass(frozen=True)
class Dataset:
    """What a dataset is, who published it, and of which year; times as ISO 8601."""

    url: str
    page: str
    title: str
    about: str
    publisher: str
    year: int
    issued: str
    modified: str
    downloads: tuple[Download, ...]


# -- DCAT ---------------------------------------------------------------------------------------


def dcat(dataset: Dataset) -> Node:
    """A ``dcat:Dataset`` with its distributions."""
    return {
        "@id": dataset.url,
        "@type": "dcat:Dataset",
        "dct:title": chinese(dataset.title),
        "dct:description": chinese(dataset.about),
        "dct:publisher": agent(dataset.publisher),
        "dct:issued": typed(dataset.issued, "dateTime"),
        "dct:modified": typed(dataset.modified, "dateTime"),
        "dct:language": {"@id": CHINESE},
        "dct:rights": chinese(LICENCE["title"]),
        "dct:temporal": {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": typed(f"{dataset.year}-01-01", "date"),
            "dcat:endDate": typed(f"{dataset.year}-12-31", "date"),
        },
        "dcat:landingPage": {"@id": dataset.page},
        "dcat:distribution": [_distribution(one, dataset) for one in dataset.downloads],
    }


def _distribution(one: Download, dataset: Dataset) -> Node:
    found: Node = {
        "@type": "dcat:Distribution",
        "dct:title": chinese(one.name),
        "dcat:accessURL": {"@id": dataset.page},
        "dcat:downloadURL": {"@id": one.url},
        "dcat:mediaType": {"@id": MEDIA + one.media},
        "dct:rights": chinese(LICENCE["title"]),
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": f"{PREFIXES['spdx']}checksumAlgorithm_sha256"},
            "spdx:checksumValue": typed(one.sha256, "hexBinary"),
        },
    }
    if one.size is not None:
        found["dcat:byteSize"] = typed(str(one.size), "nonNegativeInteger")
    return found


def chinese(text: str) -> Node:
    """A text in Chinese."""
    return {"@value": text, "@language": "zh"}


def typed(text: str, kind: str) -> Node:
    """A value of an XSD type."""
    return {"@value": text, "@type": f"xsd:{kind}"}


def agent(name: str) -> Node:
    """Who publishes."""
    return {"@type": "foaf:Organization", "foaf:name": chinese(name)}


def jsonld(node: Node) -> str:
    """JSON-LD of a node."""
    return json.dumps({"@context": PREFIXES, **node}, ensure_ascii=False, indent=1)


def turtle(node: Node) -> str:
    """The same as Turtle."""
    lines = [f"@prefix {name}: <{iri}> ." for name, iri in PREFIXES.items()]
    return "\n".join([*lines, "", *_subjects(node)]) + "\n"


def _subjects(node: Node) -> Iterator[str]:
    """A node that has an address, and all those within that have one."""
    yield f"<{node['@id']}> {_told(node)} ."
    for value in node.values():
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict) and "@id" in one and "@type" in one:
                yield from _subjects(one)


def _told(node: Mapping[str, Any]) -> str:
    said = [f"a {node['@type']}"]
    for name, value in node.items():
        if name.startswith("@"):
            continue
        values = value if isinstance(value, list) else [value]
        if values:
            said.append(f"{name} {', '.join(map(_object, values))}")
    return " ;\n  ".join(said)


def _object(value: Node) -> str:
    if "@value" in value:
        text = json.dumps(value["@value"], ensure_ascii=False)
        return (
            f"{text}@{value['@language']}" if "@language" in value else f"{text}^^{value['@type']}"
        )
    return f"<{value['@id']}>" if "@id" in value else f"[ {_told(value)} ]"


# -- schema.org ---------------------------------------------------------------------------------


def schema_org(dataset: Dataset, parts: Iterable[Node] = ()) -> Node:
    """A schema.org ``Dataset``."""
    found: Node = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": dataset.url,
        "url": dataset.page,
        "name": dataset.title,
        "description": dataset.about,
        "inLanguage": "zh-CN",
        "isAccessibleForFree": True,
        "license": "https://creativecommons.org/publicdomain/mark/1.0/",
        "creator": {"@type": "Organization", "name": dataset.publisher},
        "datePublished": dataset.issued,
        "dateModified": dataset.modified,
        "temporalCoverage": f"{dataset.year}-01-01/{dataset.year}-12-31",
        "distribution": [_data_download(one) for one in dataset.downloads],
    }
    held = list(parts)
    return {**found, "hasPart": held} if held else found


def _data_download(one: Download) -> Node:
    found: Node = {
        "@type": "DataDownload",
        "name": one.name,
        "contentUrl": one.url,
        "encodingFormat": one.media,
        "sha256": one.sha256,
    }
    return found if one.size is None else {**found, "contentSize": f"{one.size} B"}


def in_page(node: Node) -> str:
    """JSON for a script element: nothing in it ends the element."""
    text = json.dumps(node, ensure_ascii=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text

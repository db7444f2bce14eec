"""Lighthouse on the pages of a running site: ``./run demo`` in one window, this in another.

``python -m bench.pages [http://127.0.0.1:8000]``: scores of 100 for performance, accessibility,
best practices and search engines, on a slow phone as Lighthouse imitates one, and what is
transferred.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.request import urlopen

from bench.measure import table

HERE = Path(__file__).parent / "lighthouse"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
CHROME = "/usr/bin/chromium"
FLAGS = "--headless=new --no-sandbox --disable-gpu"


def main() -> None:
    """One row a page."""
    base = (sys.argv[1:] or ["http://127.0.0.1:8000"])[0].rstrip("/")
    if not (HERE / "node_modules").is_dir():
        subprocess.run(["npm", "ci", "--silent", "--ignore-scripts"], cwd=HERE, check=True)
    rows = [measured(base, path) for path in addresses(base)]
    header = ("page", *CATEGORIES, "kB transferred", "largest paint s")
    table("Lighthouse, phone", rows, header)


def addresses(base: str) -> list[str]:
    """The front page, and the first of each kind of page that it leads to."""
    front = _read(base, "/")
    year = _first(front, r"/departments/\d+/\d{4}/")
    paper = _first(front, r"/public/\d+/")
    role = _first(_read(base, paper), r"tables/[a-z-]+/")
    pages = ["/", "/departments/", year, paper, f"{paper}{role}", f"{paper}{role}made/"]
    return [*pages, "/money/", "/search/?q=%E6%95%99%E8%82%B2", "/compare/"]


def measured(base: str, path: str) -> tuple[str, ...]:
    """The scores of one page."""
    with tempfile.NamedTemporaryFile(suffix=".json") as out:
        command = [
            str(HERE / "node_modules/.bin/lighthouse"), f"{base}{path}", "--quiet",
            f"--only-categories={','.join(CATEGORIES)}", "--output=json",
            f"--output-path={out.name}", f"--chrome-flags={FLAGS}",
        ]  # fmt: skip
        subprocess.run(command, check=True, env={**os.environ, "CHROME_PATH": CHROME})
        found = json.loads(Path(out.name).read_text())
    scores = [f"{100 * (found['categories'][c]['score'] or 0):.0f}" for c in CATEGORIES]
    audits = found["audits"]
    size = audits["total-byte-weight"]["numericValue"] / 1000
    paint = audits["largest-contentful-paint"]["numericValue"] / 1000
    _tell_failed(path, found)
    return (path, *scores, f"{size:.0f}", f"{paint:.1f}")


def _tell_failed(path: str, found: dict) -> None:  # type: ignore[type-arg]
    """Which audits of the other three categories did not pass."""
    for name in CATEGORIES[1:]:
        for one in found["categories"][name]["auditRefs"]:
            audit = found["audits"][one["id"]]
            if audit["score"] is not None and audit["score"] < 1 and one["weight"]:
                print(f"{path}: {audit['id']}: {audit['title']}")


def _read(base: str, path: str) -> str:
    with urlopen(f"{base}{path}", timeout=60) as answer:
        return str(answer.read().decode())


def _first(text: str, pattern: str) -> str:
    found = re.search(pattern, text)
    if found is None:
        raise SystemExit("the site has nothing published yet")
    return found[0]


if __name__ == "__main__":
    main()

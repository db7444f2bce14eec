"""``python -m bench [NAME [SIZE …] …]``: the measurements, all or by name; some ask for sizes."""

from __future__ import annotations

import os
import subprocess
import sys

NAMES = (
    *("pdf", "document", "imports", "rules", "corruption", "texts", "kill", "strikes"),
    *("board", "ledger", "projects", "forms", "site", "site_search"),
)


def main() -> None:
    """Each measurement in a process of its own, so that memory is its own too."""
    asked = sys.argv[1:] or list(NAMES)
    unknown = [word for word in asked if word not in NAMES and not word.isdecimal()]
    unknown += [] if asked[0] in NAMES else asked[:1]
    if unknown:
        named = ", ".join(dict.fromkeys(unknown))
        raise SystemExit(f"no such measurement: {named}; there are {', '.join(NAMES)}")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    at = [place for place, word in enumerate(asked) if word in NAMES]
    for start, end in zip(at, [*at[1:], len(asked)], strict=True):
        name, *sizes = asked[start:end]
        print(f"\n## {name}", flush=True)
        subprocess.run([sys.executable, "-m", f"bench.{name}", *sizes], check=True)


if __name__ == "__main__":
    main()

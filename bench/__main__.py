"""``python -m bench [NAME …]``: the measurements, all or by name."""

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
    unknown = [name for name in asked if name not in NAMES]
    if unknown:
        raise SystemExit(f"no such measurement: {', '.join(unknown)}; there are {', '.join(NAMES)}")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    for name in asked:
        print(f"\n## {name}", flush=True)
        subprocess.run([sys.executable, "-m", f"bench.{name}"], check=True)


if __name__ == "__main__":
    main()

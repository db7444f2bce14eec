"""Archives that are the same bytes whenever they are made of the same files."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

#: The earliest time that an archive can tell: it tells none.
TIMELESS = (1980, 1, 1, 0, 0, 0)
UNIX, PLAIN_FILE = 3, 0o100644 << 16
SUMS, MANIFEST = "SHA256SUMS", "manifest.json"


def bundle(files: Mapping[str, bytes], *, title: str, check_code: str) -> bytes:
    """An archive of all files by name, with their sums.

    ``SHA256SUMS`` is what ``sha256sum -c`` reads; ``manifest.json`` says the same with sizes, and
    the check code of the Document.
    """
    listed = [
        {"name": name, "bytes": len(data), "sha256": sha256(data).hexdigest()}
        for name, data in sorted(files.items())
    ]
    sums = "".join(f"{one['sha256']}  {one['name']}\n" for one in listed)
    manifest = readable({"title": title, "check_code": check_code, "files": listed})
    return archive({**files, SUMS: sums.encode(), MANIFEST: manifest})


def archive(files: Mapping[str, bytes]) -> bytes:
    """A ZIP of the files by name, in the order of their names."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in sorted(files.items()):
            entry = zipfile.ZipInfo(name, TIMELESS)
            entry.create_system, entry.external_attr = UNIX, PLAIN_FILE
            entry.compress_type = zipfile.ZIP_DEFLATED
            made.writestr(entry, data)
    return target.getvalue()


def readable(value: Mapping[str, Any]) -> bytes:
    """JSON for people, in the order given."""
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()

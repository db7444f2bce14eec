"""File storage on disk in which a name is either absent or holds a whole file."""

from __future__ import annotations

import os
from pathlib import Path

from django.core.files import File
from django.core.files.storage import FileSystemStorage
from django.utils.deconstruct import deconstructible


@deconstructible
class WholeFileStorage(FileSystemStorage):
    """Writes beside the name, then renames: a killed process leaves no half file under it.

    Saving under a name that exists replaces the file in one step.
    """

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """The name itself: replacing is safe."""
        return name

    def _save(self, name: str, content: File) -> str:
        target = Path(self.path(name))
        target.parent.mkdir(parents=True, exist_ok=True)
        unfinished = target.with_name(f".{target.name}.part")
        with unfinished.open("wb") as handle:
            for chunk in content.chunks():
                handle.write(chunk)
            handle.flush()
            os.fsync(handle.fileno())
        unfinished.replace(target)
        return name

"""The folder of a static copy: what earlier exports wrote there, and what is written now.

``.export.sqlite3`` knows every file by path: its SHA-256, to which part of the site it belongs,
and in which run it was last wanted.  A file is known before it is there, so that a run that is cut
short leaves nothing that a later one would not remove; it is put in its place whole.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

MANIFEST, LOCK, UNFINISHED = ".export.sqlite3", ".export.lock", ".export.new"
SHAPE = """
CREATE TABLE IF NOT EXISTS files (
    path TEXT PRIMARY KEY, sha256 TEXT, size INT, changed INT, part TEXT, run INT
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS files_part ON files (part, run);
CREATE TABLE IF NOT EXISTS parts (part TEXT PRIMARY KEY, mark TEXT, run INT) WITHOUT ROWID;
"""


class NotOurs(Exception):
    """The folder holds files and no export has written them."""


class Busy(Exception):
    """Another export is writing the folder."""


class Folder:
    """A folder that is brought up to date in one run; ``written``, ``same``, ``removed`` count."""

    def __init__(self, path: Path) -> None:
        """NotOurs and Busy as above; OSError where the folder cannot be made."""
        path.mkdir(parents=True, exist_ok=True)
        others = any(found.name != LOCK for found in path.iterdir())
        if others and not (path / MANIFEST).is_file():
            raise NotOurs(path)
        self.path = path
        self.written = self.same = self.removed = 0
        self._lock = (path / LOCK).open("w")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._lock.close()
            raise Busy(path) from None
        self._db = sqlite3.connect(path / MANIFEST, isolation_level=None)
        self._db.executescript(f"PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; {SHAPE}")
        last = self._db.execute(
            "SELECT max(run) FROM (SELECT run FROM files UNION ALL SELECT run FROM parts)"
        ).fetchone()[0]
        self.run = (last or 0) + 1

    def begin_again(self) -> None:
        """Another run; what stays the same is counted in the last one."""
        self.run += 1
        self.same = 0

    def close(self) -> None:
        """Give the folder free."""
        self._db.close()
        self._lock.close()

    def stands(self, part: str, mark: str) -> bool:
        """Whether a part is as it was when it was written under this mark; then it stays."""
        known = self._db.execute("SELECT mark FROM parts WHERE part = ?", (part,)).fetchone()
        if known != (mark,):
            return False
        rows = self._db.execute("SELECT path, size, changed FROM files WHERE part = ?", (part,))
        count = 0
        for path, size, changed in rows:
            if self._seen(path) != (size, changed):
                return False
            count += 1
        self.same += count
        self._db.execute("UPDATE files SET run = ? WHERE part = ?", (self.run, part))
        self._db.execute("UPDATE parts SET run = ? WHERE part = ?", (self.run, part))
        return True

    def write(self, path: str, chunks: Iterable[bytes], part: str) -> None:
        """Bring one file up to date."""
        row = self._db.execute("SELECT sha256, size, changed FROM files WHERE path = ?", (path,))
        known = row.fetchone()
        self._db.execute(
            "INSERT INTO files (path, part, run) VALUES (?, ?, ?) ON CONFLICT (path) DO UPDATE"
            " SET part = excluded.part, run = excluded.run",
            (path, part, self.run),
        )
        digest = self._put_by(chunks)
        if known and known[0] == digest and self._seen(path) == known[1:]:
            self.same += 1
            return
        target = self.path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(self.path / UNFINISHED, target)
        self._db.execute(
            "UPDATE files SET sha256 = ?, size = ?, changed = ? WHERE path = ?",
            (digest, *(self._seen(path) or (0, 0)), path),
        )
        self.written += 1

    def finish(self, part: str, mark: str) -> None:
        """A part is whole: remember its mark, remove what it no longer has."""
        self._remove("part = ? AND run < ?", (part, self.run))
        self._db.execute("REPLACE INTO parts VALUES (?, ?, ?)", (part, mark, self.run))

    def finish_all(self) -> None:
        """Everything is written: remove the files of parts that are no more."""
        self._remove("run < ?", (self.run,))
        self._db.execute("DELETE FROM parts WHERE run < ?", (self.run,))
        (self.path / UNFINISHED).unlink(missing_ok=True)

    def _put_by(self, chunks: Iterable[bytes]) -> str:
        digest = sha256()
        with (self.path / UNFINISHED).open("wb") as target:
            for chunk in chunks:
                digest.update(chunk)
                target.write(chunk)
        return digest.hexdigest()

    def _seen(self, path: str) -> tuple[int, int] | None:
        """Size and time of a file as it is; None if there is none."""
        try:
            found = (self.path / path).stat()
        except OSError:
            return None
        return found.st_size, found.st_mtime_ns

    def _remove(self, which: str, values: tuple[object, ...]) -> None:
        rows = self._db.execute(f"SELECT path FROM files WHERE {which}", values).fetchall()
        for (path,) in rows:
            (self.path / path).unlink(missing_ok=True)
            self._drop_empty((self.path / path).parent)
            self._db.execute("DELETE FROM files WHERE path = ?", (path,))
        self.removed += len(rows)

    def _drop_empty(self, folder: Path) -> None:
        while folder != self.path:
            try:
                folder.rmdir()
            except OSError:
                return
            folder = folder.parent

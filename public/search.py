"""One search over everything that is public, with the means that each database has itself.

PostgreSQL keeps the pairs of characters (``public.core.grams``) of an entry in a ``tsvector``
with a GIN index, SQLite in an FTS5 table; migration 0004 of this app makes both.  Both answer the
same: exact names first, names before texts, then by ``rank``, then the newest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from public.core.grams import Asked, grams, is_latin
from public.models import Entry

#: Counted and sorted up to here; further pages are not shown either.  Where there are more hits,
#: they are read in the order of their rank.
COUNTED = 1000
#: What of a paper no hit says, and is long.
UNSAID = ("paper__figures", "paper__quality", "paper__why", "paper__withdrawn_why")
#: Kinds that have no year, and stand before all years; ranks with a year lie below ``LATEST``.
TIMELESS = (Entry.Kind.BODY, Entry.Kind.FUNCTION, Entry.Kind.TERM)
LATEST = 9000 * 10**8


@dataclass(frozen=True)
class Found:
    """The hits of one page, and how many there are in all; at least so many if ``more``."""

    hits: list[Entry]
    count: int
    more: bool = False


def find(q: str, *, kinds: Iterable[str] | None = None, limit: int = 20, offset: int = 0) -> Found:
    """What is found of a question, of any or of some ``Entry.Kind``; any text may be asked."""
    asked = Asked.of(q)
    limit = max(0, min(limit, COUNTED - offset))
    if not asked.runs or offset < 0 or limit == 0:
        return Found([], 0)
    only = None if kinds is None else sorted(set(kinds) & set(Entry.Kind.values))
    if only == []:
        return Found([], 0)
    engine = (_Postgres if connection.vendor == "postgresql" else _Sqlite)(asked, only)
    with engine.asking():
        keys, count = engine.page(engine.names, limit, offset)
        if count < COUNTED and not asked.short:
            rest = limit - len(keys)
            more, others = engine.page(engine.texts, rest, max(0, offset - count))
            keys, count = keys + more[:rest], count + others
    rows = Entry.objects.select_related("body__parent", "paper").defer(*UNSAID).in_bulk(keys)
    hits = [rows[key] for key in keys if key in rows]
    return Found(hits, min(count, COUNTED), count > COUNTED)


def put(entries: Sequence[Entry]) -> None:
    """Make stored entries findable, by what they say now."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.executemany(
                "UPDATE public_entry SET words = array_to_tsvector(%s::text[]) WHERE id = %s",
                [(lexemes(entry), entry.pk) for entry in entries],
            )
        else:
            cursor.executemany(
                "INSERT OR REPLACE INTO public_entry_words (rowid, n, t, k) "
                "VALUES (%s, %s, %s, %s)",
                [(entry.pk, *columns(entry)) for entry in entries],
            )


def drop(keys: Iterable[int]) -> None:
    """Delete entries, so that they are found no more."""
    gone = list(keys)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.executemany(
                "DELETE FROM public_entry_words WHERE rowid = %s", [(key,) for key in gone]
            )
    Entry.objects.filter(pk__in=gone).delete()


def lexemes(entry: Entry) -> list[str]:
    """What PostgreSQL keeps of an entry: pairs of its name (n), of its text (t), its kind (k)."""
    names = {f"n{gram}" for gram in grams(entry.called)}
    return sorted(names | {f"t{gram}" for gram in grams(entry.text)} | {f"k{entry.kind}"})


def columns(entry: Entry) -> tuple[str, str, str]:
    """What SQLite keeps of it: the pairs of its name, those of its text, its kind."""
    return " ".join(grams(entry.called)), " ".join(grams(entry.text)), entry.kind


class _Engine:
    """A question to one database."""

    #: The rows that may match, id and rank, of which at most one more than ``COUNTED`` is taken.
    candidates = ""

    def __init__(self, asked: Asked, kinds: Sequence[str] | None) -> None:
        self.asked = asked
        self.kinds = kinds

    def asking(self) -> AbstractContextManager[object]:
        """Within this a question is asked."""
        return nullcontext()

    @property
    def names(self) -> str:
        """The question for entries whose name says all."""
        raise NotImplementedError

    @property
    def texts(self) -> str:
        """That for those which say it only with their text."""
        raise NotImplementedError

    def page(self, words: str, limit: int, offset: int) -> tuple[list[int], int]:
        """The ids of a page, and how many there are; more than ``COUNTED`` are not told apart."""
        like, patterns = self.compared(words)
        sql = (
            f"SELECT id, count(*) OVER () FROM ({self.candidates.format(like=like)}) AS found "
            "ORDER BY (plain = %s OR code = %s) DESC, rank DESC, id DESC LIMIT %s OFFSET %s"
        )
        plain = self.asked.plain
        rows = self._rows(sql, words, *patterns, COUNTED + 1, plain, plain, max(limit, 1), offset)
        if rows and rows[0][1] > COUNTED:
            return self.many(words, limit, offset), COUNTED + 1
        if not rows and offset:
            first = self._rows(sql, words, *patterns, COUNTED + 1, plain, plain, 1, 0)
            return [], first[0][1] if first else 0
        return [row[0] for row in rows[:limit]], rows[0][1] if rows else 0

    def many(self, words: str, limit: int, offset: int) -> list[int]:
        """A page of more hits than are sorted: the exact ones, then the others by rank."""
        plain = self.asked.plain
        kind, kinds = ("", ()) if self.kinds is None else self._of_kinds(self.kinds)
        exact = [] if words != self.names else self._rows(
            f"SELECT id FROM public_entry WHERE plain = %s{kind} "
            "ORDER BY rank DESC, id DESC LIMIT %s", plain, *kinds, COUNTED + 1,
        )  # fmt: skip
        keys = [row[0] for row in exact[offset : offset + limit]]
        rest = max(0, offset - len(exact))
        return keys + self.ranked(words, limit - len(keys), rest) if len(keys) < limit else keys

    def ranked(self, words: str, limit: int, offset: int) -> list[int]:
        """Of very many hits those of a page in the order of their rank, without exact names."""
        raise NotImplementedError

    def compared(self, words: str) -> tuple[str, list[str]]:
        """The comparison of names, or of names and texts, with what pairs do not prove."""
        patterns = [f"%{run}%" for run in self.asked.compared]
        if words == self.names:
            return "".join(" AND plain LIKE %s" for _ in patterns), patterns
        told = "".join(" AND (plain LIKE %s OR text LIKE %s)" for _ in patterns)
        return told, [pattern for pattern in patterns for _ in "12"]

    def _of_kinds(self, kinds: Sequence[str]) -> tuple[str, tuple[str, ...]]:
        return f" AND kind IN ({', '.join(['%s'] * len(kinds))})", tuple(kinds)

    def _rows(self, sql: str, *values: str | int) -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return list(cursor.fetchall())


class _Postgres(_Engine):
    candidates = (
        "SELECT id, rank, plain, code FROM public_entry WHERE words @@ %s::tsquery{like} LIMIT %s"
    )

    @contextmanager
    def asking(self) -> Iterator[None]:
        """With room for the places of all hits, and without helpers, which take longer to call
        than a question to answer.
        """
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SET LOCAL work_mem = '32MB'; SET LOCAL max_parallel_workers_per_gather = 0"
            )
            yield

    @property
    def names(self) -> str:
        return self._of_kind(" & ".join(self._run("n", run) for run in self.asked.words))

    @property
    def texts(self) -> str:
        runs = [f"({self._run('n', w)} | {self._run('t', w)})" for w in self.asked.words]
        named = " & ".join(self._run("n", run) for run in self.asked.words)
        return self._of_kind(f"{' & '.join(runs)} & !({named})")

    def ranked(self, words: str, limit: int, offset: int) -> list[int]:
        if words == self.names and not any(map(is_latin, self.asked.runs)):
            return self._named(limit, offset)
        like, patterns = self.compared(words)
        where = f"words @@ %s::tsquery{like} AND plain <> %s"
        timeless = f"({' | '.join(f'k{kind}' for kind in TIMELESS)}) & {words}"
        # OFFSET 0: they are found first, and then sorted.
        top = self._ids(
            f"(SELECT id, rank FROM public_entry WHERE {where} OFFSET 0) AS top",
            timeless, *patterns, self.asked.plain, COUNTED + 1, 0,
        )  # fmt: skip
        keys = top[offset : offset + limit]
        if len(keys) == limit:
            return keys
        rest, start = limit - len(keys), max(0, offset - len(top))
        below = f"public_entry WHERE {where} AND rank < %s"
        return keys + self._ids(below, words, *patterns, self.asked.plain, LATEST, rest, start)

    def _named(self, limit: int, offset: int) -> list[int]:
        """Names are read from the index public_entry_walk, which holds them: a run of other than
        Latin letters is in a name where its pairs are.
        """
        kind, kinds = ("", ()) if self.kinds is None else self._of_kinds(self.kinds)
        named = " AND ".join("plain LIKE %s" for _ in self.asked.runs)
        patterns = [f"%{run}%" for run in self.asked.runs]
        where = f"public_entry WHERE {named}{kind} AND plain <> %s"
        return self._ids(where, *patterns, *kinds, self.asked.plain, limit, offset)

    def _ids(self, of: str, *values: str | int) -> list[int]:
        sql = f"SELECT id FROM {of} ORDER BY rank DESC, id DESC LIMIT %s OFFSET %s"
        return [row[0] for row in self._rows(sql, *values)]

    def _of_kind(self, query: str) -> str:
        if self.kinds is None:
            return query
        return f"({' | '.join(f'k{kind}' for kind in self.kinds)}) & {query}"

    def _run(self, column: str, run: str) -> str:
        """Runs are letters and digits alone: nothing in them is a sign of the query language."""
        if is_latin(run) or len(run) == 1:
            return f"'{column}{run}':*"
        return "(" + " & ".join(f"'{column}{run[n : n + 2]}'" for n in range(len(run) - 1)) + ")"


class _Sqlite(_Engine):
    """Its index is read from the newest entry on: of very many hits the newest are sorted."""

    candidates = (
        "SELECT id, public_entry.rank, plain, code FROM public_entry_words "
        "CROSS JOIN public_entry ON id = public_entry_words.rowid "
        "WHERE public_entry_words MATCH %s{like} ORDER BY public_entry_words.rowid DESC LIMIT %s"
    )

    @property
    def names(self) -> str:
        return self._of_kind(" AND ".join(f"{{n}} : {self._run(r)}" for r in self.asked.words))

    @property
    def texts(self) -> str:
        runs = [f"{{n t}} : {self._run(run)}" for run in self.asked.words]
        named = " AND ".join(f"{{n}} : {self._run(run)}" for run in self.asked.words)
        return self._of_kind(f"({' AND '.join(runs)}) NOT ({named})")

    def ranked(self, words: str, limit: int, offset: int) -> list[int]:
        like, patterns = self.compared(words)
        sql = (
            f"SELECT id FROM ({self.candidates.format(like=like)}) WHERE plain <> %s "
            "ORDER BY rank DESC, id DESC LIMIT %s OFFSET %s"
        )
        rows = self._rows(sql, words, *patterns, COUNTED, self.asked.plain, limit, offset)
        return [row[0] for row in rows]

    def _of_kind(self, query: str) -> str:
        if self.kinds is None:
            return query
        return f"{{k}} : ({' OR '.join(self.kinds)}) AND ({query})"

    def _run(self, run: str) -> str:
        if is_latin(run) or len(run) == 1:
            return f'"{run}"*'
        return '"' + " ".join(run[n : n + 2] for n in range(len(run) - 1)) + '"'

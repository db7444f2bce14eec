"""What a region consists of, and how people name it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from django.db.models import Q, QuerySet

from disclosures.importing.facts_values import Bad
from disclosures.models import Organisation


def in_region(region: Organisation) -> QuerySet[Organisation]:
    """The departments of the region and their units."""
    return Organisation.objects.filter(Q(parent=region) | Q(parent__parent=region))


class Names:
    """Organisations by the words that people use for them: code, 上级编码/编码, or name."""

    def __init__(self, region: Organisation, organisations: Iterable[Organisation]) -> None:
        self.all: Mapping[int, Organisation] = {o.pk: o for o in (region, *organisations)}
        codes = Counter(o.code for o in self.all.values())
        self._said = {pk: self._say(o, codes) for pk, o in self.all.items()}
        self._known: dict[str, set[int]] = {}
        for pk, one in self.all.items():
            for word in {one.code, one.name, self._said[pk]} - {""}:
                self._known.setdefault(word, set()).add(pk)

    def _say(self, one: Organisation, codes: Counter[str]) -> str:
        if not one.code:
            return one.name
        above = self.all.get(one.parent_id or 0)
        return f"{above.code}/{one.code}" if codes[one.code] > 1 and above else one.code

    def say(self, pk: int) -> str:
        """The shortest word that means this one."""
        return self._said[pk]

    def find(self, word: str) -> int:
        """The key of the organisation that the word means.  Raises Bad."""
        found = self._known.get(word, set())
        if len(found) == 1:
            return next(iter(found))
        if found:
            raise Bad(f"“{word}”有 {len(found)} 个", "上级编码/编码，如 701/001")
        raise Bad(f"没有编码或名称是“{word[:40]}”的组织", "本地区已有组织的编码")

"""Acting on several disclosures that were ticked in a list, each by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest

from disclosures.actions import Moved, NotNow, NotReady, Seen


@dataclass(frozen=True)
class Item:
    """A disclosure as the person saw it in the list: its key, and what ``Seen`` holds."""

    pk: int
    seen: Seen


@dataclass(frozen=True)
class Result:
    """What became of one of several; ``why`` says why it was not done."""

    name: str
    pk: int
    done: bool
    why: str = ""


def items_of(request: HttpRequest, most: int) -> Iterator[Item]:
    """The fields ``item``, each "key:state:version"; what is not one counts as none."""
    for text in dict.fromkeys(request.POST.getlist("item")[:most]):
        pk, _, rest = text.partition(":")
        state, _, version = rest.partition(":")
        if _number(pk) and _number(version):
            yield Item(int(pk), Seen(state, int(version)))


def refusal(deed: Callable[[], object], not_allowed: str) -> str:
    """Why the deed was refused; empty where it was done."""
    try:
        deed()
    except (Moved, NotNow, NotReady) as refused:
        return str(refused)
    except ValidationError as refused:
        return "；".join(refused.messages)
    except PermissionDenied:
        return not_allowed
    return ""


def _number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10

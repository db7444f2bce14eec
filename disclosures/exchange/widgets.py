"""What a cell may hold: read into a value, and written back as text.  Errors are ``Bad``."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from import_export.widgets import Widget

from disclosures.importing.facts_values import Bad, Unreadable
from disclosures.importing.grid import one_line

#: What a PositiveIntegerField holds on every database.
MOST = 2_147_483_647


def text_in(value: object) -> str:
    """The text of a cell on one line.  Raises Bad where it is none."""
    if isinstance(value, Unreadable):
        raise Bad(value.why)
    return one_line(str(value or ""))


class TextWidget(Widget):
    """A text of limited length."""

    def __init__(self, longest: int, *, filled: bool = True) -> None:
        super().__init__()
        self._longest, self._filled = longest, filled

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        text = text_in(value)
        if not text and self._filled:
            raise Bad("没有填")
        if len(text) > self._longest:
            raise Bad(f"有 {len(text)} 个字", f"{self._longest} 个字以内")
        if any(unicodedata.category(sign) in ("Cc", "Cs") for sign in text):
            raise Bad("含有控制字符")
        return text

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return str(value or "")


class UsernameWidget(TextWidget):
    """A user name in the one form in which it is looked up at sign-in."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        return super().clean(username_in(value), row, **kwargs)


def username_in(value: object) -> str:
    """The text of a cell with wide letters made plain (NFKC).  Raises Bad."""
    return unicodedata.normalize("NFKC", text_in(value))


class ChoiceWidget(Widget):
    """One of some labels; the value is its key."""

    def __init__(self, labels: Mapping[str, str], *, filled: bool = True) -> None:
        super().__init__()
        self._labels, self._filled = labels, filled

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        text = text_in(value)
        if not text and not self._filled:
            return ""
        for key, label in self._labels.items():
            if text in (key, label):
                return key
        found = f"现为“{text[:40]}”" if text else "没有填"
        raise Bad(found, "、".join(self._labels.values()) + " 之一")

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return self._labels.get(value, "")


class CountWidget(Widget):
    """A whole number from 0, or nothing."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> int | None:
        text = unicodedata.normalize("NFKC", text_in(value)).replace(",", "")
        if not text:
            return None
        if not text.isdecimal() or int(text[:12]) > MOST or len(text) > 12:
            raise Bad(f"现为“{text[:40]}”", "不小于 0 的整数")
        return int(text)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else str(value)


class EmailWidget(TextWidget):
    """An address for letters, or nothing."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        text = super().clean(value, row, **kwargs)
        try:
            if text:
                validate_email(text)
        except ValidationError:
            raise Bad(f"现为“{text[:40]}”", "电子邮箱地址，如 wang@example.gov.cn") from None
        return text

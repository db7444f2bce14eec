"""Data files of the public site, read once.  ``prices()`` is the price index by year."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from public.core.prices import Prices

_HERE = files(__package__)


@cache
def prices() -> Prices:
    """The consumer price index 居民消费价格指数 of the country."""
    data: dict[str, Any] = yaml.safe_load((_HERE / "prices.yaml").read_text("utf-8"))
    rises = {int(year): int(Decimal(str(rise)) * 10) for year, rise in data["index"].items()}
    return Prices(name=data["name"], source=data["source"], rises=rises)

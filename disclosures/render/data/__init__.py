"""The Document as open data, and all files of a publication in one archive."""

from __future__ import annotations

from disclosures.render.data.archive import bundle
from disclosures.render.data.package import data_package

__all__ = ["bundle", "data_package"]

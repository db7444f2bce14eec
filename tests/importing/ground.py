"""What lines of a ledger are read against in tests."""

from __future__ import annotations

from disclosures.core.facts import Kind
from disclosures.data import economic, functions
from disclosures.importing.ground import Ground

#: A final account of 2021 with two units and one code of the place.
GROUND = Ground(
    year=2021,
    kind=Kind.FINAL,
    functions=functions(),
    economic=economic(),
    units={"701001": "局机关", "701002": "服务中心"},
    local={"2080197": "本级专项"},
)

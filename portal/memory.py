"""How often the processes of the portal look for cycles of garbage."""

from __future__ import annotations

import gc


def collect_rarely() -> None:
    """Look for cycles after 50,000 new objects, not 700, and never again among what is here now.

    The tables of a large ledger are some 200,000 objects that live until the next version.  With
    Python's own numbers a third of the time that it takes to make them went into the search.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)

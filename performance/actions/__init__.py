"""Every write of the performance chapter; each is one keyword-only function."""

from performance.actions.carry import Source, carry, sources_of
from performance.actions.sheets import (
    Saved,
    add,
    blank,
    copy,
    new_key,
    put_in_order,
    remove,
    restore,
    save,
    stored,
)

__all__ = [
    "Saved",
    "Source",
    "add",
    "blank",
    "carry",
    "copy",
    "new_key",
    "put_in_order",
    "remove",
    "restore",
    "save",
    "sources_of",
    "stored",
]

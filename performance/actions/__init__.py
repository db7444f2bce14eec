"""Every write of the performance chapter; each is one keyword-only function."""

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
    "add",
    "blank",
    "copy",
    "new_key",
    "put_in_order",
    "remove",
    "restore",
    "save",
    "stored",
]

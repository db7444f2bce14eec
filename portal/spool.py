"""The broker of a portal that has no broker: messages as files in a folder.

Kombu's transport with one thing changed. There a reader may meet a file whose writer has not
finished or was killed, and the worker dies of it; here a message has its name only when it is
whole, and a file that makes no sense is dropped with a warning (the sweep rings again).
"""

import logging
import os
from pathlib import Path
from queue import Empty
from time import time_ns
from typing import Any
from uuid import uuid4

from kombu.transport import filesystem
from kombu.utils.json import dumps

log = logging.getLogger(__name__)


class Channel(filesystem.Channel):
    """A folder as a channel. Names sort by the time of writing, also after a restart."""

    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:  # type: ignore[override]
        whole = Path(self.data_folder_out, f"{time_ns()}_{uuid4()}.{queue}.msg")
        part = whole.with_suffix(".part")
        part.write_text(dumps(payload))
        os.replace(part, whole)

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        try:
            return super()._get(queue)
        except ValueError:
            log.warning("A message that is not whole was dropped from the spool")
            raise Empty from None


class Transport(filesystem.Transport):
    """The transport that settings.CELERY_BROKER_TRANSPORT names."""

    Channel = Channel

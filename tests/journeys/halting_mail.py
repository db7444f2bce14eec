"""A mail server for a process that a test kills: it writes mails down, and halts at one of them."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend

#: At which mail it halts, counted from 1; ``HALT`` says whether before or after it has that one.
HALT_AT = 3


class Halting(BaseEmailBackend):
    """Appends one line a mail, address and Message-ID, to the file ``MAILS``."""

    def open(self) -> bool:
        """Nothing is to be opened."""
        return False

    def send_messages(self, messages: list[EmailMultiAlternatives]) -> int:
        path = Path(os.environ["MAILS"])
        for message in messages:
            before = path.read_text().count("\n") + 1
            if before == HALT_AT and os.environ["HALT"] == "before":
                _halt()
            with path.open("a") as file:
                file.write(f"{message.to[0]} {message.message()['Message-ID']}\n")
            if before == HALT_AT and os.environ["HALT"] == "after":
                _halt()
        return len(messages)


def _halt() -> None:
    sys.stdout.write("halted\n")
    sys.stdout.flush()
    time.sleep(600)

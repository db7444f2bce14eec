"""Settings of a process that sends through a server that halts."""

from tests.settings import *  # noqa: F403

EMAIL_BACKEND = "tests.journeys.halting_mail.Halting"

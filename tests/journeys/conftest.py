"""Real parts for the journeys: a worker process on the test database, and Chromium."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from pytest_django.live_server_helper import LiveServer
from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.chrome.service import Service

from disclosures.actions import import_workbook
from disclosures.models import Disclosure, Person
from tests.factories import observed


class Worker:
    """A Celery worker process with the sweep's clock, as ``./run demo`` starts it."""

    def __init__(self, environment: dict[str, str], folder: Path) -> None:
        self._environment, self._folder = environment, folder
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        beat = self._folder / f"beat-{time.monotonic_ns()}"
        command = ["-m", "celery", "-A", "portal", "worker", "-B", "--concurrency", "1"]
        with (self._folder / "worker.log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, *command, f"--schedule={beat}", "-l", "INFO"],
                env=self._environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self) -> None:
        """SIGKILL to the worker and all its children."""
        if self._process:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def log(self) -> str:
        return (self._folder / "worker.log").read_text("utf-8", "replace")


@pytest.fixture
def worker(transactional_db: None, tmp_path: Path) -> Iterator[Worker]:
    """A running worker that sees the test database and the test's files."""
    found = Worker({**os.environ, "DATABASE_URL": database_url(), **short_lease()}, tmp_path)
    found.start()
    yield found
    found.kill()


def database_url() -> str:
    """The address of the test database for another process."""
    values = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{values['NAME']}"
    user, password = values["USER"], values["PASSWORD"]
    host, port = values["HOST"] or "", values["PORT"] or ""
    address = f"{host}:{port}" if port else host
    if host.startswith("/"):
        address = host.replace("/", "%2F") + (f":{port}" if port else "")
    return f"postgres://{user}:{password}@{address}/{values['NAME']}"


def short_lease() -> dict[str, str]:
    return {"MINGZHANG_JOB_LEASE": "3", "MINGZHANG_VAR": str(settings.VAR)}


def wait_for(what: Callable[[], object], seconds: float = 90, log: Callable[[], str] = str) -> None:
    """Wait until ``what`` is true; the worker's log is the reason if it never is.

    What the page takes away while it is looked at, another page coming included, is looked
    for again.
    """
    end = time.monotonic() + seconds
    while not _holds(what):
        if time.monotonic() > end:
            raise AssertionError(f"waited {seconds} s in vain\n{log()[-3000:]}")
        time.sleep(0.2)


def _holds(what: Callable[[], object]) -> bool:
    try:
        return bool(what())
    except WebDriverException:
        return False


def chromium(profile: Path, **preferences: int) -> webdriver.Chrome:
    """Headless Chromium with a profile of its own."""
    program, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if not program or not driver:
        pytest.skip("chromium and chromium-driver are not installed")
    options = webdriver.ChromeOptions()
    options.binary_location = program
    for flag in (
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
        f"--user-data-dir={profile}", "--window-size=1440,1000",
    ):  # fmt: skip
        options.add_argument(flag)
    options.add_experimental_option("prefs", preferences)
    return webdriver.Chrome(options=options, service=Service(driver))


def look_at(browser: webdriver.Chrome, width: int) -> None:
    """A window of that width in CSS pixels; a narrow one is a phone's."""
    phone = width < 600
    size = {"width": width, "height": 844 if phone else 1000, "deviceScaleFactor": 1}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {**size, "mobile": phone})
    browser.execute_cdp_cmd("Emulation.setTouchEmulationEnabled", {"enabled": phone})


def imported(name: str) -> Disclosure:
    """An example, taken in and checked."""
    path = Path(settings.BASE_DIR, "examples", name)
    done = import_workbook(data=path.read_bytes(), filename=path.name)
    assert done.disclosure is not None, done.intake.errors
    return observed(done.disclosure)


def sign_in(browser: webdriver.Chrome, live_server: LiveServer, person: Person) -> None:
    """Let the browser be that person's, without a password."""
    client = Client()
    client.force_login(person)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    browser.get(f"{live_server.url}/healthz")
    browser.add_cookie({"name": settings.SESSION_COOKIE_NAME, "value": value, "path": "/"})


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[webdriver.Chrome]:
    """A browser as people have it."""
    found = chromium(tmp_path / "profile")
    yield found
    found.quit()


@pytest.fixture
def plain_browser(tmp_path: Path) -> Iterator[webdriver.Chrome]:
    """A browser that runs no script."""
    found = chromium(
        tmp_path / "profile", **{"profile.managed_default_content_settings.javascript": 2}
    )
    yield found
    found.quit()

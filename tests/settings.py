"""The portal's settings for the tests, with a folder of their own that is thrown away.

Two runs at the same time do not meet, and no test touches the var/ of a running portal.
Processes that a test starts inherit the folder through the environment.
"""

import atexit
import os
import shutil
import tempfile

if "MINGZHANG_TEST_VAR" not in os.environ:
    os.environ["MINGZHANG_TEST_VAR"] = tempfile.mkdtemp(prefix="mingzhang-test-")
    atexit.register(shutil.rmtree, os.environ["MINGZHANG_TEST_VAR"], ignore_errors=True)
os.environ["MINGZHANG_VAR"] = os.environ["MINGZHANG_TEST_VAR"]

from portal.settings import *  # noqa: F403
from portal.settings import DATABASES, VAR

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file and not memory, so that a real worker process can open the same database.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR / "test.sqlite3")}
# Signing people in is not the matter of most tests; those of the second factor demand it.
SECOND_FACTOR = "optional"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # fast; tests only

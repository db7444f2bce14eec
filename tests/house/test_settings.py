"""The settings as other processes see them, each read in a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
OURS = ("MINGZHANG_", "DATABASE_URL", "CELERY_", "DJANGO_")
SHOW = """
import json, sys
from django.conf import settings
print(json.dumps({name: getattr(settings, name) for name in sys.argv[1:]}, default=str))
"""


def python(code: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {key: value for key, value in os.environ.items() if not key.startswith(OURS)}
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env=clean | {"DJANGO_SETTINGS_MODULE": "portal.settings"} | environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.fixture
def settings_with(tmp_path: Path) -> Any:
    def read(*names: str, **environment: str) -> dict[str, Any]:
        process = python(SHOW, *names, **{"MINGZHANG_VAR": str(tmp_path)} | environment)
        assert process.returncode == 0, process.stderr
        return json.loads(process.stdout)

    return read


@pytest.fixture
def refusal_with(tmp_path: Path) -> Any:
    def read(**environment: str) -> str:
        process = python(SHOW, "DEBUG", **{"MINGZHANG_VAR": str(tmp_path)} | environment)
        assert process.returncode != 0
        return process.stderr.strip().splitlines()[-1]

    return read


def test_with_nothing_set_everything_lies_under_var(settings_with: Any, tmp_path: Path) -> None:
    found = settings_with(
        "DATABASES", "STORAGES", "CELERY_BROKER_URL", "CELERY_BROKER_TRANSPORT_OPTIONS"
    )
    assert found["DATABASES"]["default"]["NAME"] == str(tmp_path / "mingzhang.sqlite3")
    assert found["STORAGES"]["default"]["OPTIONS"] == {"location": str(tmp_path / "files")}
    assert found["CELERY_BROKER_URL"] == "filesystem://localhost"
    options = found["CELERY_BROKER_TRANSPORT_OPTIONS"]
    assert options["data_folder_in"] == options["data_folder_out"] == str(tmp_path / "broker/queue")
    assert (tmp_path / "broker/queue").is_dir()
    assert (tmp_path / "broker/control").is_dir()


def test_the_var_folder_defaults_to_the_one_in_the_repository(settings_with: Any) -> None:
    assert settings_with("VAR", MINGZHANG_VAR="") == {"VAR": str(ROOT / "var")}


def test_with_nothing_set_only_this_machine_is_served_and_debug_is_off(settings_with: Any) -> None:
    assert settings_with("DEBUG", "ALLOWED_HOSTS", "HTTPS") == {
        "DEBUG": False,
        "ALLOWED_HOSTS": ["localhost", "127.0.0.1", "[::1]"],
        "HTTPS": False,
    }


def test_the_portal_speaks_chinese_and_lives_in_shanghai(settings_with: Any) -> None:
    assert settings_with("LANGUAGE_CODE", "TIME_ZONE", "USE_TZ") == {
        "LANGUAGE_CODE": "zh-hans",
        "TIME_ZONE": "Asia/Shanghai",
        "USE_TZ": True,
    }


def test_a_host_other_than_localhost_turns_https_on(settings_with: Any) -> None:
    names = ["SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT"]
    found = settings_with(*names, "ALLOWED_HOSTS", MINGZHANG_HOSTS="gk.example.cn, localhost")
    assert [found[name] for name in names] == [True, True, True]
    assert found["ALLOWED_HOSTS"] == ["gk.example.cn", "localhost", "127.0.0.1", "[::1]"]


def test_https_can_be_turned_off_in_plain_words(settings_with: Any) -> None:
    found = settings_with(
        "HTTPS", "SECURE_PROXY_SSL_HEADER", MINGZHANG_HOSTS="gk.example.cn", MINGZHANG_HTTPS="0"
    )
    assert found == {"HTTPS": False, "SECURE_PROXY_SSL_HEADER": None}


def test_sqlite_runs_in_wal_mode_and_writers_queue_at_the_start(tmp_path: Path) -> None:
    code = """
import django, json
django.setup()
from django.db import connection
cursor = connection.cursor()
ask = lambda name: cursor.execute(f"PRAGMA {name}").fetchone()[0]
print(json.dumps([ask("journal_mode"), ask("synchronous"), ask("foreign_keys"), ask("temp_store")]))
from django.db import transaction
from django.test.utils import CaptureQueriesContext
with CaptureQueriesContext(connection) as queries, transaction.atomic():
    pass
print(queries[0]["sql"])
"""
    process = python(code, MINGZHANG_VAR=str(tmp_path))
    assert process.stdout.splitlines() == ['["wal", 2, 1, 2]', "BEGIN IMMEDIATE"], process.stderr


def test_a_database_url_chooses_postgresql(settings_with: Any) -> None:
    database = settings_with("DATABASES", DATABASE_URL="postgres://clerk:pw@db:5433/mz")[
        "DATABASES"
    ]["default"]
    assert database["ENGINE"] == "django.db.backends.postgresql"
    assert [database[key] for key in ("HOST", "PORT", "NAME", "USER", "PASSWORD")] == [
        "db", 5433, "mz", "clerk", "pw",
    ]  # fmt: skip
    assert "init_command" not in database.get("OPTIONS", {})


def test_a_sqlite_url_gets_the_same_pragmas(settings_with: Any, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/other.sqlite3"
    database = settings_with("DATABASES", DATABASE_URL=url)["DATABASES"]["default"]
    assert database["NAME"] == f"{tmp_path}/other.sqlite3"
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_a_redis_broker_hands_a_task_out_again_only_after_its_time_limit(
    settings_with: Any,
) -> None:
    found = settings_with(
        "CELERY_BROKER_URL",
        "CELERY_BROKER_TRANSPORT_OPTIONS",
        "CELERY_TASK_TIME_LIMIT",
        CELERY_BROKER_URL="redis://broker/3",
    )
    assert found["CELERY_BROKER_URL"] == "redis://broker/3"
    options = found["CELERY_BROKER_TRANSPORT_OPTIONS"]
    assert options["visibility_timeout"] > found["CELERY_TASK_TIME_LIMIT"]


def test_celery_reads_these_settings(tmp_path: Path) -> None:
    code = """
import json
from portal import celery_app
conf = celery_app.conf
print(json.dumps([conf.task_acks_late, conf.task_reject_on_worker_lost,
    conf.worker_prefetch_multiplier, conf.task_ignore_result, conf.task_default_queue,
    conf.beat_schedule["sweep"]["task"], conf.beat_schedule["sweep"]["schedule"]]))
"""
    process = python(code, MINGZHANG_VAR=str(tmp_path), MINGZHANG_SWEEP="5")
    assert json.loads(process.stdout) == [
        True, True, 1, True, "mingzhang", "disclosures.tasks.sweep", 5.0,
    ]  # fmt: skip


def test_a_storage_address_is_taken_apart(settings_with: Any) -> None:
    url = "s3://files/mz?endpoint=http://s3:8333&region=local&style=path"
    assert settings_with("STORAGES", MINGZHANG_STORAGE=url)["STORAGES"]["default"] == {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": "files",
            "location": "mz",
            "file_overwrite": True,
            "default_acl": None,
            "signature_version": "s3v4",
            "endpoint_url": "http://s3:8333",
            "region_name": "local",
            "addressing_style": "path",
        },
    }


def test_a_file_saved_in_s3_comes_back_and_a_second_save_replaces_it(tmp_path: Path) -> None:
    from moto.server import ThreadedMotoServer

    code = """
import django
django.setup()
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
default_storage.bucket.create()
names = {default_storage.save("renditions/1/pdf.pdf", ContentFile(data)) for data in (b"a", b"b")}
print(names, default_storage.open("renditions/1/pdf.pdf").read())
"""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    try:
        host, port = server.get_host_and_port()
        process = python(
            code,
            MINGZHANG_VAR=str(tmp_path),
            MINGZHANG_STORAGE=f"s3://files?endpoint=http://{host}:{port}&region=us-east-1&style=path",
            AWS_ACCESS_KEY_ID="test",
            AWS_SECRET_ACCESS_KEY="test",
        )
    finally:
        server.stop()
    assert process.stdout == "{'renditions/1/pdf.pdf'} b'b'\n", process.stderr


def test_the_second_factor_is_demanded_of_reviewers_as_soon_as_others_reach_the_portal(
    settings_with: Any,
) -> None:
    def demanded(**environment: str) -> str:
        return str(settings_with("SECOND_FACTOR", **environment)["SECOND_FACTOR"])

    assert demanded() == "optional"
    assert demanded(MINGZHANG_HOSTS="localhost") == "optional"
    assert demanded(MINGZHANG_HOSTS="gk.example.cn") == "reviewers"
    assert demanded(MINGZHANG_HOSTS="gk.example.cn", MINGZHANG_MFA="optional") == "optional"
    assert demanded(MINGZHANG_MFA="all") == "all"


def test_mails_are_written_into_files_until_a_server_is_named(
    settings_with: Any, tmp_path: Path
) -> None:
    assert settings_with("EMAIL_BACKEND", "EMAIL_FILE_PATH") == {
        "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "EMAIL_FILE_PATH": str(tmp_path / "mail"),
    }
    names = [
        "EMAIL_HOST", "EMAIL_PORT", "EMAIL_HOST_USER", "EMAIL_HOST_PASSWORD", "EMAIL_USE_TLS",
        "EMAIL_USE_SSL", "DEFAULT_FROM_EMAIL",
    ]  # fmt: skip
    url = "smtp://mz%40example.cn:p%3Aw@mail.example.cn:587?tls=1&from=gk@example.cn"
    found = settings_with(*names, MINGZHANG_EMAIL=url)
    assert [found[name] for name in names] == [
        "mail.example.cn", 587, "mz@example.cn", "p:w", True, False, "gk@example.cn",
    ]  # fmt: skip
    found = settings_with(*names, MINGZHANG_EMAIL="smtps://mail.example.cn?from=gk@example.cn")
    assert [found[name] for name in names[1:6]] == [465, "", "", False, True]


def test_an_openid_connect_provider_is_configured_by_its_address(settings_with: Any) -> None:
    assert settings_with("SOCIALACCOUNT_PROVIDERS") == {"SOCIALACCOUNT_PROVIDERS": {}}
    found = settings_with(
        "SOCIALACCOUNT_PROVIDERS",
        "OIDC_MATCH",
        MINGZHANG_OIDC_ISSUER="https://id.example.cn/realms/gov/",
        MINGZHANG_OIDC_CLIENT="mingzhang",
        MINGZHANG_OIDC_SECRET="told",
        MINGZHANG_OIDC_MATCH="username",
    )
    (app,) = found["SOCIALACCOUNT_PROVIDERS"]["openid_connect"]["APPS"]
    assert (app["client_id"], app["secret"], app["name"]) == ("mingzhang", "told", "统一身份认证")
    assert app["settings"]["server_url"] == "https://id.example.cn/realms/gov"
    assert found["OIDC_MATCH"] == ["username"]


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("MINGZHANG_MFA", "some", "write one of reviewers, all, optional"),
        ("MINGZHANG_PROXIES", "-1", "write a whole number"),
        ("MINGZHANG_URL", "portal.example.cn", "write https://portal.example.cn"),
        ("MINGZHANG_DIGEST", "0", "write a number of seconds above 0"),
        ("MINGZHANG_EMAIL", "mail.example.cn", "write smtp://"),
        ("MINGZHANG_EMAIL", "smtp://mail.example.cn", "write smtp://"),
        ("MINGZHANG_EMAIL", "smtp://mail.example.cn?from=a@b.cn&ssl=1", "does not know ssl"),
        ("MINGZHANG_EMAIL", "smtp://mail.example.cn:x?from=a@b.cn", "write smtp://"),
        ("MINGZHANG_OIDC_ISSUER", "http://id.example.cn", "write https://"),
        ("MINGZHANG_OIDC_ISSUER", "https://id.example.cn", "MINGZHANG_OIDC_CLIENT is missing"),
        ("MINGZHANG_STORAGE", "files", "write s3://bucket?endpoint=…"),
        ("MINGZHANG_STORAGE", "s3://files?endpont=http://s3", "does not know endpont"),
        ("MINGZHANG_DEBUG", "maybe", "write 1 or 0"),
        ("MINGZHANG_SWEEP", "often", "write a number of seconds above 0"),
        ("MINGZHANG_JOB_LEASE", "0", "write a number of seconds above 0"),
    ],
)
def test_a_value_that_means_nothing_is_refused_by_name(
    refusal_with: Any, name: str, value: str, reason: str
) -> None:
    message = refusal_with(**{name: value})
    assert name in message
    assert reason in message


def test_the_secret_key_is_made_once_and_kept_to_its_owner(
    settings_with: Any, tmp_path: Path
) -> None:
    first = settings_with("SECRET_KEY")
    assert settings_with("SECRET_KEY") == first
    assert len(first["SECRET_KEY"]) >= 50
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["broker", "secret_key", "static"]


def test_processes_that_start_together_get_the_same_secret_key(tmp_path: Path) -> None:
    code = "import sys; from pathlib import Path; from portal.environment import secret_key\n"
    code += "print(secret_key(Path(sys.argv[1])))"
    command = [sys.executable, "-c", code, str(tmp_path / "key")]
    crowd = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) for _ in range(6)]
    keys = {process.communicate(timeout=60)[0] for process in crowd}
    assert len(keys) == 1


def test_a_secret_key_from_the_environment_is_not_written_down(
    settings_with: Any, tmp_path: Path
) -> None:
    assert settings_with("SECRET_KEY", MINGZHANG_SECRET_KEY="k" * 50) == {"SECRET_KEY": "k" * 50}
    assert not (tmp_path / "secret_key").exists()


def test_the_log_can_be_json(tmp_path: Path) -> None:
    code = """
import django, logging
django.setup()
try:
    1 / 0
except ZeroDivisionError:
    logging.getLogger("mingzhang").exception("合计 %s", "不符")
"""
    process = python(code, MINGZHANG_VAR=str(tmp_path), MINGZHANG_LOG="json")
    line = json.loads(process.stderr)
    assert (line["level"], line["logger"], line["message"]) == ("ERROR", "mingzhang", "合计 不符")
    assert line["traceback"].endswith("ZeroDivisionError: division by zero")


def test_every_variable_that_is_read_is_explained_at_the_top_of_the_settings() -> None:
    import re

    source = (ROOT / "portal/settings.py").read_text()
    explanation, code = source.split('"""', 2)[1:]
    read = set(re.findall(r'"((?:MINGZHANG_\w+|DATABASE_URL|CELERY_BROKER_URL))"', code))
    explained = set(re.findall(r"^([A-Z_]{5,}) ", explanation, re.MULTILINE))
    assert read == explained


def test_mails_link_to_where_people_reach_the_portal(settings_with: Any) -> None:
    def url(**environment: str) -> str:
        return str(settings_with("PORTAL_URL", **environment)["PORTAL_URL"])

    assert url() == "http://localhost:8000"
    assert url(MINGZHANG_HOSTS=".gk.example.cn,b.cn") == "https://gk.example.cn"
    assert url(MINGZHANG_HOSTS="gk.example.cn", MINGZHANG_HTTPS="0") == "http://gk.example.cn"
    assert url(MINGZHANG_URL="https://a.cn/gk/", MINGZHANG_HOSTS="b.cn") == "https://a.cn/gk"


def test_notices_wait_a_quarter_of_an_hour_to_go_out_together(settings_with: Any) -> None:
    names = ("DIGEST_SECONDS", "MAIL_SECONDS")
    assert settings_with(*names) == {"DIGEST_SECONDS": 900, "MAIL_SECONDS": 60}
    assert settings_with(*names, MINGZHANG_DIGEST="5") == {"DIGEST_SECONDS": 5, "MAIL_SECONDS": 5}

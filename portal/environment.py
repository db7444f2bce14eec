"""Reads the environment for settings.py: small parsers, each with one clear error."""

import os
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

_WORDS = {"1": True, "true": True, "yes": True, "on": True}
_WORDS |= {"0": False, "false": False, "no": False, "off": False, "": False}


def flag(name: str, default: bool = False) -> bool:
    """A switch: 1/true/yes/on or 0/false/no/off; anything else is refused."""
    value = os.environ.get(name)
    if value is None:
        return default
    if value.strip().lower() not in _WORDS:
        raise ImproperlyConfigured(f"{name} is {value!r}; write 1 or 0")
    return _WORDS[value.strip().lower()]


def seconds(name: str, default: float) -> float:
    """A time in seconds, above zero."""
    value = os.environ.get(name) or str(default)
    try:
        number = float(value)
    except ValueError:
        number = 0
    if not 0 < number < float("inf"):
        raise ImproperlyConfigured(f"{name} is {value!r}; write a number of seconds above 0")
    return number


def whole(name: str, default: int) -> int:
    """A whole number from 0."""
    value = os.environ.get(name) or str(default)
    if not value.isascii() or not value.isdigit():
        raise ImproperlyConfigured(f"{name} is {value!r}; write a whole number")
    return int(value)


def choice(name: str, choices: Sequence[str], default: str) -> str:
    """One of a few words."""
    value = os.environ.get(name) or default
    if value not in choices:
        raise ImproperlyConfigured(f"{name} is {value!r}; write one of {', '.join(choices)}")
    return value


def words(name: str) -> list[str]:
    """A list with commas between its items; absent or empty gives []."""
    return [word.strip() for word in os.environ.get(name, "").split(",") if word.strip()]


def address(name: str, hosts: Sequence[str], *, https: bool) -> str:
    """Where the portal is reached, without a slash at the end; unset: the first of ``hosts``."""
    value = os.environ.get(name, "").rstrip("/")
    if not value:
        host = hosts[0].lstrip(".") if hosts else "localhost:8000"
        return f"{'https' if https else 'http'}://{host}"
    if urlsplit(value).scheme not in ("http", "https") or not urlsplit(value).hostname:
        raise ImproperlyConfigured(f"{name} is {value!r}; write https://portal.example.cn")
    return value


def secret_key(path: Path) -> str:
    """The key kept in `path`, made once. Two processes that start together get the same one."""
    if not path.exists():
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(get_random_secret_key())
        with suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text()


def storage(url: str, folder: Path) -> dict[str, Any]:
    """The STORAGES entry for `s3://bucket/prefix?endpoint=…&region=…`, or for a folder if empty.

    Access keys come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, which boto3 reads itself.
    """
    if not url:
        backend = "disclosures.storage.WholeFileStorage"
        return {"BACKEND": backend, "OPTIONS": {"location": folder}}
    parts = urlsplit(url)
    if parts.scheme != "s3" or not parts.netloc:
        raise ImproperlyConfigured(f"MINGZHANG_STORAGE is {url!r}; write s3://bucket?endpoint=…")
    options: dict[str, Any] = {
        "bucket_name": parts.netloc,
        "location": parts.path.strip("/"),
        "file_overwrite": True,
        "default_acl": None,
        "signature_version": "s3v4",
    }
    names = {"endpoint": "endpoint_url", "region": "region_name", "style": "addressing_style"}
    options |= _s3_options(parse_qs(parts.query, strict_parsing=bool(parts.query)), names)
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}


def _s3_options(query: Mapping[str, list[str]], names: Mapping[str, str]) -> dict[str, str]:
    unknown = sorted(set(query) - set(names))
    if unknown:
        raise ImproperlyConfigured(f"MINGZHANG_STORAGE does not know {', '.join(unknown)}")
    return {names[key]: values[-1] for key, values in query.items()}


def mail(url: str) -> dict[str, Any]:
    """The EMAIL settings for `smtp://user:password@host:587?tls=1&from=…`; into files if empty.

    `smtps://` speaks TLS from the first byte.  Special characters are percent-encoded.
    """
    if not url:
        backend = "django.core.mail.backends.filebased.EmailBackend"
        return {"EMAIL_BACKEND": backend, "DEFAULT_FROM_EMAIL": "mingzhang@localhost"}
    parts = urlsplit(url)
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    known = parts.scheme in ("smtp", "smtps") and parts.hostname and "from" in query
    if not known or not re.fullmatch(r"(.*@)?[^@:]+(:\d+)?", parts.netloc):
        raise ImproperlyConfigured("MINGZHANG_EMAIL: write smtp://user:password@host:587?from=…")
    if unknown := sorted(set(query) - {"from", "tls"}):
        raise ImproperlyConfigured(f"MINGZHANG_EMAIL does not know {', '.join(unknown)}")
    ssl = parts.scheme == "smtps"
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if ssl else 25),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": ssl,
        "EMAIL_USE_TLS": not ssl and _WORDS.get(query.get("tls", "1").lower(), True),
        "DEFAULT_FROM_EMAIL": query["from"],
        "SERVER_EMAIL": query["from"],
    }


def openid_connect(*, issuer: str, client: str, secret: str, name: str) -> dict[str, Any]:
    """allauth's providers: the one at the address ``issuer``; none if that is empty."""
    if not issuer:
        return {}
    local = urlsplit(issuer).hostname in ("localhost", "127.0.0.1")
    if not issuer.startswith("https://") and not local:
        raise ImproperlyConfigured(f"MINGZHANG_OIDC_ISSUER is {issuer!r}; write https://…")
    if not client:
        raise ImproperlyConfigured("MINGZHANG_OIDC_CLIENT is missing beside MINGZHANG_OIDC_ISSUER")
    app = {
        "provider_id": "sso",
        "name": name,
        "client_id": client,
        "secret": secret,
        "settings": {"server_url": issuer.rstrip("/"), "oauth_pkce_enabled": True},
    }
    return {"openid_connect": {"APPS": [app]}}

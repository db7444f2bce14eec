"""Settings of the portal. Everything that differs between machines comes from the environment.

With nothing set the portal runs on one machine and keeps everything under var/.

DATABASE_URL            postgres://user:password@host/name; unset: SQLite in var/
CELERY_BROKER_URL       redis://host/0; unset: a spool folder in var/
MINGZHANG_STORAGE       s3://bucket/prefix?endpoint=…&region=…&style=path; unset: files in var/
MINGZHANG_VAR           the folder used instead of var/
MINGZHANG_SECRET_KEY    unset: made once and kept in var/secret_key
MINGZHANG_HOSTS         host names served, with commas between; localhost always answers
MINGZHANG_HTTPS         1: a proxy in front speaks TLS and sets X-Forwarded-Proto;
                        unset: 1 as soon as MINGZHANG_HOSTS names a host other than localhost
MINGZHANG_STATIC        1: static files were gathered by collectstatic; unset: served in place
MINGZHANG_PROXIES       how many proxies stand in front, each adding to X-Forwarded-For; unset: 0
MINGZHANG_EMAIL         smtp://user:password@host:587?tls=1&from=portal@example.cn, or smtps://…;
                        unset: mails are written into files under var/mail
MINGZHANG_MFA           who must sign in with a second factor: reviewers (who act for a finance
                        bureau), all, or optional; unset: reviewers as soon as MINGZHANG_HOSTS
                        names a host other than localhost, else optional
MINGZHANG_SESSION_IDLE  seconds without a request after which a session ends; unset: 3600.
                        After MINGZHANG_SESSION it ends in any case
MINGZHANG_SESSION       seconds; unset: 43200, a long working day
MINGZHANG_OIDC_ISSUER   the address of an OpenID Connect provider to sign in with; unset: none
MINGZHANG_OIDC_CLIENT   our client id there; the address to return to is
                        /account/oidc/sso/login/callback/
MINGZHANG_OIDC_SECRET   the client's secret
MINGZHANG_OIDC_NAME     what the button says; unset: 统一身份认证
MINGZHANG_OIDC_MATCH    how people are found the first time: username, email, or both with a
                        comma; unset: both
MINGZHANG_JOB_LEASE     seconds of silence after which a worker counts as dead; unset: 30
MINGZHANG_SWEEP         seconds between two sweeps of unfinished jobs, and of what is to be made
                        public at a set time; unset: 10
MINGZHANG_SWEEP_JOBS    how many unfinished jobs a sweep rings for; unset: 100
MINGZHANG_URL           where people reach the portal, for links in mails, e.g.
                        https://portal.example.cn; unset: the first of MINGZHANG_HOSTS
MINGZHANG_DIGEST        seconds that notices wait, to go out together in one mail; unset: 900
MINGZHANG_PAGES         finished public pages that are kept at most; unset: 200000
MINGZHANG_HELD_MB       megabytes of finished public pages in the memory of each process; unset: 32
MINGZHANG_LOG           json: one JSON object a line; unset: plain text. Both to stderr
MINGZHANG_DEMO          1: a demonstration, as ./run demo sets it: its people may be made, and the
                        sign-in page names them. Without effect where MINGZHANG_HOSTS names a
                        host other than localhost
MINGZHANG_DEBUG         1: Django's debug pages. Never in production
"""

import os
from pathlib import Path
from typing import Any

import dj_database_url
from celery.schedules import crontab
from csp.constants import NONE, SELF

from portal import environment

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("MINGZHANG_VAR") or BASE_DIR / "var").resolve()
VAR.mkdir(parents=True, exist_ok=True)

# --- Apps and addresses ---------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "portal.static_files.StaticFiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "portal.signin",
    "portal.county",
    "disclosures",
    "performance",
    "public",
]
# Apps that add a chapter to the document; an explicit list, never discovered.
CHAPTERS = ["performance.chapter.CHAPTER"]
# Who is told of what is made public or withdrawn; an explicit list as well.
HEARERS = ["public.hearing.released"]
# So many finished public pages are kept at most; those made longest ago go first.
KEPT_PAGES = environment.whole("MINGZHANG_PAGES", 200_000)
# So many megabytes of them, zipped, each process also holds in memory.
HELD_MB = environment.whole("MINGZHANG_HELD_MB", 32)

MIDDLEWARE = [
    "portal.signin.proxies.ClientAddress",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "public.front.Front",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "portal.signin.sessions.SessionEnd",
    "django.middleware.common.CommonMiddleware",
    "portal.signin.leading.Csrf",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "portal.signin.leading.Leading",
]
ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.signin.roles.account",
                "disclosures.views.notices.unread",
            ]
        },
    }
]

# --- Language and time ----------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "public/locale"]
USE_TZ = True

# --- Database -------------------------------------------------------------------------------

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES: dict[str, Any] = {
    "default": dj_database_url.parse(
        os.environ.get("DATABASE_URL") or f"sqlite:///{VAR / 'mingzhang.sqlite3'}",
        conn_max_age=60,
        conn_health_checks=True,
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # WAL: readers and the one writer do not wait for each other. IMMEDIATE: a writer queues at
    # the start of its transaction and cannot fail in the middle. FULL: what was answered with
    # "saved" is on the disk, also after a power cut.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY;"
            "PRAGMA cache_size=-32000; PRAGMA mmap_size=134217728;"
            "PRAGMA journal_size_limit=67108864;"
        ),
    }

# Counted failures to sign in must hold for all processes and over restarts, and must not be lost
# because a broker is: they live where everything lives. A migration of portal.signin makes the
# table. Nothing is culled before there are a million entries.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache_entries",
        "OPTIONS": {"MAX_ENTRIES": 1_000_000},
    }
}

# --- Files ----------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("vendor/htmx", BASE_DIR / "node_modules/htmx.org/dist"),
    ("vendor/tabulator", BASE_DIR / "node_modules/tabulator-tables/dist"),
]
STATIC_GATHERED = environment.flag("MINGZHANG_STATIC")
WHITENOISE_USE_FINDERS = not STATIC_GATHERED
STORAGES = {
    "default": environment.storage(os.environ.get("MINGZHANG_STORAGE", ""), VAR / "files"),
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if STATIC_GATHERED
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
# A ledger page posts one field a cell; Django's limit of 1000 would cut it.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 50_000

# --- Security -------------------------------------------------------------------------------

LOCAL_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
HOSTS = environment.words("MINGZHANG_HOSTS")
ALLOWED_HOSTS = [*HOSTS, *(host for host in LOCAL_HOSTS if host not in HOSTS)]
HTTPS = environment.flag("MINGZHANG_HTTPS", default=not set(HOSTS) <= set(LOCAL_HOSTS))
DEBUG = environment.flag("MINGZHANG_DEBUG")
DEMO = environment.flag("MINGZHANG_DEMO") and set(HOSTS) <= set(LOCAL_HOSTS)
SECRET_KEY = os.environ.get("MINGZHANG_SECRET_KEY") or environment.secret_key(VAR / "secret_key")

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = environment.whole("MINGZHANG_SESSION", 12 * 60 * 60)
SESSION_IDLE_SECONDS = environment.whole("MINGZHANG_SESSION_IDLE", 60 * 60)
CSRF_COOKIE_HTTPONLY = True  # pages carry the token in their forms
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
TRUSTED_PROXIES = environment.whole("MINGZHANG_PROXIES", 0)

# --- Sign-in --------------------------------------------------------------------------------

AUTH_USER_MODEL = "disclosures.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
_RULES = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {
        "NAME": f"{_RULES}.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name", "email")},
    },
    {"NAME": "portal.signin.passwords.Length", "OPTIONS": {"min_length": 10}},
    {"NAME": f"{_RULES}.CommonPasswordValidator"},
    {"NAME": f"{_RULES}.NumericPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 60 * 60

ACCOUNT_ADAPTER = "portal.signin.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # addresses are entered by those who know the people
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "【明账】"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
ACCOUNT_SESSION_REMEMBER = False  # a closed browser forgets
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
# A county's clerks reach the portal through one address: limits for an address are wide, those
# for a person narrow.
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "login_failed": "60/m/ip,5/15m/key",
    "reset_password": "60/m/ip,5/h/key",
    "reset_password_from_key": "60/m/ip",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
}

SECOND_FACTOR = environment.choice(
    "MINGZHANG_MFA",
    ("reviewers", "all", "optional"),
    default="optional" if set(HOSTS) <= set(LOCAL_HOSTS) else "reviewers",
)
MFA_ADAPTER = "portal.signin.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_TOLERANCE = 1  # clocks of phones wander; a code counts once all the same
ACCOUNT_FORMS = {"login": "portal.signin.forms.SignInForm"}
MFA_FORMS = {
    "authenticate": "portal.signin.second_factor.SignInCodeForm",
    "reauthenticate": "portal.signin.second_factor.ConfirmCodeForm",
    "activate_totp": "portal.signin.second_factor.SetUpForm",
}

SOCIALACCOUNT_ADAPTER = "portal.signin.adapters.ElsewhereAdapter"
# By a link: a form that is led on to another site would need that site in form-action.
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_PROVIDERS = environment.openid_connect(
    issuer=os.environ.get("MINGZHANG_OIDC_ISSUER", ""),
    client=os.environ.get("MINGZHANG_OIDC_CLIENT", ""),
    secret=os.environ.get("MINGZHANG_OIDC_SECRET", ""),
    name=os.environ.get("MINGZHANG_OIDC_NAME") or "统一身份认证",
)
OIDC_MATCH = environment.words("MINGZHANG_OIDC_MATCH") or ["username", "email"]

# --- Mail -----------------------------------------------------------------------------------

EMAIL_TIMEOUT = 10
EMAIL_FILE_PATH = str(VAR / "mail")
globals().update(environment.mail(os.environ.get("MINGZHANG_EMAIL", "")))
# Mails are made by workers, which know of no request.
PORTAL_URL = environment.address("MINGZHANG_URL", HOSTS, https=HTTPS)
DIGEST_SECONDS = environment.seconds("MINGZHANG_DIGEST", 15 * 60)
MAIL_SECONDS = min(60, DIGEST_SECONDS)

# --- Jobs -----------------------------------------------------------------------------------

# A Job row is the truth and the broker only a doorbell: no results are kept, a message may be
# lost, and the sweep rings again for every job that is not done. A worker renews its lease on a
# job while it works; a job whose lease ran out is taken over by the next worker.
JOB_LEASE_SECONDS = environment.seconds("MINGZHANG_JOB_LEASE", 30)
SWEEP_SECONDS = environment.seconds("MINGZHANG_SWEEP", 10)
SWEEP_JOBS = environment.whole("MINGZHANG_SWEEP_JOBS", 100)
PUBLIC_SWEEP_SECONDS = 6 * SWEEP_SECONDS
CELERY_BROKER_URL = os.environ.get("CELERY_BROKER_URL") or "filesystem://localhost"
if CELERY_BROKER_URL.startswith("filesystem:"):
    CELERY_BROKER_TRANSPORT = "portal.spool:Transport"
    SPOOL = VAR / "broker"
    for name in ("queue", "control"):
        (SPOOL / name).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
        "data_folder_in": str(SPOOL / "queue"),
        "data_folder_out": str(SPOOL / "queue"),
        "control_folder": str(SPOOL / "control"),
        "polling_interval": 0.2,
    }
else:
    # Longer than any task, or Redis would hand a running one out again. Short timeouts, so
    # that a broker that is down delays the job and not the person who asked for it.
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "visibility_timeout": 30 * 60,
        "socket_connect_timeout": 2,
        "socket_timeout": 10,
    }
CELERY_TASK_DEFAULT_QUEUE = "mingzhang"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_SOFT_TIME_LIMIT = 14 * 60
CELERY_TASK_TIME_LIMIT = 15 * 60
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_step": 0.2}
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 100
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR / "beat")
CELERY_BEAT_SCHEDULE = {
    "sweep": {
        "task": "disclosures.tasks.sweep",
        "schedule": SWEEP_SECONDS,
        "options": {"expires": SWEEP_SECONDS},
    },
    "publications": {
        "task": "disclosures.clock.publish_due",
        "schedule": SWEEP_SECONDS,
        "options": {"expires": SWEEP_SECONDS},
    },
    "public": {
        "task": "public.tasks.sweep",
        "schedule": PUBLIC_SWEEP_SECONDS,
        "options": {"expires": PUBLIC_SWEEP_SECONDS},
    },
    "mails": {
        "task": "disclosures.tasks.send_mails",
        "schedule": MAIL_SECONDS,
        "options": {"expires": MAIL_SECONDS},
    },
    # In working hours: nobody is reminded in the middle of the night.
    "reminders": {
        "task": "disclosures.tasks.remind",
        "schedule": crontab(minute="*/10", hour="8-18"),
        "options": {"expires": 10 * 60},
    },
    "sign-in": {
        "task": "portal.signin.tasks.sweep_out",
        "schedule": crontab(minute=30, hour=3),
        "options": {"expires": 60 * 60},
    },
}

# --- Log ------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
        "json": {"()": "portal.logs.JsonFormatter"},
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "json" if os.environ.get("MINGZHANG_LOG") == "json" else "plain",
        }
    },
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        # Say once what Django would otherwise also say through handlers of its own.
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        # Tasks tell of themselves; a line for every sweep would bury what matters.
        "celery.worker.strategy": {"level": "WARNING"},
        "celery.app.trace": {"level": "WARNING"},
        "celery.beat": {"level": "WARNING"},
    },
}

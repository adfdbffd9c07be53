"""Django settings. Every deploy-time choice is one FAIRWAY_* variable (see lib/environment.py)."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import structlog

from fairway.lib.environment import Environment, database, mail, secret
from fairway.lib.redact import without_links

_env = Environment(os.environ)

PACKAGE_DIR = Path(__file__).parent
DATA_DIR = Path(_env.text("FAIRWAY_DATA_DIR", ".fairway")).absolute()
DEBUG = _env.flag("FAIRWAY_DEBUG", default=False)


def _secret_key() -> str:
    """The configured key, or one made on first start and readable by this user only."""
    given = _env.text("FAIRWAY_SECRET_KEY")
    if given:
        return given
    return secret(DATA_DIR / "secret_key", secrets.token_urlsafe(50))


SECRET_KEY = _secret_key()
SIGNING_KEY = _env.text("FAIRWAY_SIGNING_KEY")
PUBLIC_ADDRESS = _env.address("FAIRWAY_ADDRESS")
_mail = mail(_env, PUBLIC_ADDRESS)
MAIL_IS_SET = _mail.is_set
EMAIL_BACKEND = _mail.backend
EMAIL_HOST, EMAIL_PORT = _mail.host, _mail.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail.user, _mail.password
EMAIL_USE_TLS, EMAIL_USE_SSL = _mail.security == "starttls", _mail.security == "tls"
EMAIL_TIMEOUT = 30
DEFAULT_FROM_EMAIL = _mail.sender
ALLOWED_HOSTS = [h.strip() for h in _env.text("FAIRWAY_HOSTS", "127.0.0.1,localhost").split(",")]
HTTPS = _env.flag("FAIRWAY_HTTPS", default=False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SESSION_COOKIE_AGE = 12 * 3600
CSRF_FAILURE_VIEW = "fairway.base.views.csrf_failed"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "fairway.base",
    "django_tasks",
    "django_tasks_db",
    "rules.apps.AutodiscoverRulesConfig",
    "fairway.know",
    "fairway.govern",
    "fairway.trust",
    "fairway.match",
    "fairway.meet",
    "fairway.sign",
    "fairway.land",
    "fairway.chain",
    "allauth",  # after our own: the first catalogue that knows a word translates it
    "allauth.account",
]
MIDDLEWARE = [
    "fairway.base.middleware.request_log",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "fairway.base.middleware.content_security_policy",
    "fairway.meet.views.day.quick.quick_pages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "fairway.base.middleware.bounded_upload",
    "fairway.base.middleware.sign_in_first",
    "fairway.base.middleware.errors_as_pages",
]
ROOT_URLCONF = "fairway.urls"
WSGI_APPLICATION = "fairway.wsgi.application"
X_FRAME_OPTIONS = "DENY"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "fairway.base.context.workbench",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "fairway.base.templatetags.fairway"],
        },
    }
]

DATABASES = {"default": database(_env.text("FAIRWAY_DATABASE", f"sqlite:///{DATA_DIR / 'fairway.sqlite3'}"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

AUTH_USER_MODEL = "base.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "fairway.base.accounts.ClosedAccounts"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
# Behind HTTPS stands a proxy: without its word all visitors would share one address, and one limit.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if HTTPS else 0
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/300s/key", "apply_to_event": "10/m/ip,60/h/ip"}
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/accounts/login/"

LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]
LANGUAGE_CODE = _env.choice("FAIRWAY_LANGUAGE", ("en", "zh-hans"), "en")
TIME_ZONE = _env.time_zone("FAIRWAY_TIME_ZONE", "Asia/Shanghai")
USE_TZ = True
USE_I18N = True
LOCALE_PATHS = [PACKAGE_DIR / "locale"]
FORMAT_MODULE_PATH = ["fairway.base.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}
MEDIA_ROOT = DATA_DIR / "files"
UPLOAD_BYTES = _env.number("FAIRWAY_UPLOAD_MIB", 20) * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = UPLOAD_BYTES
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_PERMISSIONS = 0o600

OC4IDS_PREFIX = _env.formed("FAIRWAY_OC4IDS_PREFIX", "oc4ids-[a-z0-9]{6}", "oc4ids-000000")
CASE_CLOCKS = _env.text("FAIRWAY_CLOCKS")
LOG_LEVEL = _env.choice("FAIRWAY_LOG_LEVEL", ("debug", "info", "warning", "error"), "info").upper()
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                without_links,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
            "foreign_pre_chain": [
                structlog.stdlib.add_log_level,
                structlog.stdlib.add_logger_name,
                structlog.processors.TimeStamper(fmt="iso", utc=True),
                structlog.processors.format_exc_info,
            ],
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {"django.request": {"level": "ERROR"}, "django_tasks": {"level": "WARNING"}},
}
structlog.configure(
    processors=[
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
SILENCED_SYSTEM_CHECKS: list[str] = []

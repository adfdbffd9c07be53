"""Reading FAIRWAY_* variables: a wrong or unknown one stops the start with a remedy."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit
from zoneinfo import ZoneInfo

from fairway.lib.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_DIGITS = 9
KNOWN = {
    "FAIRWAY_ADDRESS": "public address printed on reports and statements, such as https://credit.example.org",
    "FAIRWAY_CLOCKS": "deadlines of cases as TOML, usually FAIRWAY_CLOCKS_FILE (default: those of docs/how-to)",
    "FAIRWAY_DATA_DIR": "folder for the database, uploads and collected static files (default .fairway)",
    "FAIRWAY_DATABASE": "sqlite:///PATH or postgresql://USER:PASSWORD@HOST:PORT/NAME",
    "FAIRWAY_DEBUG": "yes or no (default no)",
    "FAIRWAY_HOSTS": "host names served, separated by commas (default 127.0.0.1,localhost)",
    "FAIRWAY_HTTPS": "yes when served behind HTTPS: secure cookies and HSTS (default no)",
    "FAIRWAY_LANGUAGE": "en or zh-hans, the language of a first visit (default en)",
    "FAIRWAY_LOG_LEVEL": "debug, info, warning or error (default info)",
    "FAIRWAY_MAIL_FROM": "address that mails come from; needed with FAIRWAY_MAIL_HOST",
    "FAIRWAY_MAIL_HOST": "host that sends mails by SMTP; without it none are sent. Needs FAIRWAY_ADDRESS too",
    "FAIRWAY_MAIL_PASSWORD": "password at that host, best as FAIRWAY_MAIL_PASSWORD_FILE",
    "FAIRWAY_MAIL_PORT": "its port (default 587)",
    "FAIRWAY_MAIL_SECURITY": "starttls, tls or none (default starttls)",
    "FAIRWAY_MAIL_USER": "user name at that host (default: none, no sign-in)",
    "FAIRWAY_OC4IDS_PREFIX": "oc4ids- and the six characters of your registered prefix (default oc4ids-000000: none)",
    "FAIRWAY_SECRET_KEY": "50 random characters; made and kept in the data folder when absent",
    "FAIRWAY_SHARED_DATA": "folder with the public benchmark data, for benchmarks and optional tests",
    "FAIRWAY_SIGNING_KEY": "Ed25519 private key (PEM) that signs statements; made in the data folder when absent",
    "FAIRWAY_TIME_ZONE": "IANA time zone of the office (default Asia/Shanghai)",
    "FAIRWAY_UPLOAD_MIB": "largest upload in MiB (default 20)",
}
"""Every setting with what it means; ``_FILE`` may be added to any to read it from a file."""


class Environment:
    """The FAIRWAY_* part of a process environment, checked for unknown names."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._values = {k: v for k, v in variables.items() if k.startswith("FAIRWAY_")}
        for name in self._values:
            if name.removesuffix("_FILE") not in KNOWN:
                raise Invalid(
                    "setting-unknown",
                    "%(name)s is not a setting of Fairway. Known: %(known)s",
                    name=name,
                    known=", ".join(KNOWN),
                )

    def text(self, name: str, default: str = "") -> str:
        """The value of ``name``, or the content of the file ``name_FILE`` points at."""
        file = self._values.get(f"{name}_FILE")
        if file is None:
            return self._values.get(name, default)
        try:
            return Path(file).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise Invalid(
                "setting-file", "%(name)s_FILE: cannot read %(file)s (%(why)s)", name=name, file=file, why=error
            ) from error

    def formed(self, name: str, pattern: str, default: str) -> str:
        """The value of ``name``, held to a pattern."""
        value = self.text(name, default)
        if not re.fullmatch(pattern, value):
            raise Invalid(
                "setting-form", "%(name)s is “%(value)s”. Write %(what)s.", name=name, value=value, what=KNOWN[name]
            )
        return value

    def choice(self, name: str, options: tuple[str, ...], default: str) -> str:
        """One of ``options``."""
        value = self.text(name, default).lower()
        if value not in options:
            raise Invalid(
                "setting-choice",
                "%(name)s is %(value)s; it must be one of %(options)s",
                name=name,
                value=repr(value),
                options=", ".join(options),
            )
        return value

    def flag(self, name: str, *, default: bool) -> bool:
        """``yes`` or ``no``."""
        return self.choice(name, ("yes", "no"), "yes" if default else "no") == "yes"

    def number(self, name: str, default: int) -> int:
        """A whole number above 0."""
        value = self.text(name, str(default))
        if not value.isdecimal() or len(value) > MOST_DIGITS or int(value) == 0:
            raise Invalid(
                "setting-number",
                "%(name)s is %(value)s; it must be a whole number above 0",
                name=name,
                value=repr(value),
            )
        return int(value)

    def address(self, name: str) -> str:
        """A web address without a path, or "" where none is given."""
        value = self.text(name).rstrip("/")
        parts = urlsplit(value)
        if value and (parts.scheme not in {"http", "https"} or not parts.netloc or parts.path or parts.query):
            text = "%(name)s is %(value)s; it must be an address such as https://credit.example.org"
            raise Invalid("setting-address", text, name=name, value=repr(value))
        return value

    def time_zone(self, name: str, default: str) -> str:
        """An IANA time zone."""
        value = self.text(name, default)
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError) as error:
            text = "%(name)s is %(value)s; it must be a time zone such as Asia/Shanghai"
            raise Invalid("setting-time-zone", text, name=name, value=repr(value)) from error
        return value


@dataclass(frozen=True)
class Mail:
    """How mails are sent by SMTP; without a host they go nowhere, and nothing is offered that needs them."""

    host: str
    port: int
    user: str
    password: str
    security: str
    sender: str

    @property
    def is_set(self) -> bool:
        """Whether mails are sent at all."""
        return bool(self.host)

    @property
    def backend(self) -> str:
        """Django's name for the way they go."""
        return f"django.core.mail.backends.{'smtp' if self.is_set else 'dummy'}.EmailBackend"


def mail(env: Environment, address: str) -> Mail:
    """The mail settings; a host needs a sender, and the public ``address`` for the links in its mails."""
    host, sender = env.text("FAIRWAY_MAIL_HOST"), env.text("FAIRWAY_MAIL_FROM")
    security = env.choice("FAIRWAY_MAIL_SECURITY", ("starttls", "tls", "none"), "starttls")
    if host and ("@" not in sender or not address):
        text = "FAIRWAY_MAIL_HOST needs FAIRWAY_MAIL_FROM, such as office@example.org, and FAIRWAY_ADDRESS for links"
        raise Invalid("setting-mail", text)
    user, password = env.text("FAIRWAY_MAIL_USER"), env.text("FAIRWAY_MAIL_PASSWORD")
    return Mail(host, env.number("FAIRWAY_MAIL_PORT", 587), user, password, security, sender or "nobody@localhost")


def secret(file: Path, fresh: str) -> str:
    """The key kept in ``file``; ``fresh`` is put there, readable by this user only, where none is kept."""
    try:
        kept = file.read_text(encoding="utf-8").strip() if file.exists() else ""
        if not kept:
            kept = _kept_once(file, fresh)
    except (OSError, UnicodeDecodeError) as error:
        text = "The data folder %(folder)s cannot be used (%(why)s). Name another: FAIRWAY_DATA_DIR=FOLDER"
        raise Invalid("setting-data-dir", text, folder=file.parent, why=error) from error
    return kept


def _kept_once(file: Path, fresh: str) -> str:
    """Put ``fresh`` into ``file`` whole; of two processes that do so at once the first one's stays."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile("w", encoding="utf-8", dir=file.parent, prefix=f".{file.name}-") as new:
        new.write(fresh)
        new.flush()
        if file.exists():
            file.unlink()  # empty: nothing was kept in it
        try:
            file.hardlink_to(new.name)
        except FileExistsError:
            return file.read_text(encoding="utf-8").strip()
    return fresh.strip()


def _address(url: str) -> tuple[SplitResult, str]:
    """The parts of a database address, and its port as text."""
    try:
        parts = urlsplit(url)
        return parts, str(parts.port or "")
    except ValueError as error:
        text = (
            "FAIRWAY_DATABASE is no address (%(why)s); use sqlite:///PATH or postgresql://USER:PASSWORD@HOST:PORT/NAME"
        )
        raise Invalid("setting-database", text, why=error) from error


# Pages are read where the system keeps them: copying each into the process doubles what a search takes (p95, 1 M).
_SQLITE = f"PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536; PRAGMA mmap_size={1 << 30};"


def database(url: str) -> dict[str, object]:
    """Django's settings for a database address (SQLite in WAL mode, or PostgreSQL)."""
    parts, port = _address(url)
    if parts.scheme == "sqlite" and url.removeprefix("sqlite:///"):
        return {
            "ENGINE": "django.db.backends.sqlite3",
            # Opening SQLite anew for each request costs as much as half a page.
            "CONN_MAX_AGE": None,
            "NAME": url.removeprefix("sqlite:///"),
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": _SQLITE,
            },
        }
    if parts.scheme in {"postgres", "postgresql"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": parts.path.lstrip("/"),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": port,
            "CONN_MAX_AGE": 60,
            "OPTIONS": dict(parse_qsl(parts.query)),
        }
    raise Invalid(
        "setting-database",
        "FAIRWAY_DATABASE starts with %(scheme)s; use sqlite:///PATH or postgresql://USER:PASSWORD@HOST:PORT/NAME",
        scheme=repr(parts.scheme),
    )

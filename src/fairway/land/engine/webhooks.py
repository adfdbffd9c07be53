"""What is told to other systems, how it is signed, and when a failed delivery is tried again."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

DELAYS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 720, 1440))
"""How long to wait after the first, second … failure; after the last one nothing is tried any more."""


@dataclass(frozen=True)
class Deed:
    """Which line of the audit log is an event: its verb, and the facts it must carry."""

    verb: str
    facts: tuple[tuple[str, object], ...] = ()

    def is_meant(self, verb: str, facts: Mapping[str, object]) -> bool:
        """Whether a line is one of these."""
        return verb == self.verb and all(facts.get(name) == value for name, value in self.facts)


EVENTS: Mapping[str, tuple[Deed, ...]] = {
    "agreement.signed": (Deed("sign_agreement"),),
    "agreement.published": (Deed("publish_agreement"),),
    "agreements.loaded": (Deed("load_agreements"),),
    "project.opened": (Deed("open_project"), Deed("begin_project")),
    "stage.recorded": (Deed("record_stage"),),
    "stage.reversed": (Deed("reverse_stage"),),
    "payment.recorded": (Deed("record_payment"),),
    "payment.reversed": (Deed("reverse_payment"),),
    "promise.kept": (
        Deed("record_promise_step", (("step", "kept"), ("is_claim", False))),
        Deed("confirm_promise_step"),
    ),
    "promise.broken": (Deed("record_promise_step", (("step", "broken"), ("is_claim", False))),),
    "projects.imported": (Deed("take_projects"),),
}
"""Event → lines of the audit log that are it. The log is the outbox: a deed's own transaction writes it."""
VERBS = frozenset(deed.verb for deeds in EVENTS.values() for deed in deeds)
TOLD = frozenset(
    {"stage", "happened_on", "evidence", "is_own_report", "kind", "amount", "currency", "number", "step", "agreement",
     "agreements", "next_due", "new", "changed"}
)  # fmt: skip
"""Facts of a line that go out; who did it stays in."""


def event_of(verb: str, facts: Mapping[str, object]) -> str | None:
    """The event a line of the log is, if any."""
    return next((name for name, deeds in EVENTS.items() if any(deed.is_meant(verb, facts) for deed in deeds)), None)


def body_of(message: Mapping[str, object]) -> bytes:
    """The bytes that are sent and signed: the same for the same message."""
    return json.dumps(message, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def signature(secret: str, timestamp: int, body: bytes) -> str:
    """``v1=`` and the HMAC-SHA256 of ``timestamp.body`` in hexadecimal digits."""
    said = hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256)
    return f"v1={said.hexdigest()}"


def secret_of(key: str, salt: str) -> str:
    """The secret of a webhook, made from the installation's key: the database alone does not hold it."""
    return hmac.new(key.encode(), f"webhook {salt}".encode(), hashlib.sha256).hexdigest()


def next_delay(attempts: int) -> timedelta | None:
    """How long to wait after so many failures; ``None``: give up."""
    return DELAYS[attempts - 1] if attempts <= len(DELAYS) else None

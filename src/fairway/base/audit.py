"""The audit log: append-only lines, each holding the hash of the one before (a hash chain).

A changed line no longer hashes to what it says; a removed or inserted one breaks the numbering or the
chain; a line cut off the end is missed by the head. To notice a rewritten *whole* log, note the head's
hash elsewhere and compare it with ``fairway audit verify --expect HASH``.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models, transaction
from django.utils import timezone

from fairway.base.models import AuditHead, AuditLine, User
from fairway.lib.explain import Reason, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


@dataclass(frozen=True)
class Verdict:
    """What ``verify`` found: how many lines it read, the head's hash, and each line that is not as written."""

    lines: int
    head: str
    broken: tuple[Reason, ...]


def _digest(line: AuditLine) -> str:
    content = [
        line.number,
        line.at.isoformat(),
        line.actor,
        line.verb,
        line.subject,
        line.reason,
        line.facts,
        line.previous_hash,
    ]
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _name(subject: models.Model | str) -> str:
    return subject if isinstance(subject, str) else f"{subject._meta.label_lower}:{subject.pk}"


def record(*, actor: User, verb: str, subject: models.Model | str, reason: str, **facts: object) -> AuditLine:
    """Append one line inside the caller's transaction. ``facts`` must be JSON values."""
    with transaction.atomic():
        head, _ = AuditHead.objects.select_for_update().get_or_create(pk=1)
        line = AuditLine(
            number=head.number + 1,
            at=_now(),
            actor=actor.get_username(),
            verb=verb,
            subject=_name(subject)[:200],
            reason=reason[:500],
            facts=facts,
            previous_hash=head.hash,
        )
        line.hash = _digest(line)
        line.save(force_insert=True)
        head.number, head.hash = line.number, line.hash
        head.save()
    return line


def _now() -> datetime:
    return timezone.now().astimezone(timezone.get_fixed_timezone(0))


def wait_for_turn() -> None:
    """Inside a transaction: wait until nobody else writes, and keep others waiting until it ends."""
    AuditHead.objects.get_or_create(pk=1)
    AuditHead.objects.select_for_update().get(pk=1)


def verify(*, expected_head: str | None = None) -> Verdict:
    """Read the whole log in order and name every line that was changed, removed or inserted."""
    head = AuditHead.objects.filter(pk=1).first() or AuditHead()
    broken, count, last = _walk(AuditLine.objects.order_by("number", "pk").iterator(chunk_size=2000))
    if (last.number, last.hash) != (head.number, head.hash) and not broken:
        broken.append(
            Reason(
                gettext_noop("The log ends at line %(last)s, its head says line %(head)s: lines were cut or added."),
                {"last": last.number, "head": head.number},
            )
        )
    if expected_head is not None and expected_head != head.hash:
        broken.append(
            Reason(
                gettext_noop("The head is %(found)s, not the expected %(expected)s."),
                {"found": head.hash, "expected": expected_head},
            )
        )
    return Verdict(count, head.hash, tuple(broken))


def _walk(lines: Iterable[AuditLine]) -> tuple[list[Reason], int, AuditHead]:
    broken: list[Reason] = []
    number, last_hash, count = 0, "", 0
    for line in lines:
        count += 1
        broken += _judge(line, number, last_hash)
        number, last_hash = line.number, line.hash
    return broken, count, AuditHead(number=number, hash=last_hash)


def _judge(line: AuditLine, number: int, last_hash: str) -> list[Reason]:
    params: dict[str, str | int] = {"line": line.number, "before": number}
    if line.number != number + 1:
        return [Reason(gettext_noop("Line %(line)s follows line %(before)s: what stood between was removed."), params)]
    line.at = line.at.astimezone(timezone.get_fixed_timezone(0))
    if _digest(line) != line.hash:
        return [Reason(gettext_noop("Line %(line)s was changed after it was written."), params)]
    if line.previous_hash != last_hash:
        return [
            Reason(gettext_noop("Line %(line)s does not continue line %(before)s: one of them was inserted."), params)
        ]
    return []

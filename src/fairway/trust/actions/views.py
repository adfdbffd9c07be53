"""Keeping who looked at the file of an organisation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_noop

from fairway.govern.rules import memberships
from fairway.lib.errors import Invalid
from fairway.trust.models import FileView, Purpose

if TYPE_CHECKING:
    from fairway.base.models import User
    from fairway.know.models import Organisation


@transaction.atomic
def log_view(
    *, actor: User, reason: str, words: str = "", organisation: Organisation | None, subject: str, way: str
) -> FileView:
    """Keep that ``actor`` looked at ``subject`` (a model's label and key); ``reason`` is a key of ``Purpose``.

    ``organisation`` is whose file it is, ``None`` for an export of a list. This log is the line itself: it has no
    second one in the audit log. Raises Invalid ``purpose-missing`` without a purpose, or ``other`` without words.
    """
    words = words.replace("\x00", "").strip()[:200]
    if reason not in Purpose.values or (reason == Purpose.OTHER and not words):
        raise Invalid("purpose-missing", gettext_noop("Say what you look at this file for."))
    member = next(iter(memberships(actor)), None)
    return FileView.objects.create(
        organisation=organisation,
        subject=subject,
        account=actor,
        office=member.organisation if member is not None else None,
        role=member.role if member is not None else "",
        purpose=reason,
        words=words,
        way=way,
    )

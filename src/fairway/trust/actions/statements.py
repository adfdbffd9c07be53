"""Issuing signed statements of ratings."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from fairway.base import audit
from fairway.base.rights import require
from fairway.trust.engine.canonical import canonical
from fairway.trust.engine.proof import did_of, sign
from fairway.trust.engine.statement import Envelope, credential, moment
from fairway.trust.models import IssuedStatement
from fairway.trust.queries.issued import address_of, needed_rating, rated
from fairway.trust.queries.keys import signing_key

if TYPE_CHECKING:
    from fairway.base.models import User
    from fairway.know.models import Organisation

VALID_DAYS = 90
"""A statement grows old: after so many days another one is to be asked for."""


@dataclass(frozen=True)
class Wish:
    """What is asked for: as a credit report or a statement, and this workbench's public address."""

    purpose: IssuedStatement.Purpose
    address: str


@transaction.atomic
def issue_statement(*, actor: User, reason: str, organisation: Organisation, wish: Wish) -> IssuedStatement:
    """Sign what the newest kept rating says and keep what was signed. Raises Missing ``rating-missing`` without one.

    A statement costs nothing and changes nothing: it says what the rating says, whoever asks.
    """
    require(actor, "trust.issue_statement", organisation)
    rating = needed_rating(organisation)
    number, now, key = uuid.uuid4(), timezone.now().replace(microsecond=0), signing_key()
    envelope = Envelope(
        id=number.urn,
        issuer=did_of(key),
        valid_from=now,
        valid_until=now + timedelta(days=VALID_DAYS),
        check_at=address_of(number, wish.address),
    )
    secured = canonical(sign(credential(envelope, rated(rating)), key, created=moment(now)))
    issued = IssuedStatement.objects.create(
        number=number,
        organisation=organisation,
        rating=rating,
        purpose=wish.purpose,
        document=secured.decode(),
        sha256=hashlib.sha256(secured).hexdigest(),
        key=envelope.issuer,
        issued_at=now,
        issued_by=actor,
        is_demo=rating.is_demo,
    )
    audit.record(
        actor=actor,
        verb="issue_statement",
        subject=issued,
        reason=reason,
        organisation=organisation.pk,
        purpose=str(wish.purpose),
        sha256=issued.sha256,
    )
    return issued

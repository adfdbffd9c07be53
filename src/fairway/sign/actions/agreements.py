"""Loading agreements, announcing a signing, signing one agreement."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from fairway.base import audit
from fairway.base.rights import require
from fairway.know.models import Organisation
from fairway.lib.errors import Invalid, Missing, Refused
from fairway.lib.money import CURRENCIES
from fairway.sign.engine.intake import MONEY_OF, AgreementKind, Role
from fairway.sign.models import Agreement, Ceremony, FurtherAmount, Party

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from decimal import Decimal

    from fairway.base.models import User
    from fairway.lib.money import Money
    from fairway.meet.models import Event
    from fairway.sign.engine.board import Announced
    from fairway.sign.engine.intake import AgreementRow

BATCH = 1000


@dataclass(frozen=True)
class SignedParty:
    """An organisation (its id) and its role, ``None`` where it is not stated."""

    organisation: int
    role: Role | None = None


@dataclass(frozen=True)
class Draft:
    """An agreement to be written down; ``amount`` is ``None`` where it is not stated."""

    number: str
    title: str
    kind: AgreementKind
    signed_on: date
    parties: tuple[SignedParty, ...]
    amount: Decimal | None = None
    currency: str = ""
    region: str = ""
    industry: str = ""
    is_demo: bool = False
    further: tuple[Money, ...] = ()


@transaction.atomic
def load_agreements(
    *,
    actor: User,
    reason: str,
    event: Event,
    rows: Sequence[AgreementRow],
    organisations: Mapping[str, int],
) -> dict[str, int]:
    """Write down the agreements of a folder; gives each number its agreement's id.

    ``organisations`` maps the rows' organisation keys to ids. Nothing is kept when one row is wrong.
    """
    require(actor, "sign.load_agreements", event)
    made = _write(event, [_draft(row, organisations) for row in rows], actor)
    audit.record(actor=actor, verb="load_agreements", subject=event, reason=reason, agreements=len(made))
    return {agreement.number: agreement.pk for agreement in made}


def _draft(row: AgreementRow, organisations: Mapping[str, int]) -> Draft:
    unknown = [party.organisation for party in row.parties if party.organisation not in organisations]
    if unknown:
        text = gettext_noop("Agreement %(number)s names the organisation %(key)s, which is not known.")
        raise Missing("organisation-unknown", text, number=row.number, key=unknown[0])
    return Draft(
        number=row.number,
        title=row.title,
        kind=row.kind,
        signed_on=row.signed_on,
        parties=tuple(SignedParty(organisations[party.organisation], party.role) for party in row.parties),
        amount=row.amount,
        currency=row.currency,
        region=row.region,
        industry=row.industry,
        is_demo=bool(row.demo),
        further=row.further,
    )


@transaction.atomic
def sign_agreement(*, actor: User, reason: str, event: Event, draft: Draft) -> Agreement:
    """Write down one agreement signed at ``event``."""
    require(actor, "sign.sign_agreement", event)
    if draft.signed_on > timezone.localdate():
        raise Invalid("signed-in-future", gettext_noop("The day of the signature has not come yet."))
    (agreement,) = _write(event, [draft], actor)
    audit.record(
        actor=actor,
        verb="sign_agreement",
        subject=agreement,
        reason=reason,
        number=agreement.number,
        amount=str(agreement.amount) if agreement.amount is not None else None,
        currency=agreement.currency,
    )
    return agreement


def _write(event: Event, drafts: Sequence[Draft], actor: User) -> list[Agreement]:
    is_demo = _demo_of(drafts)
    for draft in drafts:
        _check(draft, is_demo)
    _refuse_number_twice(event, drafts)
    rows = [_agreement(event, draft, is_demo) for draft in drafts]
    for row in rows:
        row.written_by = actor
    made = Agreement.objects.bulk_create(rows, batch_size=BATCH)
    parties = [
        Party(agreement=agreement, organisation_id=party.organisation, role=party.role or "", order=order)
        for agreement, draft in zip(made, drafts, strict=True)
        for order, party in enumerate(draft.parties, start=1)
    ]
    Party.objects.bulk_create(parties, batch_size=BATCH)
    further = [
        FurtherAmount(agreement=agreement, money_kind=m.kind.value, amount=m.amount, currency=m.currency)
        for agreement, draft in zip(made, drafts, strict=True)
        for m in draft.further
    ]
    FurtherAmount.objects.bulk_create(further, batch_size=BATCH)
    return made


def _demo_of(drafts: Iterable[Draft]) -> dict[int, bool]:
    """Id → whether the organisation is invented, for every party of the drafts."""
    wanted = {party.organisation for draft in drafts for party in draft.parties}
    return dict(Organisation.objects.filter(pk__in=wanted).values_list("pk", "is_demo"))


def _check(draft: Draft, is_demo: Mapping[int, bool]) -> None:
    ids = [party.organisation for party in draft.parties]
    if len(set(ids)) < max(len(ids), 2):
        text = gettext_noop("Agreement %(number)s needs at least two parties, each of them once.")
        raise Invalid("parties", text, number=draft.number)
    if not is_demo.keys() >= set(ids):
        raise Missing("organisation-unknown", gettext_noop("A party is not known."))
    if draft.is_demo and not all(is_demo[key] for key in ids):
        text = gettext_noop("Agreement %(number)s is invented, but one of its parties is real. Nothing was kept.")
        raise Refused("invented-agreement", text, number=draft.number)
    _check_money(draft)


def _check_money(draft: Draft) -> None:
    if draft.amount is None and not draft.currency:
        return
    if draft.amount is None or draft.amount <= 0 or draft.currency not in CURRENCIES:
        text = gettext_noop("Agreement %(number)s: write an amount above zero and its currency, or neither.")
        raise Invalid("amount", text, number=draft.number)


def _refuse_number_twice(event: Event, drafts: Sequence[Draft]) -> None:
    times = Counter(draft.number for draft in drafts)
    twice = {number for number, count in times.items() if count > 1}
    twice |= set(event.agreements.filter(number__in=times).values_list("number", flat=True))
    if twice:
        text = gettext_noop("The number %(number)s is already taken at this event.")
        raise Refused("number-twice", text, number=min(twice))


def _agreement(event: Event, draft: Draft, is_demo: Mapping[int, bool]) -> Agreement:
    return Agreement(
        event=event,
        number=draft.number,
        title=draft.title,
        kind=draft.kind.value,
        money_kind=MONEY_OF[draft.kind].value,
        amount=draft.amount,
        currency=draft.currency,
        signed_on=draft.signed_on,
        region_code=draft.region,
        industry_code=draft.industry,
        is_demo=draft.is_demo or any(is_demo[party.organisation] for party in draft.parties),
    )


@transaction.atomic
def announce_signing(*, actor: User, reason: str, event: Event, announced: Announced) -> Ceremony:
    """Keep what was announced for an event's signing; a later announcement takes the earlier one's place."""
    require(actor, "sign.announce_signing", event)
    if announced.currency not in CURRENCIES:
        text = gettext_noop("%(currency)s is not a currency of ISO 4217.")
        raise Invalid("currency", text, currency=announced.currency)
    if (announced.total is not None and announced.total <= 0) or (announced.count or 0) < 0:
        raise Invalid("announced", gettext_noop("What was announced cannot be below zero."))
    ceremony, _is_new = Ceremony.objects.update_or_create(
        event=event,
        defaults={
            "expected_count": announced.count,
            "expected_total": announced.total,
            "currency": announced.currency,
        },
    )
    audit.record(
        actor=actor,
        verb="announce_signing",
        subject=ceremony,
        reason=reason,
        count=announced.count,
        total=str(announced.total) if announced.total is not None else None,
        currency=announced.currency,
    )
    return ceremony

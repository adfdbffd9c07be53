"""Revising an agreement, who may approve by which act, approving and publishing it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from fairway.base import audit
from fairway.base.rights import require
from fairway.base.words import in_language
from fairway.govern.rules import own_organisations
from fairway.lib.errors import Invalid, Refused
from fairway.lib.money import CURRENCIES
from fairway.sign.engine.areas import Areas
from fairway.sign.engine.intake import AgreementKind
from fairway.sign.engine.mandate import Asked, covering, missing_act
from fairway.sign.models import Agreement, Approval, Area, FurtherAmount, Mandate, Version

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from fairway.base.models import User
    from fairway.know.models import Organisation
    from fairway.lib.money import Money


@dataclass(frozen=True)
class Revision:
    """An agreement as it shall read from a day on, and what changed."""

    valid_from: date
    what_changed: str
    title: str
    amount: Decimal | None = None
    currency: str = ""
    further: tuple[Money, ...] = ()
    languages: str = ""
    certificate: str = ""
    parent: Agreement | None = None
    areas_promised: int | None = None
    areas: tuple[str, ...] = ()
    areas_unsaid: bool = False


@dataclass(frozen=True)
class Grant:
    """What an act lets a body approve."""

    body: Organisation
    act: str
    kind: AgreementKind
    valid_from: date
    valid_until: date | None = None
    up_to: Decimal | None = None
    currency: str = ""


@transaction.atomic
def revise_agreement(*, actor: User, reason: str, agreement: Agreement, revision: Revision) -> Version:
    """Let an agreement read otherwise from a day on; the version before stays readable and approved or not, as it was.

    The new version needs an approval of its own before it is published.
    """
    require(actor, "sign.revise_agreement", agreement)
    here = Agreement.objects.select_for_update(of=("self",)).get(pk=agreement.pk)
    _check_revision(here, revision)
    if not here.versions.exists():
        _keep_version(here, here.signed_on, "", here.written_by)
    for name in ("title", "amount", "currency", "languages", "certificate", "parent", "areas_promised", "areas_unsaid"):
        setattr(here, name, getattr(revision, name))
    here.version += 1
    here.written_by = actor
    here.save()
    _keep_parts(here, revision)
    made = _keep_version(here, revision.valid_from, revision.what_changed.strip(), actor)
    audit.record(actor=actor, verb="revise_agreement", subject=here, reason=reason, version=here.version)
    return made


def _check_revision(here: Agreement, revision: Revision) -> None:
    last = here.versions.first()
    not_before = last.valid_from if last else here.signed_on
    if not not_before <= revision.valid_from <= timezone.localdate():
        text = gettext_noop("A version is in force from a day between %(day)s, that of the version before, and today.")
        raise Invalid("version-day", text, day=not_before.isoformat())
    if not revision.what_changed.strip() or not revision.title.strip():
        raise Invalid("version-words", gettext_noop("Write the title, and what changed."))
    _check_amounts(here, revision)
    if len(set(revision.areas)) < len(revision.areas):
        raise Invalid("area-twice", gettext_noop("An area is named once."))
    above = revision.parent
    while above is not None:
        if above.pk == here.pk:
            raise Invalid("part-of-itself", gettext_noop("An agreement is no part of itself, or of one of its parts."))
        above = above.parent


def _check_amounts(here: Agreement, revision: Revision) -> None:
    for amount, currency in ((revision.amount, revision.currency), *((m.amount, m.currency) for m in revision.further)):
        if (amount is None) != (not currency) or (amount is not None and (amount <= 0 or currency not in CURRENCIES)):
            raise Invalid("amount-alone", gettext_noop("Write an amount above zero and its currency, or neither."))
    stated = [(here.money_kind, revision.currency)] if revision.amount is not None else []
    stated += [(money.kind.value, money.currency) for money in revision.further]
    if len(set(stated)) < len(stated):
        raise Invalid("amount-twice", gettext_noop("Write one amount of each kind and currency."))


def _keep_parts(here: Agreement, revision: Revision) -> None:
    here.areas.all().delete()
    Area.objects.bulk_create(Area(agreement=here, order=n, name=name) for n, name in enumerate(revision.areas, start=1))
    here.further_amounts.all().delete()
    FurtherAmount.objects.bulk_create(
        FurtherAmount(agreement=here, money_kind=m.kind.value, amount=m.amount, currency=m.currency)
        for m in revision.further
    )


def _keep_version(here: Agreement, valid_from: date, what_changed: str, by: User | None) -> Version:
    return Version.objects.create(
        agreement=here,
        number=here.version,
        valid_from=valid_from,
        what_changed=what_changed,
        written_by=by,
        content={
            "title": here.title,
            "amounts": [[f"{m.amount:f}", m.currency, m.kind.value] for m in here.amounts],
            "languages": here.languages,
            "certificate": here.certificate,
            "parent": here.parent.number if here.parent else "",
            "areas_promised": here.areas_promised,
            "areas": [area.name for area in here.areas.all()],
            "areas_unsaid": here.areas_unsaid,
        },
    )


@transaction.atomic
def grant_mandate(*, actor: User, reason: str, given: Grant) -> Mandate:
    """Write down an act that lets a body approve papers. Nobody does so for an organisation of their own."""
    require(actor, "sign.grant_mandate", given.body)
    if not given.act.strip():
        raise Invalid("mandate-act", gettext_noop("Name the act that gives the power."))
    if given.valid_until is not None and given.valid_until < given.valid_from:
        raise Invalid("dates-order", gettext_noop("The last day is before the first."))
    if (given.up_to is None) != (not given.currency) or (given.currency and given.currency not in CURRENCIES):
        raise Invalid("amount-alone", gettext_noop("Write an amount above zero and its currency, or neither."))
    mandate = Mandate(**{**vars(given), "kind": given.kind.value, "act": given.act.strip()})
    mandate.save()
    audit.record(actor=actor, verb="grant_mandate", subject=mandate, reason=reason, body=given.body.pk, act=mandate.act)
    return mandate


@transaction.atomic
def approve_agreement(
    *, actor: User, reason: str, agreement: Agreement, body: Organisation, decided_on: date
) -> Approval:
    """Approve the version as it reads, for a body that an act lets do so.

    Raises Refused ``own-writing`` to who wrote it, ``not-your-body`` to whoever does not act for the body,
    ``no-mandate`` naming the missing act; and nobody approves an agreement of their own organisation.
    """
    require(actor, "sign.approve_agreement", agreement)
    here = Agreement.objects.select_for_update(of=("self",)).get(pk=agreement.pk)
    if here.written_by_id == actor.pk:
        raise Refused("own-writing", gettext_noop("You wrote this version. Somebody else approves it."))
    if body.pk not in own_organisations(actor):
        raise Refused("not-your-body", gettext_noop("You do not act for this body."))
    if body.pk in here.own_ids():
        raise Refused("own-agreement", gettext_noop("This body is a party. Another body approves the agreement."))
    if here.approvals.filter(version=here.version).exists():
        raise Refused("approved-already", gettext_noop("This version is approved already."))
    last = here.versions.first()
    if not (last.valid_from if last else here.signed_on) <= decided_on <= timezone.localdate():
        raise Invalid("approval-day", gettext_noop("Approve on a day from the start of this version to today."))
    mandate = _mandate(here, body, decided_on)
    made = Approval.objects.create(
        agreement=here, version=here.version, body=body, mandate=mandate, decided_on=decided_on, decided_by=actor
    )
    facts = {"version": here.version, "body": body.pk, "act": mandate.act}
    audit.record(actor=actor, verb="approve_agreement", subject=here, reason=reason, **facts)
    return made


def _mandate(here: Agreement, body: Organisation, day: date) -> Mandate:
    """The act the decision rests on; refused naming the missing one."""
    acts = {each.pk: each for each in body.mandates.all()}
    powers = [each.power for each in acts.values()]
    asked = Asked(AgreementKind(here.kind), day, here.amounts)
    found = covering(powers, asked)
    if found is None:
        why = missing_act(in_language(body), powers, asked)
        raise Refused("no-mandate", why.text, **{**why.params, "kind": here.get_kind_display()})
    return acts[found.key]


@transaction.atomic
def publish_agreement(*, actor: User, reason: str, agreement: Agreement) -> Agreement:
    """Publish the version as it reads: only once it is approved, and its areas are named or said to be not stated."""
    require(actor, "sign.publish_agreement", agreement)
    here = Agreement.objects.select_for_update(of=("self",)).get(pk=agreement.pk)
    if here.published_version == here.version:
        raise Refused("published-already", gettext_noop("This version is published already."))
    obstacle = Areas(here.areas_promised, here.areas.count(), here.areas_unsaid).obstacle
    if obstacle is not None:
        raise Refused("areas-missing", obstacle.text, **obstacle.params)
    if not here.approvals.filter(version=here.version).exists():
        text = gettext_noop("This version is not approved yet. A body with the mandate approves it first.")
        raise Refused("not-approved", text)
    here.published_version, here.published_on = here.version, timezone.localdate()
    here.save(update_fields=["published_version", "published_on"])
    audit.record(actor=actor, verb="publish_agreement", subject=here, reason=reason, version=here.version)
    return here

"""Rating organisations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from fairway.base import audit
from fairway.base.rights import require
from fairway.govern.rules import own_organisations
from fairway.know.models import Organisation
from fairway.lib.errors import Invalid, Refused
from fairway.trust.models import CreditModel, Rating
from fairway.trust.queries import Outcome, method, outcomes

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from fairway.base.models import User

BATCH = 1000


@transaction.atomic
def rate_organisations(
    *,
    actor: User,
    reason: str,
    model: CreditModel,
    as_of: date,
    organisations: Collection[int] | None = None,
) -> list[Rating]:
    """Rate organisations (ids; all by default) on what was known on ``as_of``, and keep every reason.

    Organisations of a kind that the model is not for are left out; the audit line says how many. Rating the same
    day again with the same model puts the new result in the place of the old one. Raises Invalid ``day-to-come``;
    Refused ``model-draft`` or ``model-other-kind``; Refused ``invented-records``, keeping nothing, if a real
    organisation has any.
    """
    require(actor, "trust.rate")
    _refuse(actor, model, as_of, organisations)
    ratings = [_rating(outcome, model) for outcome in outcomes(model, as_of, organisations)]
    if organisations and not ratings:
        text = gettext_noop("%(model)s is for other kinds of organisation.")
        raise Refused("model-other-kind", text, model=str(model))
    Rating.objects.bulk_create(
        ratings,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["organisation", "model", "as_of"],
        update_fields=["points", "grade", "reasons", "is_demo"],
    )
    audit.record(
        actor=actor,
        verb="rate_organisations",
        subject=model,
        reason=reason,
        as_of=as_of.isoformat(),
        rated=sum(r.points is not None for r in ratings),
        no_file=sum(r.points is None for r in ratings),
        left_out=_left_out(model, organisations),
        organisations=sorted(organisations) if organisations is not None else "all",
    )
    return ratings


def _refuse(actor: User, model: CreditModel, as_of: date, organisations: Collection[int] | None) -> None:
    if own_organisations(actor) & frozenset(organisations or ()):
        raise Refused("own-case", gettext_noop("Nobody rates an organisation they act for. Ask a colleague."))
    if as_of > timezone.localdate():
        raise Invalid("day-to-come", gettext_noop("This day has not come yet: nothing is known of it."))
    if model.state in {CreditModel.State.DRAFT, CreditModel.State.WITHDRAWN}:
        text = gettext_noop("%(model)s is a draft or withdrawn: only a published method rates.")
        raise Refused("model-draft", text, model=str(model))


def _left_out(model: CreditModel, organisations: Collection[int] | None) -> int:
    """Count the organisations asked for that the model is not for."""
    others = Organisation.objects.filter(merged_into=None).exclude(kind__in=method(model).subjects)
    return (others if organisations is None else others.filter(pk__in=organisations)).count()


def _rating(outcome: Outcome, model: CreditModel) -> Rating:
    return Rating(
        organisation_id=outcome.organisation_id,
        model=model,
        as_of=outcome.result.as_of,
        points=outcome.result.points,
        grade=outcome.result.grade or "",
        reasons=outcome.lines,
        is_demo=outcome.is_demo,
    )

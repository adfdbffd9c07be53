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
from fairway.trust.actions.notices import let_take_effect
from fairway.trust.models import CreditModel, Notice, Rating
from fairway.trust.queries import method
from fairway.trust.queries.proposals import proposals

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from fairway.base.models import User
    from fairway.trust.queries.proposals import Proposal

BATCH = 1000
REPLACED = ["points", "grade", "previous_grade", "reasons", "is_demo"]
DUE = gettext_noop("The notice period is over")


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

    Organisations of a kind that the model is not for are left out; the audit line says how many. A rating no worse
    than the one in force takes effect at once; rating the same day again with the same model puts it in the place of
    the old one. A lower grade or a new red line is announced first: it takes effect after the notice period. Raises
    Invalid ``day-to-come``; Refused ``model-draft`` or ``model-other-kind``; Refused ``invented-records``, keeping
    nothing, if a real organisation has any.
    """
    require(actor, "trust.rate")
    _refuse(actor, model, as_of, organisations)
    let_take_effect(actor=actor, reason=DUE, organisations=organisations)
    proposed = list(proposals(model, as_of, organisations))
    if organisations and not proposed:
        text = gettext_noop("%(model)s is for other kinds of organisation.")
        raise Refused("model-other-kind", text, model=str(model))
    adverse = [each for each in proposed if each.is_adverse]
    kept = [*_keep([each for each in proposed if not each.is_adverse]), *_announce(adverse)]
    audit.record(
        actor=actor,
        verb="rate_organisations",
        subject=model,
        reason=reason,
        as_of=as_of.isoformat(),
        rated=sum(r.points is not None for r in kept),
        no_file=sum(r.points is None for r in kept),
        announced=len(adverse),
        left_out=_left_out(model, organisations),
        organisations=sorted(organisations) if organisations is not None else "all",
    )
    return sorted(kept, key=lambda rating: rating.organisation_id)


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


def _keep(good: Sequence[Proposal]) -> list[Rating]:
    """Keep what takes effect at once; what was announced of an earlier day falls away."""
    ratings = [each.effective_rating() for each in good]
    Rating.objects.bulk_create(
        ratings,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["organisation", "model", "as_of", "effective_on"],
        update_fields=REPLACED,
    )
    _close([each.open for each in good if each.open is not None and not each.is_outdated])
    return ratings


def _announce(adverse: Sequence[Proposal]) -> list[Rating]:
    """Keep what does not take effect yet, each with its notice, or with the open one where it says no more."""
    again = [each.open.rating for each in adverse if each.open is not None and each.is_announced]
    new = [each for each in adverse if not each.is_announced]
    ratings = [each.rating() for each in new]
    Rating.objects.bulk_create(ratings, batch_size=BATCH)
    pairs = [(each, rating) for each, rating in zip(new, ratings, strict=True) if not each.is_outdated]
    _move_on([(each.open, rating) for each, rating in pairs if each.open is not None and each.runs_on])
    fresh = [(each, rating) for each, rating in pairs if not each.runs_on]
    _close([each.open for each, _rating in fresh if each.open is not None])
    today = timezone.localdate()
    Notice.objects.bulk_create([each.notice(rating, today) for each, rating in fresh], batch_size=BATCH)
    return [*again, *ratings]


def _move_on(pairs: Sequence[tuple[Notice, Rating]]) -> None:
    for notice, rating in pairs:
        notice.rating, notice.grade_after = rating, rating.grade
    Notice.objects.bulk_update([notice for notice, _rating in pairs], ["rating", "grade_after"], batch_size=BATCH)


def _close(notices: Sequence[Notice]) -> None:
    """A newer rating took the announced one's place."""
    found = Notice.objects.filter(pk__in=[notice.pk for notice in notices], state=Notice.State.SERVED)
    found.update(state=Notice.State.WITHDRAWN, closed_on=timezone.localdate())

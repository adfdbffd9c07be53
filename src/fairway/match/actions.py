"""Keeping offers and needs, suggesting pairs, answering suggestions."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django.db import transaction
from django.utils.translation import gettext_noop

from fairway.base import audit
from fairway.base.rights import require
from fairway.know.models import Organisation
from fairway.lib.errors import Invalid, Missing, Refused
from fairway.match import queries
from fairway.match.engine import suggest
from fairway.match.models import Interest, Need, Offer, Suggestion

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from django.db.models import QuerySet

    from fairway.base.models import User
    from fairway.match.engine.intake import NeedRow, OfferRow

Kept = TypeVar("Kept", Offer, Need)
BATCH = 1000


@transaction.atomic
def load_listings(
    *,
    actor: User,
    reason: str,
    offers: Sequence[OfferRow],
    needs: Sequence[NeedRow],
    organisations: Mapping[str, int],
    namespace: str,
) -> None:
    """Keep offers and needs; ``organisations`` maps the rows' organisation keys to primary keys.

    What an invented organisation lists is invented too. ``namespace`` is the event's code.
    """
    require(actor, "match.load_listings")
    rows: list[OfferRow | NeedRow] = [*offers, *needs]
    for row in rows:
        _check(row, organisations)
    _refuse_twice(Offer.objects.filter(namespace=namespace).values_list("key", flat=True), offers)
    _refuse_twice(Need.objects.filter(namespace=namespace).values_list("key", flat=True), needs)
    sides = {row.organisation: organisations[row.organisation] for row in rows}
    demo = dict(Organisation.objects.filter(pk__in=sides.values()).values_list("pk", "is_demo"))
    kept_offers = [_keep(Offer(namespace=namespace), row, sides, demo) for row in offers]
    kept_needs = [_keep(Need(namespace=namespace, min_grade=row.min_grade), row, sides, demo) for row in needs]
    Offer.objects.bulk_create(kept_offers, batch_size=BATCH)
    Need.objects.bulk_create(kept_needs, batch_size=BATCH)
    audit.record(
        actor=actor,
        verb="load_listings",
        subject=f"folder:{namespace}",
        reason=reason,
        offers=len(offers),
        needs=len(needs),
    )


def _check(row: OfferRow | NeedRow, organisations: Mapping[str, int]) -> None:
    if row.organisation not in organisations:
        text = gettext_noop("%(listing)s names the organisation %(key)s, which is not known.")
        raise Missing("organisation-unknown", text, listing=row.key, key=row.organisation)
    if (row.amount is None) != (not row.currency):
        text = gettext_noop("%(listing)s: an amount and its currency come together or not at all.")
        raise Invalid("amount-currency", text, listing=row.key)
    if row.valid_from and row.valid_to and row.valid_to < row.valid_from:
        raise Invalid("dates-order", gettext_noop("%(listing)s ends before it begins."), listing=row.key)


def _refuse_twice(kept: Iterable[str], rows: Sequence[OfferRow] | Sequence[NeedRow]) -> None:
    seen = set(kept)
    for row in rows:
        if row.key in seen:
            text = gettext_noop("%(listing)s is kept already. Give every offer and need a key of its own.")
            raise Refused("listing-twice", text, listing=row.key)
        seen.add(row.key)


def _keep(listing: Kept, row: OfferRow | NeedRow, sides: Mapping[str, int], demo: Mapping[int, bool]) -> Kept:
    listing.organisation_id = sides[row.organisation]
    listing.is_demo = demo[listing.organisation_id]
    listing.key, listing.text = row.key, row.text
    listing.industry_code, listing.region_code, listing.segment = row.industry, row.region, row.segment
    listing.amount, listing.currency = row.amount, row.currency
    listing.valid_from, listing.valid_until = row.valid_from, row.valid_to
    return listing


@transaction.atomic
def suggest_matches(*, actor: User, reason: str, as_of: date) -> list[Suggestion]:
    """Suggest offers for needs among what is still valid on ``as_of``, with the grades known on that day.

    What somebody answered stays as it was when it was answered. Suggestions nobody answered are brought up to
    date under the same address, or go when they are suggested no longer.
    """
    require(actor, "match.suggest")
    offers, needs = _by_key(queries.offers(), as_of), _by_key(queries.needs(), as_of)
    made = suggest.suggest(
        queries.as_offers(offers.values(), as_of),
        map(queries.as_need, needs.values()),
        grades=queries.grades(),
    )
    rows = [_suggestion(each, offers[each.offer], needs[each.need], as_of) for each in made]
    answered = set(Suggestion.objects.filter(interests__isnull=False).values_list("offer_id", "need_id"))
    fresh = [row for row in rows if (row.offer_id, row.need_id) not in answered]
    gone = _drop_others(answered | {(row.offer_id, row.need_id) for row in fresh})
    Suggestion.objects.bulk_create(
        fresh,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["offer", "need"],
        update_fields=["score", "rank_for_need", "rank_for_offer", "reasons", "made_on"],
    )
    audit.record(
        actor=actor,
        verb="suggest_matches",
        subject="match.suggestion",
        reason=reason,
        as_of=as_of.isoformat(),
        suggested=len(fresh),
        answered=len(answered),
        gone=gone,
    )
    return fresh


def _by_key(rows: QuerySet[Kept], as_of: date) -> dict[str, Kept]:
    """Sort rows still valid by the engine's key."""
    return {queries.engine_key(row): row for row in rows.filter(queries.open_on(as_of))}


def _suggestion(made: suggest.Suggestion, offer: Offer, need: Need, as_of: date) -> Suggestion:
    return Suggestion(
        offer=offer,
        need=need,
        score=made.score,
        rank_for_need=made.rank_for_need,
        rank_for_offer=made.rank_for_offer,
        reasons=[reason.as_data() for reason in made.reasons],
        made_on=as_of,
    )


def _drop_others(pairs: set[tuple[int, int]]) -> int:
    """Delete suggestions that are not among ``pairs``, unless somebody answers meanwhile; say how many."""
    kept = Suggestion.objects.order_by().values_list("pk", "offer_id", "need_id")
    gone = [pk for pk, offer, need in kept if (offer, need) not in pairs]
    Suggestion.objects.filter(pk__in=gone, interests__isnull=True).delete()
    return len(gone)


@transaction.atomic
def answer_suggestion(
    *, actor: User, reason: str, suggestion: Suggestion, organisation: Organisation, answer: Interest.Answer
) -> Interest:
    """Accept or decline for one side; only somebody who acts for that side may.

    An answer may be changed until both sides have accepted: then they are docked, and meetings and agreements
    build on it. ``reason`` is kept with the answer.
    """
    require(actor, "match.answer_suggestion", organisation)
    if organisation.pk not in suggestion.own_ids():
        raise Invalid("not-a-side", gettext_noop("This organisation is no side of the suggestion."))
    locked = Suggestion.objects.select_for_update().get(pk=suggestion.pk)
    if locked.interests.filter(answer=Interest.Answer.ACCEPTED).count() == 2:
        raise Refused("docked", gettext_noop("Both sides have accepted: the answers stand."))
    kept, _is_new = Interest.objects.update_or_create(
        suggestion=suggestion, organisation=organisation, defaults={"answer": answer, "reason": reason[:300]}
    )
    audit.record(
        actor=actor,
        verb="answer_suggestion",
        subject=suggestion,
        reason=reason,
        organisation=organisation.pk,
        answer=str(answer),
    )
    return kept

"""Questions about offers, needs and suggestions."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypedDict

from django.db.models import Case, CharField, OuterRef, Q, Subquery, TextChoices, Value, When
from django.utils.translation import gettext_lazy as _

from fairway.govern.rules import own_organisations, roles_of
from fairway.know.queries import industry_name, place_name, segment_name
from fairway.lib.explain import Reason, gettext_noop
from fairway.match.engine import listing, suggest
from fairway.match.engine.features import (
    DIFFERENT_INDUSTRIES,
    DIFFERENT_PROVINCES,
    DIFFERENT_SEGMENTS,
    INDUSTRY_LEVELS,
    REGION_LEVELS,
)
from fairway.match.models import Interest, Need, Offer, Suggestion
from fairway.match.rules import RIGHTS
from fairway.trust import queries as trust

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import date

    from django.db.models import QuerySet

    from fairway.base.models import User

WHY_NOT_AT_MOST = 10


class State(TextChoices):
    """Where a suggestion stands: it follows from what the two sides answered."""

    OPEN = "open", _("not answered yet")
    HALF = "half", _("accepted by one side")
    DOCKED = "docked", _("docked")
    DECLINED = "declined", _("declined")


class Line(TypedDict):
    """A kept reason."""

    text: str
    params: dict[str, str | int]
    points: int | None


def suggestions() -> QuerySet[Suggestion]:
    """List suggestions with both sides, each one's ``offer_answer`` or ``need_answer``, and the ``state``."""
    yes, no = Interest.Answer.ACCEPTED, Interest.Answer.DECLINED
    rows = Suggestion.objects.select_related("offer__organisation", "need__organisation").annotate(
        offer_answer=_answer_of("offer__organisation"), need_answer=_answer_of("need__organisation")
    )
    return rows.annotate(
        state=Case(
            When(Q(offer_answer=no) | Q(need_answer=no), then=Value(State.DECLINED.value)),
            When(offer_answer=yes, need_answer=yes, then=Value(State.DOCKED.value)),
            When(Q(offer_answer=yes) | Q(need_answer=yes), then=Value(State.HALF.value)),
            default=Value(State.OPEN.value),
            output_field=CharField(),
        )
    )


def _answer_of(side: str) -> Subquery:
    given = Interest.objects.filter(suggestion=OuterRef("pk"), organisation=OuterRef(side))
    return Subquery(given.values("answer")[:1])


def suggestions_seen_by(user: User) -> QuerySet[Suggestion]:
    """List suggestions: all for the offices that match, those of their own organisations for others."""
    right = RIGHTS["match.see_suggestions"]
    if user.is_superuser or roles_of(user) & right.roles:
        return suggestions()
    own = own_organisations(user, right.own)
    return suggestions().filter(Q(offer__organisation__in=own) | Q(need__organisation__in=own))


def offers() -> QuerySet[Offer]:
    """List offers with their organisations."""
    return Offer.objects.select_related("organisation")


def needs() -> QuerySet[Need]:
    """List needs with their organisations."""
    return Need.objects.select_related("organisation")


def made_on(need: Need) -> date | None:
    """Say as of which day the need's suggestions were made last; ``None`` before the first."""
    return need.suggestions.order_by("-made_on").values_list("made_on", flat=True).first()


def open_on(day: date) -> Q:
    """Match listings whose validity has not ended by ``day``."""
    return Q(valid_until=None) | Q(valid_until__gte=day)


def grades() -> tuple[str, ...]:
    """Name the grades a need may ask for, best first: those of the current credit model."""
    model = trust.current_model()
    return trust.method(model).grade_keys() if model is not None else suggest.GRADES


def as_offers(rows: Iterable[Offer], as_of: date) -> list[listing.Offer]:
    """Turn rows into what the engine takes; the grade is that known on ``as_of``, "" where there is none."""
    known = trust.latest_grades(as_of)
    return [listing.Offer(**_plain(row), grade=known.get(row.organisation_id, "")) for row in rows]


def as_need(row: Need) -> listing.Need:
    """Turn a row into what the engine takes."""
    return listing.Need(**_plain(row), min_grade=row.min_grade)


def engine_key(row: Offer | Need) -> str:
    """Name a listing apart from those of other folders, alike in every database."""
    return f"{row.namespace}/{row.key}"


def _plain(row: Offer | Need) -> dict[str, Any]:
    return {
        "key": engine_key(row),
        "organisation": str(row.organisation_id),
        "text": row.text,
        "industry": row.industry_code,
        "region": row.region_code,
        "amount": None if row.amount is None else row.amount.normalize(),
        "currency": row.currency,
        "segment": row.segment,
        "valid_from": row.valid_from,
        "valid_to": row.valid_until,
    }


@dataclass(frozen=True)
class WhyNot:
    """An offer that is not suggested for a need: how far it fits and what keeps it out."""

    offer: Offer
    score: int
    lines: Sequence[Line]


FULL = Reason(gettext_noop("It fits, but better pairs take the first places on both sides."))


def why_not(need: Need, suggested: Collection[int], as_of: date) -> list[WhyNot]:
    """Explain the best-fitting offers that are not among ``suggested`` (ids), at most ten; four queries."""
    wanted, best_first = as_need(need), grades()
    rows = list(offers().filter(open_on(as_of)).exclude(pk__in=suggested))
    plain = zip(as_offers(rows, as_of), rows, strict=True)
    scored = [(_score(offer, wanted), offer, row) for offer, row in plain]
    scored.sort(key=lambda each: (-each[0], each[1].key))
    return [
        WhyNot(row, score, _lines(suggest.why_not(offer, wanted, grades=best_first) or (FULL,)))
        for score, offer, row in scored[:WHY_NOT_AT_MOST]
    ]


def _score(offer: listing.Offer, need: listing.Need) -> int:
    return sum(reason.points or 0 for reason in suggest.fit(offer, need))


def _lines(reasons: Iterable[Reason]) -> list[Line]:
    return [Line(text=r.text, params=dict(r.params), points=r.points) for r in reasons]


# An organisation's grade is seen by the offices and by itself; its counterpart learns whether it suffices.
DISCREET = {
    gettext_noop("Credit grade %(grade)s is below %(wanted)s, the lowest the need accepts."): gettext_noop(
        "The credit grade is below %(wanted)s, the lowest the need accepts."
    ),
    gettext_noop("The need asks for credit grade %(wanted)s; the offer's is %(grade)s."): gettext_noop(
        "The need asks for credit grade %(wanted)s; the offer's suffices."
    ),
    gettext_noop("The need asks for credit grade %(wanted)s; no file: not known."): gettext_noop(
        "The need asks for credit grade %(wanted)s; whether the offer's suffices is not known."
    ),
}


def spoken(lines: Sequence[Line], *, may_see_grade: bool) -> list[Line]:
    """Put the lines' codes into words, and leave grades out for those who may not see them."""
    return [
        Line(
            text=line["text"] if may_see_grade else DISCREET.get(line["text"], line["text"]),
            params={k: _word(line["text"], k, v) for k, v in line["params"].items()},
            points=line["points"],
        )
        for line in lines
    ]


REGION_TEXTS = frozenset({DIFFERENT_PROVINCES, *(text for _points, text in REGION_LEVELS.values())})
INDUSTRY_TEXTS = frozenset({DIFFERENT_INDUSTRIES, *(text for _points, text in INDUSTRY_LEVELS.values())})


def _word(text: str, key: str, value: str | int) -> str | int:
    """A parameter as a reader wants it: places and industries by name, amounts with separators."""
    if text in REGION_TEXTS:
        return place_name(str(value))
    if text in INDUSTRY_TEXTS:
        return industry_name(str(value))
    if key == "segment" or text == DIFFERENT_SEGMENTS:
        return segment_name(str(value))
    return f"{Decimal(value):,f}" if key in {"less", "more"} else value

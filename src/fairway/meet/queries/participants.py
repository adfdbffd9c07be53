"""Who takes part, to browse: searched and filtered, and who is suggested to whom by the matching step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext

from fairway.match.models import Suggestion
from fairway.match.queries import Line, spoken
from fairway.meet.engine.entry import LANGUAGES
from fairway.meet.models import Event, Participation, Topic

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_SUGGESTED = 8


def approved(event: Event) -> QuerySet[Participation]:
    """Return who takes part, with topics at hand and ``spoken``: the languages as text, to filter by."""
    rows = event.participations.filter(status=Participation.Status.APPROVED)
    return (
        rows.select_related("organisation").prefetch_related("topics").annotate(spoken=Cast("languages", TextField()))
    )


def side_choices(event: Event) -> list[tuple[str, str]]:
    """Return the sides that come."""
    sides = event.participations.exclude(side="").order_by("side").values_list("side", flat=True).distinct()
    return [(side, side) for side in sides]


def topic_choices(event: Event) -> list[tuple[str, str]]:
    """Return the topics of an event."""
    return [(str(topic.pk), topic.title) for topic in Topic.objects.filter(event=event)]


def language_choices() -> list[tuple[str, str]]:
    """Return the languages somebody may talk in; the value is looked for in the list as it is kept."""
    return [(f'"{code}"', gettext(word)) for code, word in LANGUAGES.items()]


@dataclass(frozen=True)
class Suggested:
    """A participant worth asking, and why."""

    own: Participation
    other: Participation
    score: int
    reasons: list[Line]


def suggested(own: Iterable[Participation]) -> list[Suggested]:
    """Return whom ``own`` participations might ask: what the matching step suggests between them and others who come.

    Whom they asked or who asked them already is left out, and so are pairs kept apart. Credit grades stay with the
    matching step.
    """
    found: list[Suggested] = []
    for place in own:
        taken = _taken(place)
        others = {row.organisation_id: row for row in approved(place.event) if row.pk not in taken}
        found += _between(place, others)
    found.sort(key=lambda each: (-each.score, each.other.pk))
    return found[:MOST_SUGGESTED]


def _taken(place: Participation) -> set[int]:
    asked = Q(requester=place.pk) | Q(requested=place.pk)
    pairs = list(place.event.requests.filter(asked, is_withdrawn=False).values_list("requester_id", "requested_id"))
    pairs += place.event.aparts.filter(Q(one=place.pk) | Q(other=place.pk)).values_list("one_id", "other_id")
    return {place.pk, *(end for pair in pairs for end in pair)}


def _between(place: Participation, others: dict[int, Participation]) -> list[Suggested]:
    """One line a counterpart: its best suggestion."""
    mine = place.organisation_id
    rows = (
        Suggestion.objects.filter(
            Q(offer__organisation=mine, need__organisation__in=others)
            | Q(need__organisation=mine, offer__organisation__in=others)
        )
        .select_related("offer", "need")
        .order_by("-score", "pk")
    )
    best: dict[int, Suggested] = {}
    for row in rows:
        other = row.need.organisation_id if row.offer.organisation_id == mine else row.offer.organisation_id
        lines = spoken(row.reasons, may_see_grade=False)
        best.setdefault(other, Suggested(place, others[other], row.score, lines))
    return list(best.values())[:MOST_SUGGESTED]


def requests_left(place: Participation, most: int | None) -> int | None:
    """Return how many more requests a participant may make; ``None`` for no limit."""
    if most is None:
        return None
    return max(0, most - place.requests_made.filter(is_withdrawn=False).count())

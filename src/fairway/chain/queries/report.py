"""The report: one self-contained page on an event, to read, print and send on."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q
from django.template.loader import render_to_string

from fairway.base.words import reads_chinese, sentence
from fairway.chain.engine.bars import Bar, bars
from fairway.know.models import Fact, Identifier, Organisation, Post
from fairway.land import queries as land
from fairway.land.models import Stage
from fairway.lib.money import MoneyKind
from fairway.match.queries import spoken, suggestions
from fairway.meet.queries.figures import current_timetable, event_figures
from fairway.meet.queries.timetables import hours_of, unmet_of
from fairway.meet.queries.words import cause_sentence
from fairway.sign.queries import board_of, with_parties
from fairway.trust.queries import current_model, latest_grades, method

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fairway.land.engine.money import MoneyByMonth
    from fairway.match.models import Suggestion
    from fairway.meet.models import Event, Timetable

SHOWN_MATCHES = 12
SHOWN_UNMET = 40
# What is signed for, against what arrived.
CHARTED = (MoneyKind.CONTRACT, MoneyKind.PAID_IN)


def report_html(event: Event) -> bytes:
    """Render the report in the language in force; it asks for nothing from anywhere."""
    timetable = current_timetable(event)
    return render_to_string(
        "chain/report.html",
        {
            "event": event,
            "language": "zh-Hans" if reads_chinese() else "en",
            "figures": event_figures(event, timetable),
            "timetable": timetable,
            "knowledge": _knowledge(event),
            "ratings": _ratings(event),
            "matches": _matches(event),
            "meetings": _meetings(event, timetable),
            "signing": _signing(event),
            "landing": _landing(event),
        },
    ).encode()


def _members(event: Event) -> Q:
    return Q(identifiers__scheme=Identifier.Scheme.LOCAL, identifiers__namespace=event.code)


def _knowledge(event: Event) -> dict[str, object]:
    members = Organisation.objects.filter(_members(event))
    kinds = Counter(members.values_list("kind", flat=True))
    facts = Fact.objects.filter(Q(about=event.code) | Q(organisation__in=members))
    return {
        "organisations": sum(kinds.values()),
        "demo": members.filter(is_demo=True).count(),
        "kinds": bars((str(label), kinds[value]) for value, label in Organisation.Kind.choices if kinds[value]),
        "facts": facts.select_related("source", "organisation").order_by("happened_on", "pk"),
        "posts": Post.objects.filter(organisation__in=members)
        .select_related("source", "organisation")
        .order_by("valid_from", "pk"),
    }


def _ratings(event: Event) -> dict[str, object]:
    members = set(Organisation.objects.filter(_members(event)).values_list("pk", flat=True))
    grades = Counter(g for pk, g in latest_grades(event.as_of).items() if pk in members)
    model = current_model()
    keys = method(model).grade_keys() if model is not None else ()
    return {
        "model": model,
        "bars": bars((grade, grades[grade]) for grade in keys),
        "rated": sum(grades[grade] for grade in keys),
        "no_file": grades[""],
        "not_rated": len(members) - sum(grades.values()),
    }


@dataclass(frozen=True)
class Match:
    """A suggestion with its reasons in the reader's language."""

    suggestion: Suggestion
    reasons: Sequence[str]


def _matches(event: Event) -> dict[str, object]:
    rows = suggestions().filter(offer__namespace=event.code, need__namespace=event.code)
    best = rows.order_by("-score", "offer__key", "need__key")[:SHOWN_MATCHES]
    told = [Match(row, [sentence(r) for r in spoken(row.reasons, may_see_grade=True)]) for row in best]
    return {"total": rows.count(), "best": told}


def _meetings(event: Event, timetable: Timetable | None) -> dict[str, object]:
    if timetable is None:
        return {}
    held = dict(timetable.meetings.order_by().values_list("slot__number").annotate(Count("pk")))
    unmet = list(unmet_of(timetable)[: SHOWN_UNMET + 1])
    return {
        "bars": bars((f"{hour.number} · {hour.clock}", held.get(hour.number, 0)) for hour in hours_of(event)),
        "unmet": [(each, cause_sentence(each)) for each in unmet[:SHOWN_UNMET]],
        "has_more": len(unmet) > SHOWN_UNMET,
        "most": event.tables * event.slots.count(),
    }


def _signing(event: Event) -> dict[str, object]:
    board = board_of(event)
    return {"board": board, "lines": with_parties(event.agreements.order_by("number"))}


def _landing(event: Event) -> dict[str, object]:
    funnel = land.funnel(event.as_of, event)
    return {
        "funnel": funnel,
        "bars": bars((stage_label(step.stage.value), step.reached) for step in funnel.steps),
        "money": [months(each) for each in land.money_by_month(event.as_of, event)],
        "overdue": land.overdue(event.as_of, event=event),
    }


@dataclass(frozen=True)
class Months:
    """Signed for and paid in, each month and in total, of one currency."""

    currency: str
    rows: Sequence[tuple[object, Sequence[Bar]]]
    totals: Mapping[str, object]


def months(money: MoneyByMonth) -> Months:
    """Put contract money and paid-in money of each month side by side on one scale."""
    series = [money.of(kind) for kind in CHARTED]
    flat = [
        (kind.value, each.amounts[place] if each is not None else None)
        for place in range(len(money.months))
        for kind, each in zip(CHARTED, series, strict=True)
    ]
    drawn = bars(flat)
    width = len(CHARTED)
    rows = [(month, drawn[place * width : (place + 1) * width]) for place, month in enumerate(money.months)]
    totals = {kind.value: each.total if each is not None else None for kind, each in zip(CHARTED, series, strict=True)}
    return Months(money.currency, rows, totals)


def stage_label(value: str) -> str:
    """Name a stage in the reader's language."""
    return str(Stage(value).label)

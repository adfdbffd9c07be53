"""The files ``fairway run`` leaves: the same folder and seed give the same bytes.

Nothing in them comes from a clock or a database id; dates and stamps are the event's own.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from fairway.base.words import sentence
from fairway.chain.queries.report import report_html
from fairway.know.models import Identifier, Organisation
from fairway.land import queries as land
from fairway.lib.tables import csv_bytes
from fairway.match.queries import spoken as spoken_match
from fairway.match.queries import suggestions
from fairway.meet.queries.figures import current_timetable
from fairway.meet.queries.files import timetable_calendar, timetable_workbook
from fairway.sign.engine.amounts import trimmed
from fairway.sign.queries import board_of, with_parties
from fairway.trust.queries import method, newest_results, spoken

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from decimal import Decimal

    from fairway.land.engine.money import MoneyByMonth
    from fairway.lib.money import Money
    from fairway.lib.tables.write import Cell
    from fairway.match.models import Suggestion
    from fairway.meet.models import Event
    from fairway.sign.models import Agreement
    from fairway.trust.models import Rating

Line = tuple["Cell", ...]


def result_files(event: Event) -> dict[str, bytes]:
    """Write every result of one event, in the language in force: file name → content."""
    keys = keys_of(event)
    files = {
        "organisations.csv": _organisations(event),
        "ratings.csv": _ratings(event, keys),
        "matches.csv": _matches(event, keys),
        "signing.json": _json(signing_data(event)),
        "funnel.json": _json(funnel_data(event)),
        "report.html": report_html(event),
    }
    if current_timetable(event) is not None:
        files["timetable.xlsx"] = timetable_workbook(event)
        files["timetable.ics"] = timetable_calendar(event)
    return files


def keys_of(event: Event) -> dict[int, str]:
    """Map the ids of the event's organisations to the keys its folder gave them."""
    rows = Identifier.objects.filter(scheme=Identifier.Scheme.LOCAL, namespace=event.code)
    return dict(rows.values_list("organisation_id", "value"))


def _organisations(event: Event) -> bytes:
    headings = [
        _("Key"), _("Legal name"), _("Foreign name"), _("Kind"), _("Region"), _("Industry"), _("Segment"),
        _("Size of enterprise"), _("Type of ownership"), _("Code"), _("Demo"),
    ]  # fmt: skip
    rows = Organisation.objects.filter(
        identifiers__scheme=Identifier.Scheme.LOCAL, identifiers__namespace=event.code
    ).prefetch_related("identifiers")
    keys = keys_of(event)
    lines = [_organisation_line(row, keys[row.pk]) for row in rows]
    return csv_bytes(headings, sorted(lines, key=_first))


def _organisation_line(row: Organisation, key: str) -> Line:
    codes = [each.value for each in row.identifiers.all() if each.scheme != Identifier.Scheme.LOCAL]
    return (
        key,
        row.name,
        row.name_en,
        row.get_kind_display(),
        row.region_code,
        row.industry_code,
        row.segment,
        row.get_size_display(),
        row.get_ownership_type_display(),
        " ".join(codes),
        _yes_no(is_true=row.is_demo),
    )


def _yes_no(*, is_true: bool) -> str:
    return _("yes") if is_true else _("no")


def _first(line: Sequence[Cell]) -> str:
    return str(line[0])


def _ratings(event: Event, keys: Mapping[int, str]) -> bytes:
    """One line an organisation; without a file grade and points are empty, never 0. Worse ones are announced first."""
    headings = [
        _("Key"), _("Organisation"), _("Grade"), _("Points"), _("As of"), _("State"), _("Credit model"), _("Reasons"),
        _("Demo"),
    ]  # fmt: skip
    rows = newest_results(event.as_of).filter(organisation__in=keys).select_related("organisation", "model")
    lines = [_rating_line(row, keys[row.organisation_id]) for row in rows]
    return csv_bytes(headings, sorted(lines, key=_first))


def _rating_line(row: Rating, key: str) -> Line:
    reasons = [sentence(line) for line in spoken(row.reasons, method(row.model))]
    return (
        key,
        row.organisation.name,
        row.grade,
        row.points,
        row.as_of,
        _("in force") if row.effective_on else _("announced"),
        str(row.model),
        "\n".join(reasons),
        _yes_no(is_true=row.is_demo),
    )


def _matches(event: Event, keys: Mapping[int, str]) -> bytes:
    headings = [_("Score"), _("Offer"), _("Offered by"), _("Need"), _("Needed by"), _("Reasons"), _("Demo")]
    rows = suggestions().filter(offer__namespace=event.code, need__namespace=event.code)
    lines = [_match_line(row, keys) for row in rows]
    return csv_bytes(headings, sorted(lines, key=lambda line: (-int(str(line[0])), str(line[1]), str(line[3]))))


def _match_line(row: Suggestion, keys: Mapping[int, str]) -> Line:
    return (
        row.score,
        row.offer.key,
        keys[row.offer.organisation_id],
        row.need.key,
        keys[row.need.organisation_id],
        "\n".join(sentence(line) for line in spoken_match(row.reasons, may_see_grade=True)),
        _yes_no(is_true=row.offer.is_demo or row.need.is_demo),
    )


def signing_data(event: Event) -> dict[str, object]:
    """The signing board as plain values; amounts are text, so that no reader rounds them."""
    board = board_of(event)
    return {
        "event": event.code,
        "state": board.state.value,
        "count": board.count,
        "announced": {
            "count": board.announced.count,
            "total": _exact(board.announced.total),
            "currency": board.announced.currency,
        },
        "totals": money_data(board.totals),
        "mismatches": [sentence(reason.as_data()) for reason in board.mismatches],
        "lines": [_agreement_data(each) for each in with_parties(event.agreements.order_by("number"))],
    }


def _agreement_data(agreement: Agreement) -> dict[str, object]:
    return {
        "number": agreement.number,
        "title": agreement.title,
        "kind": agreement.kind,
        "money_kind": agreement.money_kind,
        "amount": _exact(agreement.amount),
        "currency": agreement.currency,
        "signed_on": agreement.signed_on.isoformat(),
        "parties": [{"name": p.organisation.name, "role": p.role} for p in agreement.parties.all()],
        "demo": agreement.is_demo,
    }


def money_data(totals: Iterable[Money]) -> list[dict[str, str | None]]:
    """One object for each kind and currency; they are never added together."""
    return [{"kind": m.kind.value, "amount": _exact(m.amount), "currency": m.currency} for m in totals]


def _exact(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{trimmed(amount):f}"


def funnel_data(event: Event) -> dict[str, object]:
    """How far the event's projects came by its as-of date, the money by month, and what is overdue."""
    funnel = land.funnel(event.as_of, event)
    return {
        "event": event.code,
        "as_of": event.as_of.isoformat(),
        "stages": [
            {"stage": s.stage.value, "reached": s.reached, "here": s.here, "left": s.left, "of": funnel.signed}
            for s in funnel.steps
        ],
        "ways_out": {way.stage.value: way.count for way in funnel.ways_out},
        "money_by_month": [row for money in land.money_by_month(event.as_of, event) for row in _months(money)],
        "overdue": [
            {
                "title": late.title,
                "stage": late.stage.value,
                "responsible": late.responsible_name,
                "next_due": late.next_due.isoformat(),
                "days": late.days,
            }
            for late in land.overdue(event.as_of, event=event).projects
        ],
    }


def _months(money: MoneyByMonth) -> Iterator[dict[str, object]]:
    for place, month in enumerate(money.months):
        sums = {series.kind.value: _exact(series.amounts[place]) for series in money.series}
        yield {"month": f"{month:%Y-%m}", "currency": money.currency, **sums}


def _json(data: dict[str, object]) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()

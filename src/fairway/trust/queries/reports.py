"""A credit report: what the page says of an issued statement, in the reader's language, set as a PDF."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from fairway.base.cells import number, shown
from fairway.base.words import in_language, reads_chinese, sentence
from fairway.lib.paper import chinese_font, pdf, qr
from fairway.trust.engine.catalogue import CATALOGUE
from fairway.trust.models import IssuedStatement
from fairway.trust.queries.issued import address_of, code_of
from fairway.trust.queries.methods import method
from fairway.trust.queries.records import NOT_SHARED, shared_lines
from fairway.trust.queries.statements import account, spoken

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from fairway.know.models import Organisation
    from fairway.trust.engine.credit_model import CreditModel
    from fairway.trust.models import CreditRecord, Rating
    from fairway.trust.queries.outcomes import Line

TEMPLATE = files("fairway.trust") / "reports" / "credit-report.typ"


def credit_report(issued: IssuedStatement, address: str) -> bytes:
    """Set the report that goes with an issued statement, in the language now read."""
    return pdf(TEMPLATE, report_values(issued, address), issued.issued_at)


def ready_to_print(purpose: str) -> None:
    """Refuse a report before anything is issued where this computer cannot set one."""
    if purpose == IssuedStatement.Purpose.REPORT:
        chinese_font()


def report_values(issued: IssuedStatement, address: str) -> dict[str, object]:
    """Everything the report says, as plain values."""
    rating, rules = issued.rating, method(issued.rating.model)
    sorted_lines = account(shared_lines(rating.reasons))
    check_at = address_of(issued.number, address)
    return {
        **_heading(issued),
        "figures": _figures(rating, rules),
        "about": _about(issued),
        "shares": list(_shares(spoken(sorted_lines.shares, rules), rules)),
        "points": rating.points,
        "lists": _lists(spoken(sorted_lines.red_lines, rules), spoken(sorted_lines.remarks, rules)),
        "records": [_record(record) for record in _records(rating)],
        "notices": _notices(),
        "words": _words(),
        "number": str(issued.number),
        "sha256": issued.sha256,
        "check-at": check_at,
        "qr": qr(check_at),
    }


def _heading(issued: IssuedStatement) -> dict[str, object]:
    name, other = _both_names(issued.organisation)
    issued_on = shown(timezone.localtime(issued.issued_at).date())
    return {
        "lang": "zh" if reads_chinese() else "en",
        "region": "CN" if reads_chinese() else "GB",
        "title": _("Credit report"),
        "name": name,
        "other-name": other,
        "issuer-name": "Fairway",
        "is-demo": issued.is_demo,
        "watermark": _("DEMO"),
        "demo-note": _("Invented organisation, invented records: for demonstration only."),
        "footer": _("Issued on %(day)s · statement %(number)s") % {"day": issued_on, "number": issued.number},
        "page-of": _("Page {page} of {pages}"),
    }


def _both_names(organisation: Organisation) -> tuple[str, str]:
    name = in_language(organisation)
    others = (organisation.name, organisation.name_en)
    return name, next((other for other in others if other and other != name), "")


def _figures(rating: Rating, rules: CreditModel) -> list[dict[str, str]]:
    scale = {"minimum": rules.minimum, "maximum": rules.maximum}
    is_trial = rating.as_of < rules.applies_from
    trial = _("Trial: the method does not apply yet on this day.") if is_trial else _("In force on this day")
    no_file = _("Nothing is known: neither good nor bad.")
    return [
        {"label": _("Grade"), "value": rating.grade or _("no file"), "note": trial if rating.grade else no_file},
        {
            "label": _("Points"),
            "value": number(rating.points),
            "note": _("on a scale from %(minimum)s to %(maximum)s") % scale,
        },
        {"label": _("Data up to"), "value": _day(rating.as_of), "note": str(rating.model)},
    ]


def _day(day: date | None) -> str:
    return str(shown(day))


def _about(issued: IssuedStatement) -> list[list[str]]:
    organisation, model = issued.organisation, issued.rating.model
    published = {"model": str(model), "day": _day(model.published_on), "approver": model.approver}
    return [
        [_("Unified social credit code"), code_of(organisation) or "–"],
        [_("Kind"), str(organisation.get_kind_display())],
        [_("Method"), _("%(model)s, published on %(day)s, approved by %(approver)s") % published],
    ]


def _shares(lines: Iterable[Line], rules: CreditModel) -> Iterable[dict[str, object]]:
    """Each line with the level it starts from and ends at; together they add up to the points."""
    level = 0
    for line in lines:
        before, level = level, level + (line["points"] or 0)
        low, high = sorted(_place(value, rules) for value in (before, level))
        yield {
            "text": sentence(line),
            "record": number(line["params"].get("record", "")),
            "points": line["points"],
            "level": level,
            "from": low,
            "to": high,
            "start": "start" in line["params"],
        }


def _place(points: int, rules: CreditModel) -> float:
    return min(max((points - rules.minimum) / (rules.maximum - rules.minimum), 0), 1)


def _lists(red_lines: Sequence[Line], remarks: Sequence[Line]) -> list[dict[str, object]]:
    crossed = [sentence(line) for line in red_lines] or [_("No red line was crossed.")]
    told: list[dict[str, object]] = [{"title": _("Red lines"), "lines": crossed}]
    if remarks:
        told.append({"title": _("Remarks"), "lines": [sentence(line) for line in remarks]})
    return told


def _records(rating: Rating) -> Iterable[CreditRecord]:
    known = rating.organisation.credit_records.filter(learned_on__lte=rating.as_of).exclude(status__in=NOT_SHARED)
    return known.order_by("-happened_on", "pk")


def _record(record: CreditRecord) -> list[str]:
    kind = CATALOGUE[record.kind]
    severity = kind.severity(record.severity).label
    what = _(kind.label) + (f" · {_(severity)}" if severity else "")
    return [record.number, what, _day(record.happened_on), str(record.get_status_display()), record.authority]


def _notices() -> list[dict[str, object]]:
    return [
        {
            "title": _("How to object"),
            "lines": [
                _(
                    "The organisation named here may object to any record and to the rating, free of charge, at the "
                    "credit office that runs this workbench. A record under objection does not count until it is "
                    "decided; a repaired one is no longer used. Nobody decides on a case of their own."
                )
            ],
        },
        {
            "title": _("No paid upgrade"),
            "lines": [
                _(
                    "Nobody can buy points, a grade or the removal of a record. Looking at one's own file, this "
                    "report, objecting and repair cost nothing. Whoever offers a better grade for money does not "
                    "act for us."
                )
            ],
        },
    ]


def _words() -> dict[str, object]:
    return {
        "waterfall": _("How the points come about"),
        "reason": _("Reason"),
        "record": _("Record"),
        "course": "",
        "points": _("Points counted"),
        "sum": _("Sum so far"),
        "total": _("Points"),
        "records": _("Records on file"),
        "record-heads": [_("Document number"), _("Kind"), _("Happened"), _("Status"), _("Authority")],
        "verify": _("Check this report"),
        "verify-how": _(
            "Scan the code or open the address: it says what was issued under this number, and whether a newer rating "
            "stands. No account is needed."
        ),
        "number": _("Statement number"),
    }

"""The minutes of a signing: what was announced, what was signed, and the list of certificates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from fairway.base.words import in_language, sentence
from fairway.lib.paper import pdf
from fairway.meet.queries.minutes import REPORTS, paper_values, stamp
from fairway.sign.engine.amounts import money_text
from fairway.sign.models import Agreement
from fairway.sign.queries.agreements import board_of, with_parties

if TYPE_CHECKING:
    from fairway.meet.models import Event

Section = dict[str, object]


def signing_minutes(event: Event) -> bytes:
    """Set the minutes as a page to print and sign, in the reader's language; the same board gives the same bytes."""
    rows = with_parties(Agreement.objects.filter(event=event)).prefetch_related("further_amounts").order_by("number")
    papers = list(rows)
    sections = [_board_section(event), _certificates(papers), *_totals(event)]
    values = paper_values(event, _("Minutes of the signing"), event.title, sections)
    return pdf(REPORTS / "paper.typ", values, stamp(event))


def _board_section(event: Event) -> Section:
    board = board_of(event)
    announced, unsaid = board.announced, _("not stated")
    lines = [
        _("Announced number: %(count)s") % {"count": unsaid if announced.count is None else announced.count},
        _("Announced total: %(total)s") % {"total": money_text(announced.money) if announced.money else unsaid},
        _("Signed: %(count)s") % {"count": board.count},
    ]
    if board.comparable is not None:
        lines.append(_("Total of the contracts: %(total)s") % {"total": money_text(board.comparable)})
    lines += [sentence(reason.as_data()) for reason in board.mismatches]
    if board.is_green:
        lines.append(_("Number and total are as announced."))
    return {"title": _("What was announced and signed"), "text": lines}


def _certificates(papers: list[Agreement]) -> Section:
    headings = [_("Number"), _("Title"), _("Parties"), _("Kind"), _("Amount"), _("Certificate")]
    rows = [
        [
            paper.number,
            paper.title,
            " – ".join(in_language(party.organisation) for party in paper.parties.all()),
            str(paper.get_kind_display()),
            "\n".join(money_text(money) for money in paper.amounts) or _("not stated"),
            paper.certificate or _("not stated"),
        ]
        for paper in papers
    ]
    return {"title": _("List of certificates"), "headings": headings, "rows": rows, "numeric": [4]}


def _totals(event: Event) -> list[Section]:
    totals = board_of(event).totals
    labels = dict(Agreement.MoneyKind.choices)
    rows = [[str(labels[total.kind.value]), money_text(total)] for total in totals]
    note = _("Money of different kinds and currencies is never added.")
    heads = [_("Kind of money"), _("Sum")]
    return [{"title": _("Sums"), "headings": heads, "rows": rows, "numeric": [1], "note": note}] if rows else []

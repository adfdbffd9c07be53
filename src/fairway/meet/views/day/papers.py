"""Badges, agendas and table sheets to print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fairway.base.exports import PDF_TYPE, attachment
from fairway.base.rights import needs
from fairway.meet.queries.day import papers
from fairway.meet.views.links import event_at
from fairway.trust.queries import public_address

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@needs("meet.check_in")
def badges(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the badges of everybody who takes part."""
    found = event_at(pk)
    address = public_address(request.build_absolute_uri("/"))
    return attachment(papers.badges(found, address), PDF_TYPE, f"{found.code}-badges.pdf")


@needs("meet.check_in")
def agendas(_request: HttpRequest, pk: int) -> HttpResponse:
    """Send everybody's agenda, a page each."""
    found = event_at(pk)
    return attachment(papers.agendas(found), PDF_TYPE, f"{found.code}-agendas.pdf")


@needs("meet.check_in")
def table_sheets(_request: HttpRequest, pk: int) -> HttpResponse:
    """Send the sheet of every table."""
    found = event_at(pk)
    return attachment(papers.table_sheets(found), PDF_TYPE, f"{found.code}-tables.pdf")

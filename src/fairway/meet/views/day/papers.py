"""Badges, agendas and table sheets to print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fairway.base.rights import needs
from fairway.meet.queries.day import papers
from fairway.meet.views.links import event_at, sent
from fairway.trust.queries import public_address

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

PDF = "application/pdf"


@needs("meet.check_in")
def badges(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the badges of everybody who takes part."""
    found = event_at(pk)
    address = public_address(request.build_absolute_uri("/"))
    return sent(papers.badges(found, address), PDF, f"{found.code}-badges.pdf")


@needs("meet.check_in")
def agendas(_request: HttpRequest, pk: int) -> HttpResponse:
    """Send everybody's agenda, a page each."""
    found = event_at(pk)
    return sent(papers.agendas(found), PDF, f"{found.code}-agendas.pdf")


@needs("meet.check_in")
def table_sheets(_request: HttpRequest, pk: int) -> HttpResponse:
    """Send the sheet of every table."""
    found = event_at(pk)
    return sent(papers.table_sheets(found), PDF, f"{found.code}-tables.pdf")

"""The API of KNOW."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext_noop
from ninja import Router, Schema
from ninja.pagination import paginate

from fairway.base.paging import Pages
from fairway.base.rights import require
from fairway.know import queries
from fairway.know.models import Organisation
from fairway.lib.errors import Missing

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

router = Router(tags=["Know"])


class OrganisationOut(Schema):
    """An organisation in a list."""

    id: int
    name: str
    name_en: str
    kind: str
    region_code: str
    region_edition: str
    industry_code: str
    industry_edition: str
    segment: str
    is_demo: bool


class NameOut(Schema):
    """A name as written."""

    text: str
    kind: str
    language: str
    valid_from: date | None
    valid_until: date | None


class IdentifierOut(Schema):
    """A code."""

    scheme: str
    namespace: str
    value: str


class FactOut(Schema):
    """A fact as stated; ``value`` "" is "not stated"."""

    predicate: str
    value: str
    comparator: str
    unit: str
    happened_on: date
    learned_on: date
    status: str
    quote: str
    source_id: int


class OrganisationFile(OrganisationOut):
    """An organisation with its names, codes and facts."""

    names: list[NameOut]
    identifiers: list[IdentifierOut]
    facts: list[FactOut]


@router.get("/organisations", response=list[OrganisationOut], summary="Organisations")
@paginate(Pages)
def organisations(request: HttpRequest, q: str = "") -> QuerySet[Organisation]:
    """All organisations, or those whose names or codes contain every word of ``q``."""
    require(request.user, "know.see_organisations")
    return queries.search_organisations(q) if q else Organisation.objects.order_by("pk")


@router.get("/organisations/{pk}", response=OrganisationFile, summary="One organisation")
def organisation(request: HttpRequest, pk: int) -> Organisation:
    """Names, codes and facts of one organisation."""
    require(request.user, "know.see_organisations")
    found = queries.organisation_file(pk).first()
    if found is None:
        raise Missing("organisation-missing", gettext_noop("No organisation has this address."))
    return found

"""Editions through the API."""

from __future__ import annotations

from datetime import date, datetime  # read by ninja at run time
from typing import TYPE_CHECKING

from ninja import Field, Router, Schema
from ninja.pagination import paginate

from fairway.base.paging import Pages
from fairway.base.rights import require
from fairway.trust import queries

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

    from fairway.trust.models import Edition

router = Router()


class EditionOut(Schema):
    """All grades of a day, fixed: ``sha256`` covers one line ``number,points,grade`` for each organisation."""

    id: int
    model: str = Field(alias="model.name")
    version: str = Field(alias="model.version")
    as_of: date
    published_at: datetime
    count: int
    sha256: str
    replayed_at: datetime | None
    is_reproduced: bool | None


@router.get("/editions", response=list[EditionOut], summary="Editions")
@paginate(Pages)
def editions(request: HttpRequest) -> QuerySet[Edition]:
    """List the published editions, the newest first."""
    require(request.user, "trust.see_editions")
    return queries.editions()

"""Everything that is late over the API."""

from datetime import date
from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router, Schema
from ninja.pagination import paginate

from fairway.base.paging import Pages
from fairway.base.rights import acting, require
from fairway.land import queries
from fairway.land.engine.desk import Kind

router = Router()


class MatterOut(Schema):
    """One late matter; ``id`` is that of what it is about: of a stage its project, of a report the duty to report.

    ``desk_id`` has it now; it differs from ``owner_id`` where it went ``level`` desks up.
    """

    kind: Kind
    id: int
    project_id: int | None
    owner_id: int | None
    desk_id: int | None
    level: int
    due: date
    days: int | None


class _Rows:
    """The lines of a desk, of which only those of the page asked for are read."""

    def __init__(self, found: queries.Desk) -> None:
        self._found = found

    def __len__(self) -> int:
        return len(self._found)

    def __getitem__(self, part: slice) -> list[MatterOut]:
        return [_out(line) for line in self._found[part]]


@router.get("/desk", response=list[MatterOut], summary="Everything overdue")
@paginate(Pages)
def list_desk(
    request: HttpRequest,
    kind: Kind | None = None,
    owner: Annotated[int | None, Query(ge=1, lt=2**63)] = None,
    *,
    mine: bool = False,
) -> _Rows:
    """What is late on the reporting date, from every step, the latest first."""
    require(request.user, "land.see_projects")
    found = queries.desk(acting(request))
    found = found.filter(kind=kind or "", owner="" if owner is None else str(owner), mine="1" if mine else "")
    return _Rows(found)


def _out(line: queries.Line) -> MatterOut:
    return MatterOut(
        kind=line.kind,
        id=line.subject.pk,
        project_id=line.project.pk if line.project else None,
        owner_id=line.owner.pk if line.owner else None,
        desk_id=line.desk.pk if line.desk else None,
        level=line.level,
        due=line.due,
        days=line.days,
    )

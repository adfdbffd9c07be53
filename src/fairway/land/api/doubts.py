"""Signs over the API."""

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.pagination import paginate

from fairway.base.paging import Pages
from fairway.base.rights import require
from fairway.land import queries
from fairway.land.engine.doubts import Sign

router = Router()


class DoubtOut(Schema):
    """What was seen of which projects; ``is_concern`` is the newest answer (null: not looked at). No verdict."""

    key: str
    sign: Sign
    project_ids: list[int]
    is_concern: bool | None
    reason: str


@router.get("/doubts", response=list[DoubtOut], summary="Signs of doubtful projects")
@paginate(Pages)
def list_doubts(request: HttpRequest, sign: Sign | None = None) -> list[DoubtOut]:
    """Signs that projects may be listed twice or stand on paper only, by kind and project."""
    require(request.user, "land.see_doubts")
    return [_out(seen) for seen in queries.doubts_on().filter(sign=sign or "")]


def _out(seen: queries.Seen) -> DoubtOut:
    return DoubtOut(
        key=seen.doubt.key,
        sign=seen.doubt.sign,
        project_ids=list(seen.doubt.projects),
        is_concern=seen.answer.is_concern if seen.answer else None,
        reason=seen.answer.reason if seen.answer else "",
    )

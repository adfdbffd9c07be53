"""The API of exchange: projects as OC4IDS, and files of projects."""

from typing import Annotated, cast

from django.http import HttpRequest
from django.utils.translation import gettext_noop
from ninja import File, Query, Router, Schema, Status, UploadedFile

from fairway.base.models import User
from fairway.base.rights import require
from fairway.land import actions
from fairway.land.models import ProjectImport
from fairway.land.queries.exchange import exchanged_by, oc4ids_after
from fairway.lib.errors import Missing

router = Router()


class Oc4idsOut(Schema):
    """Some projects as objects of OC4IDS 0.9.5 with our extension; ``next`` is what to ask ``after`` for more."""

    projects: list[dict[str, object]]
    next: int | None


class ProblemOut(Schema):
    """Why a project of a file stays out: where, what is wrong, what would be right."""

    code: str
    row: int | None
    column: str | None
    text: str
    params: dict[str, object]
    remedy: dict[str, object]


class ImportOut(Schema):
    """A file of projects: how far it is, how many of its projects are new, changed, unchanged or refused, and why."""

    id: int
    file_name: str
    state: str
    counts: dict[str, int]
    problems: list[ProblemOut]


@router.get("/exchange/oc4ids", response=Oc4idsOut, summary="Projects as OC4IDS")
def get_oc4ids(request: HttpRequest, after: int = 0, limit: Annotated[int, Query(ge=1, le=500)] = 100) -> Oc4idsOut:
    """Projects the caller may see, in the order of ids, from ``after`` on."""
    require(request.user, "land.see_projects")
    projects, last = oc4ids_after(exchanged_by(request.user), after, limit)
    return Oc4idsOut(projects=projects, next=last)


@router.post("/exchange/imports", response={201: ImportOut}, summary="Hand in a file of projects")
def post_import(request: HttpRequest, reason: str, file: Annotated[UploadedFile, File()]) -> Status[ProjectImport]:
    """Check a file of projects: what each would add, or why it stays out. Nothing is taken yet."""
    user = cast("User", request.user)
    kept = actions.keep_file(actor=user, reason=reason, file_name=file.name or "", content=file.read())
    actions.check_file(actor=user, reason=reason, kept=kept, progress=lambda *_told: None)
    kept.refresh_from_db()
    return Status(201, kept)


@router.post("/exchange/imports/{int:import_id}/take", response=ImportOut, summary="Take a checked file")
def post_take(request: HttpRequest, import_id: int, reason: str) -> ProjectImport:
    """Take the projects that are new or add something, all or none; those with a problem stay out."""
    require(request.user, "land.load_stages")
    kept = ProjectImport.objects.filter(pk=import_id).first()
    if kept is None:
        raise Missing("import-missing", gettext_noop("No file of projects has this address."))
    return actions.take_file(actor=cast("User", request.user), reason=reason, kept=kept)

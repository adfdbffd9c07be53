"""The dashboard's figures as data, and a dry run of a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ninja import File, Router, Schema
from ninja.files import UploadedFile  # read when the route is built

from fairway.base.problems import problem_data
from fairway.base.rights import require
from fairway.base.words import sentence
from fairway.chain.engine.archive import files_from
from fairway.chain.engine.folder import read_folder
from fairway.chain.queries.dashboard import Kpi, dashboard_for
from fairway.chain.queries.folders import row_counts

if TYPE_CHECKING:
    from django.http import HttpRequest

router = Router(tags=["Dashboard and folders"])


class FigureOut(Schema):
    """One card of the dashboard."""

    label: str
    value: str
    note: str


class StageOut(Schema):
    """One stage of the funnel: projects that reached it, and those that stand there now."""

    stage: str
    reached: int
    here: int


class DashboardOut(Schema):
    """The dashboard as the caller may see it; ``event`` is the newest event's code."""

    as_of: str
    is_own: bool
    event: str | None
    figures: list[FigureOut]
    funnel: list[StageOut]
    overdue: int


class ProblemOut(Schema):
    """One problem of a file; ``row`` is the line a spreadsheet shows."""

    file: str
    code: str
    row: int | None
    column: str | None
    level: str
    text: str
    remedy: str


class CheckOut(Schema):
    """What a dry run found: whether the folder can be loaded, the clean rows by table, every problem."""

    is_loadable: bool
    rows: dict[str, int]
    problems: list[ProblemOut]


@router.get("/dashboard", response=DashboardOut, summary="Read the dashboard")
def dashboard(request: HttpRequest) -> dict[str, Any]:
    """Give the figures of the dashboard; for an enterprise those of its own organisations."""
    require(request.user, "chain.see_dashboard")
    found = dashboard_for(request.user)  # type: ignore[arg-type]  # signed in
    return {
        "as_of": found.as_of.isoformat(),
        "is_own": found.is_own,
        "event": found.event.code if found.event is not None else None,
        "figures": [_figure(kpi) for kpi in found.kpis],
        "funnel": [{"stage": s.stage.value, "reached": s.reached, "here": s.here} for s in found.funnel.steps],
        "overdue": found.late.count,
    }


def _figure(kpi: Kpi) -> dict[str, str]:
    return {"label": kpi.label, "value": kpi.value, "note": kpi.note}


@router.post("/folders/check", response=CheckOut, summary="Check an input folder")
def check_folder(request: HttpRequest, files: File[list[UploadedFile]]) -> dict[str, Any]:
    """Read a folder (its files, or one zip archive) and name every problem in it. Nothing is kept."""
    require(request.user, "chain.load_folder")
    check = read_folder(files_from((file.name or "", file.read()) for file in files))
    return {
        "is_loadable": check.folder is not None,
        "rows": row_counts(check.folder),
        "problems": [_problem(problem_data(problem)) for problem in check.problems],
    }


def _problem(data: dict[str, Any]) -> dict[str, Any]:
    """Put both sentences into the caller's language."""
    return {**data, "text": sentence(data), "remedy": sentence(data["remedy"])}

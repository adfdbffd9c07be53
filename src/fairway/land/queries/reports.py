"""Reports enterprises owe and gave, and which of their claims wait for an office."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import BooleanField, Case, Exists, OuterRef, Prefetch, Q, Value, When

from fairway.land.models import ClaimAnswer, Report, ReportDuty, Stage
from fairway.land.queries.projects import projects_seen_by

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from fairway.land.models import Project
    from fairway.land.queries.projects import Reader

LEFT = (Stage.WITHDRAWN, Stage.TERMINATED)
_ANSWERS = Prefetch("answers", ClaimAnswer.objects.select_related("stage", "payment"))


@dataclass(frozen=True)
class Claimed:
    """One claim of a report, and what an office made of it (``None``: it waits)."""

    claim: ClaimAnswer.Claim
    answer: ClaimAnswer | None


def claims(report: Report) -> list[ClaimAnswer.Claim]:
    """What a report claims that could stand in the project's log."""
    said = {ClaimAnswer.Claim.STAGE: bool(report.map_stage), ClaimAnswer.Claim.PAID_IN: report.paid_in is not None}
    return [claim for claim, is_said in said.items() if is_said]


def claimed(report: Report) -> list[Claimed]:
    """The claims of a report whose answers are at hand."""
    answers = {answer.claim: answer for answer in report.answers.all()}
    return [Claimed(claim, answers.get(claim)) for claim in claims(report)]


def duties_of(project: Project) -> QuerySet[ReportDuty]:
    """Who reports on a project, and what came. Three queries."""
    reports = Prefetch("reports", Report.objects.prefetch_related(_ANSWERS))
    return project.report_duties.select_related("organisation").prefetch_related(reports).order_by("pk")


def duty_file(pk: int) -> QuerySet[ReportDuty]:
    """One duty to report with its project."""
    return ReportDuty.objects.filter(pk=pk).select_related("organisation", "project__agreement")


def report_file(pk: int) -> QuerySet[Report]:
    """One report with its answers."""
    rows = Report.objects.filter(pk=pk).select_related("duty__organisation", "duty__project__agreement", "filed_by")
    return rows.prefetch_related(_ANSWERS)


def reports_owed(user: Reader, as_of: date) -> QuerySet[ReportDuty]:
    """What is asked for and did not come before ``as_of``; of what left the road nothing is owed."""
    rows = ReportDuty.objects.filter(ended_on=None, next_due__lt=as_of).exclude(project__stage__in=LEFT)
    return rows.filter(project__in=projects_seen_by(user).order_by().values("pk"))


def reports_seen_by(user: Reader) -> QuerySet[Report]:
    """Reports on projects the reader may see, the newest first, with ``waits``: a claim nobody answered yet."""
    open_claim = (~Q(map_stage="") & ~_answered(ClaimAnswer.Claim.STAGE)) | (
        Q(paid_in__isnull=False) & ~_answered(ClaimAnswer.Claim.PAID_IN)
    )
    waits = Case(When(open_claim, then=Value(value=True)), default=Value(value=False), output_field=BooleanField())
    rows = Report.objects.filter(duty__project__in=projects_seen_by(user).order_by().values("pk"))
    return rows.select_related("duty__organisation", "duty__project").annotate(waits=waits)


def _answered(claim: ClaimAnswer.Claim) -> Exists:
    return Exists(ClaimAnswer.objects.filter(report=OuterRef("pk"), claim=claim))

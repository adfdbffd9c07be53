"""Forecasts made and kept, refused, stopped, and an officer's estimate beside them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from tests.cast import account, organisation

from fairway.base import jobs
from fairway.base.models import AuditLine, Job
from fairway.govern.models import Role
from fairway.land import actions, queries, tasks
from fairway.land.engine.forecast.method import shipped_text
from fairway.land.models import ForecastEdition, ForecastLine, ForecastOutlook, ForecastOverride, Project, StageEntry
from fairway.land.tests.invented_history import AS_OF
from fairway.land.tests.kept_history import keep_history, made_forecast, officer
from fairway.lib.errors import Invalid, Missing, NotAllowed, Refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("few_draws")]
LANDING = "in_production"


def _estimate(edition: ForecastEdition, chance: str = "0.9", years: int = 2, **given: object) -> ForecastOverride:
    values = {
        "actor": officer(),
        "reason": "The land was handed over.",
        "edition": edition,
        "project": edition.lines.first().project,
        "estimate": actions.Estimate(LANDING, years, Decimal(chance)),
    }
    return actions.override_forecast(**{**values, **given})  # type: ignore[arg-type]


def test_a_forecast_is_kept_with_method_day_seed_and_hash() -> None:
    keep_history()
    made = made_forecast(seed=7)
    assert (made.as_of, made.years, made.seed, made.method_name, made.is_demo) == (AS_OF, 3, 7, "fairway 1", True)
    assert made.method == shipped_text()
    assert made.pending == made.lines.count() > 0
    line = AuditLine.objects.get(verb="make_forecast")
    assert line.facts["sha256"] == made.sha256
    assert made_forecast(seed=7).sha256 == made.sha256
    assert made_forecast(seed=8).sha256 != made.sha256


def test_chances_of_start_and_production_stand_for_every_year_with_intervals() -> None:
    keep_history()
    line = made_forecast().lines.first()
    for spans in line.chances.values():
        assert [span[0] for span in spans] == [1.0, 2.0, 3.0]
        assert all(0 <= low <= high <= 1 for _years, _chance, low, high in spans)
    assert line.landed == line.chances[LANDING][-1][1]
    told = queries.explained(line)
    assert told.keys() == line.chances.keys()
    for goal, (spans, reasons) in told.items():
        assert [span.expected for span in spans] == pytest.approx([s[1] for s in line.chances[goal]], abs=1e-6)
        assert [span.high for span in spans] == pytest.approx([s[3] for s in line.chances[goal]], abs=1e-6)
        assert reasons.chance == pytest.approx(spans[-1].expected)


def test_what_is_learned_later_changes_nothing_of_a_forecast_for_that_day() -> None:
    projects = keep_history()
    before = made_forecast(date(2022, 1, 1)).sha256
    waiting = projects[0]
    StageEntry.objects.create(
        project=waiting, stage="completed", happened_on=date(2021, 6, 1), learned_on=date(2022, 1, 2),
        evidence="permit", responsible=waiting.responsible,
    )  # fmt: skip
    assert made_forecast(date(2022, 1, 1)).sha256 == before


def test_too_little_history_is_kept_as_refused_with_what_is_missing() -> None:
    keep_history(20)
    made = made_forecast()
    outlook = made.outlooks.first()
    assert outlook.refusal["params"]["least"] == "30"
    assert (made.pending, outlook.learned, outlook.figures) == (0, None, {})


def test_a_region_is_forecast_from_its_own_history() -> None:
    keep_history()
    made = made_forecast(region_code="2201")
    assert {line.project.agreement.region_code for line in made.lines.all()} <= {"220100"}


def test_invented_projects_stay_out_once_there_are_real_ones() -> None:
    projects = keep_history(30)
    Project.objects.filter(pk=projects[0].pk).update(is_demo=False)
    assert made_forecast().is_demo is False
    assert ForecastLine.objects.exclude(project=projects[0]).count() == 0


def test_a_forecast_that_is_stopped_keeps_nothing() -> None:
    keep_history()
    by = officer()
    job = Job.objects.create(kind="Make a forecast", started_by=by)
    edition = actions.open_forecast(actor=by, reason="x", job=job, asked=actions.Asked(AS_OF, 3))
    Job.objects.filter(pk=job.pk).update(cancel_requested=True)
    with pytest.raises(Refused) as stopped:
        actions.make_forecast(actor=by, reason="x", edition=edition, progress=jobs.Progress(job.pk))
    assert stopped.value.code == jobs.CANCELLED
    assert (ForecastOutlook.objects.count(), ForecastLine.objects.count()) == (0, 0)
    assert ForecastEdition.objects.get().made_at is None


def test_the_job_makes_the_forecast_and_leads_to_it(django_capture_on_commit_callbacks) -> None:  # type: ignore[no-untyped-def]
    keep_history(40)
    with django_capture_on_commit_callbacks(execute=False):
        edition = tasks.start_forecast(actor=officer(), reason="monthly", asked=actions.Asked(AS_OF, 2))
    tasks.forecast_task.func(edition.job_id)
    edition.refresh_from_db()
    job = Job.objects.get(pk=edition.job_id)
    assert (job.state, job.result["sha256"]) == (Job.State.DONE, edition.sha256)
    with pytest.raises(Refused, match="never changed"):
        actions.make_forecast(actor=officer(), reason="x", edition=edition, progress=lambda *_said: None)


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (actions.Asked(AS_OF, 0), "forecast-years"),
        (actions.Asked(AS_OF, 6), "forecast-years"),
        (actions.Asked(date(2999, 1, 1), 3), "day-to-come"),
    ],
)
def test_a_wish_that_is_none_is_refused(asked: actions.Asked, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        tasks.start_forecast(actor=officer(), reason="x", asked=asked)
    assert refused.value.code == code
    assert (ForecastEdition.objects.count(), Job.objects.count()) == (0, 0)


def test_only_those_who_follow_projects_up_make_forecasts_and_estimates() -> None:
    keep_history(200)
    edition = made_forecast()
    for role in (Role.CREDIT_OFFICE, Role.ENTERPRISE):
        user = account(role, organisation())
        with pytest.raises(NotAllowed):
            tasks.start_forecast(actor=user, reason="x", asked=actions.Asked(AS_OF, 2))
        with pytest.raises(NotAllowed):
            _estimate(edition, actor=user)
    assert ForecastOverride.objects.count() == 0


def test_an_estimate_stands_beside_the_forecast_and_never_replaces_it() -> None:
    keep_history()
    edition = made_forecast(timezone.localdate())
    before = list(edition.lines.values_list("chances", "landed"))
    said, again = _estimate(edition), _estimate(edition, "0.8")
    assert list(edition.lines.values_list("chances", "landed")) == before
    assert said.until == timezone.localdate() + timedelta(days=round(2 * 365.25))
    assert [each.chance for each in queries.overrides_of(said.project)] == [again.chance, said.chance]
    assert AuditLine.objects.filter(verb="override_forecast").count() == 2


def test_an_estimate_needs_a_reason_a_chance_and_a_forecast_beside_it() -> None:
    keep_history()
    edition = made_forecast(timezone.localdate())
    with pytest.raises(Invalid):
        _estimate(edition, reason=" ")
    with pytest.raises(Invalid):
        _estimate(edition, "1.2")
    with pytest.raises(Missing):
        _estimate(edition, years=4)
    assert ForecastOverride.objects.count() == 0
    assert not AuditLine.objects.filter(verb="override_forecast").exists()


def test_forecast_and_estimates_are_scored_once_it_is_known_what_came() -> None:
    keep_history(300)
    edition = made_forecast(date(2020, 1, 1))
    assert queries.came_of(edition, date(2020, 6, 1)) == []
    came = {(each.goal, each.years): each.score for each in queries.came_of(edition, date(2022, 6, 1))}
    assert {years for _goal, years in came} == {1.0, 2.0}
    score = came[LANDING, 2.0]
    landed = StageEntry.objects.filter(
        stage=LANDING, happened_on__lte=date(2021, 12, 31), project__forecasts__edition=edition
    )
    assert (score.count, score.landed) == (edition.lines.count(), landed.count())
    assert queries.officers_scored(AS_OF) is None
    ForecastOverride.objects.bulk_create(
        ForecastOverride(
            edition=edition, project=line.project, goal=LANDING, years=2, until=date(2021, 12, 31),
            chance=Decimal("0.5"), why="a guess", said_on=date(2020, 2, 1), said_by=edition.job.started_by,
        )
        for line in edition.lines.all()[:40]
    )  # fmt: skip
    both = queries.officers_scored(date(2022, 6, 1))
    assert both is not None
    assert both.officers.brier == pytest.approx(0.25)
    assert both.forecast.count == 40

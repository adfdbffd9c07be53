"""Making forecasts and keeping what officers expect instead."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from fairway.base import audit
from fairway.base.rights import require
from fairway.land import queries
from fairway.land.engine.forecast.method import method_of, shipped, shipped_text
from fairway.land.engine.forecast.outlook import Wish, outlook
from fairway.land.engine.forecast.overrides import Override
from fairway.land.engine.forecast.packing import packed
from fairway.land.engine.forecast.spells import spells
from fairway.land.models import ForecastEdition, ForecastLine, ForecastOutlook, ForecastOverride
from fairway.lib.errors import Invalid, Missing, Refused
from fairway.lib.explain import Reason
from fairway.lib.memory import nothing_collected

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date
    from decimal import Decimal

    from fairway.base.models import Job, User
    from fairway.land.engine.forecast.answers import Total
    from fairway.land.engine.forecast.origins import Tried
    from fairway.land.engine.forecast.outlook import Outlook
    from fairway.land.engine.forecast.past import Past
    from fairway.land.engine.forecast.projects import Project as Told
    from fairway.land.engine.forecast.scores import Score
    from fairway.land.models import Project

    Tell = Callable[[int, int, Reason], None]

BATCH = 2_000
DIGITS = 6
READING = gettext_noop("Reading what was known on %(day)s")
LEARNING = gettext_noop("“%(goal)s”: learning, and repeating the forecast from %(day)s")
KEEPING = gettext_noop("Keeping the forecast of %(count)s projects")
STEPS_A_GOAL = 8
"""A forecast and up to seven earlier ones."""


@dataclass(frozen=True)
class Asked:
    """What to forecast: as of which day, how many years ahead, where, and the seed of every draw."""

    as_of: date
    years: int
    region_code: str = ""
    seed: int = 0


@dataclass(frozen=True)
class Estimate:
    """What an officer expects: the chance that a project reaches the goal within so many years of the forecast."""

    goal: str
    years: int
    chance: Decimal


@transaction.atomic
def open_forecast(*, actor: User, reason: str, job: Job, asked: Asked) -> ForecastEdition:
    """Keep what is to be forecast; its job fills it in."""
    require(actor, "land.make_forecast")
    if asked.as_of > timezone.localdate():
        raise Invalid("day-to-come", gettext_noop("This day has not come yet: nothing is known of it."))
    if asked.years not in queries.YEARS:
        raise Invalid("forecast-years", gettext_noop("A forecast looks one to five years ahead."))
    method = shipped()
    edition = ForecastEdition.objects.create(
        job=job,
        **asdict(asked),
        method=shipped_text(),
        method_name=f"{method.key} {method.version}",
        is_demo=not queries.has_real_projects(),
    )
    audit.record(
        actor=actor,
        verb="open_forecast",
        subject=edition,
        reason=reason,
        **{**asdict(asked), "as_of": asked.as_of.isoformat()},
    )
    return edition


def make_forecast(*, actor: User, reason: str, edition: ForecastEdition, progress: Tell) -> ForecastEdition:
    """Learn, forecast and keep the whole of it, once. ``progress`` may raise to stop; then nothing is kept.

    A goal of which the history tells too little is kept as refused, with what is missing.
    """
    require(actor, "land.make_forecast")
    if edition.made_at is not None:
        raise Refused("forecast-made", gettext_noop("This forecast has been made and is never changed."))
    method = method_of(edition.method)
    total = 2 + STEPS_A_GOAL * len(method.goals)
    progress(0, total, Reason(READING, {"day": edition.as_of.isoformat()}))
    wish = Wish(edition.as_of, edition.years, edition.seed)
    with nothing_collected():
        past = queries.past_of(edition)
        found = {
            goal: _outlook(past, goal, edition, wish, _Steps(progress, goal, 1 + STEPS_A_GOAL * number, total))
            for number, goal in enumerate(method.goals)
        }
        return _keep(actor, reason, edition, found, past, progress)


class _Steps:
    """Tells the job which earlier day is being forecast from."""

    def __init__(self, progress: Tell, goal: str, first: int, total: int) -> None:
        self.progress, self.goal, self.done, self.total = progress, goal, first, total

    def __call__(self, day: date) -> None:
        self.progress(self.done, self.total, Reason(LEARNING, {"goal": self.goal, "day": day.isoformat()}))
        self.done += 1


def _outlook(past: Past, goal: str, edition: ForecastEdition, wish: Wish, steps: _Steps) -> Outlook | Refused:
    try:
        return outlook(past, goal, method_of(edition.method), wish, steps)
    except Refused as refusal:
        if refusal.code != "too-little-data":
            raise
        return refusal


def _keep(
    actor: User,
    reason: str,
    edition: ForecastEdition,
    found: dict[str, Outlook | Refused],
    past: Past,
    progress: Tell,
) -> ForecastEdition:
    made = {goal: each for goal, each in found.items() if not isinstance(each, Refused)}
    lines = _lines(edition, made, past)
    progress(1, 1, Reason(KEEPING, {"count": len(lines)}))
    with transaction.atomic():
        ForecastOutlook.objects.bulk_create(
            _kept(edition, goal, each, number) for number, (goal, each) in enumerate(found.items())
        )
        ForecastLine.objects.bulk_create(lines, batch_size=BATCH)
        edition.pending, edition.sha256, edition.made_at = len(lines), _hash(lines), timezone.now()
        edition.save(update_fields=["pending", "sha256", "made_at"])
        audit.record(
            actor=actor,
            verb="make_forecast",
            subject=edition,
            reason=reason,
            projects=len(lines),
            refused=sorted(found.keys() - made.keys()),
            sha256=edition.sha256,
        )
    return edition


def _lines(edition: ForecastEdition, made: dict[str, Outlook], past: Past) -> list[ForecastLine]:
    """One line for each project that pends for any goal that could be forecast."""
    chances: dict[str, dict[str, list[list[float | None]]]] = {}
    for goal, each in made.items():
        for chance in each.made.chances:
            chances.setdefault(chance.key, {})[goal] = [_span(s.years, s.expected, s.low, s.high) for s in chance.spans]
    last = method_of(edition.method).goals[-1]
    told = [each for each in past.known(edition.as_of) if each.key in chances]
    stages = _stages(told, past, edition.as_of)
    return [
        ForecastLine(
            edition=edition,
            project_id=int(each.key),
            stage=stages[each.key],
            known=_known(each),
            chances=chances[each.key],
            landed=chances[each.key][last][-1][1] if last in chances[each.key] else None,
        )
        for each in sorted(told, key=lambda each: int(each.key))
    ]


def _stages(told: Sequence[Told], past: Past, as_of: date) -> dict[str, str]:
    """Where each pending project stands."""
    stays = spells(told, past.road, as_of)
    now = stays.to < 0
    return {
        told[row].key: past.road.places[stage]
        for row, stage in zip(stays.project[now].tolist(), stays.stage[now].tolist(), strict=True)
    }


def _known(project: Told) -> dict[str, object]:
    reached = {stage: day.isoformat() for stage, day in project.reached.items()}
    return {"reached": reached, "features": dict(project.features), "amounts": dict(project.amounts)}


def _span(*values: float | None) -> list[float | None]:
    return [None if value is None else round(value, DIGITS) for value in values]


def _hash(lines: Sequence[ForecastLine]) -> str:
    """SHA-256 over one line for each project in order: number, then goal and chances."""
    digest = hashlib.sha256()
    for each in lines:
        digest.update(f"{each.project_id},{sorted(each.chances.items())}\n".encode())
    return digest.hexdigest()


def _kept(edition: ForecastEdition, goal: str, found: Outlook | Refused, order: int) -> ForecastOutlook:
    if isinstance(found, Refused):
        refusal = Reason(found.text, {key: str(value) for key, value in found.facts.items()}).as_data()
        return ForecastOutlook(edition=edition, goal=goal, order=order, refusal=refusal)
    made = found.made
    figures = {
        "totals": [_total(each) for each in (made.number, *made.amounts, *made.groups)],
        "curve": [round(each, DIGITS) for each in made.curve],
        "history": {
            "projects": found.hazards.projects,
            "landed": found.hazards.landed,
            "years": round(found.hazards.years),
        },
        "past": None if found.past is None else _past(found.past),
    }
    return ForecastOutlook(edition=edition, goal=goal, order=order, learned=packed(found.hazards), figures=figures)


def _total(each: Total) -> dict[str, object]:
    spans = [_span(s.years, s.expected, s.low, s.high) for s in each.spans]
    return {**{k: v for k, v in vars(each).items() if k != "spans"}, "spans": spans}


def _past(tried: Tried) -> dict[str, object]:
    origins = [
        {"as_of": each.as_of.isoformat(), "years": round(each.years, 2), **_score(each.score)} for each in tried.origins
    ]
    return {"origins": origins, "pooled": _score(tried.pooled)}


def _score(its: Score) -> dict[str, object]:
    kept = {key: round(v, DIGITS) if isinstance(v, float) else v for key, v in vars(its).items() if key != "bins"}
    return {**kept, "bins": [{k: round(v, DIGITS) for k, v in vars(each).items()} for each in its.bins]}


@transaction.atomic
def override_forecast(
    *, actor: User, reason: str, edition: ForecastEdition, project: Project, estimate: Estimate
) -> ForecastOverride:
    """Keep an officer's own estimate beside the forecast; ``reason`` says why. The forecast stays as it is."""
    require(actor, "land.override_forecast", project)
    line = ForecastLine.objects.filter(edition=edition, project=project).first()
    years = [span[0] for span in line.chances.get(estimate.goal, [])] if line else []
    if estimate.years not in years:
        raise Missing("forecast-missing", gettext_noop("The forecast says nothing of this project, goal and year."))
    said = Override(
        project=str(project.pk),
        chance=float(estimate.chance),
        until=queries.until(edition, estimate.years),
        said_on=timezone.localdate(),
        said_by=actor.get_username(),
        why=reason,
    )
    override = ForecastOverride(
        edition=edition,
        project=project,
        goal=estimate.goal,
        years=estimate.years,
        until=said.until,
        chance=estimate.chance,
        why=reason,
        said_on=said.said_on,
        said_by=actor,
    )
    override.save()
    audit.record(
        actor=actor,
        verb="override_forecast",
        subject=override,
        reason=reason,
        project=project.pk,
        goal=estimate.goal,
        until=said.until.isoformat(),
        chance=str(estimate.chance),
    )
    return override

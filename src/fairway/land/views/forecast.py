"""Forecasts: asked for, looked at, and one project's chances with their reasons and an officer's estimate beside."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.http import require_POST

from fairway.base.forms import Refusals
from fairway.base.lists import Badge, Column, Filter, Link, ListPage, address, show
from fairway.base.rights import acting, needs
from fairway.base.words import sentence
from fairway.know.queries import place_choices
from fairway.land import actions, queries, tasks
from fairway.land.engine.forecast.method import method_of
from fairway.land.engine.tiles import prefecture_code
from fairway.land.forms import estimate_form, forecast_form
from fairway.land.templatetags.forecasts import by_label, chance, goal_label, group_label
from fairway.land.templatetags.land import place
from fairway.lib.errors import Missing

if TYPE_CHECKING:
    from django import forms
    from django.http import HttpRequest, HttpResponse

    from fairway.land.engine.forecast.answers import Span
    from fairway.land.engine.forecast.reasons import Explained
    from fairway.land.models import ForecastEdition, ForecastLine, ForecastOutlook, Project
    from fairway.lib.explain import Reason

TONES = {"waiting": "plain", "running": "info", "done": "ok", "failed": "bad", "cancelled": "warn"}
REGION = "project__region_code"
ASKED = gettext_noop("Asked for on the page of forecasts")


def _day(edition: ForecastEdition) -> Link:
    made = edition.made_at is not None
    url = address("land:forecast", edition.pk) if made else address("job", edition.job_id)
    return Link(date_format(edition.as_of), url, edition.is_demo)


def _state(edition: ForecastEdition) -> Badge:
    refused = [each for each in edition.outlooks.all() if each.refusal]
    if edition.made_at and refused:
        return Badge(_("too little data"), "warn")
    return Badge(edition.job.get_state_display(), TONES[edition.job.state])


FORECAST_COLUMNS = (
    Column("as_of", gettext_lazy("As known on"), _day, "as_of"),
    Column("years", gettext_lazy("Years ahead"), lambda e: e.years, "years", numeric=True),
    Column("region", gettext_lazy("Region"), lambda e: place(e.region_code) or _("all regions"), "region_code"),
    Column("state", gettext_lazy("State"), _state),
    Column("pending", gettext_lazy("Pending projects"), lambda e: e.pending if e.made_at else None, numeric=True),
    Column("method", gettext_lazy("Method"), lambda e: e.method_name),
    Column("seed", gettext_lazy("Seed"), lambda e: e.seed, numeric=True),
    Column("by", gettext_lazy("Asked for by"), lambda e: e.job.started_by.get_username()),
    Column("hash", gettext_lazy("Hash"), lambda e: e.sha256[:12] or None),
)


def _forecasts(request: HttpRequest, form: forms.Form) -> HttpResponse:
    answer = show(
        request,
        ListPage(
            name="forecasts",
            title=gettext_lazy("Forecasts"),
            intro=gettext_lazy(
                "Which signed projects will start and produce, learned from the region's own history. A forecast is "
                "kept as it was made, so that it can be judged later."
            ),
            rows=queries.forecasts(),
            columns=FORECAST_COLUMNS,
            order=("-pk",),
            empty=gettext_lazy("No forecast has been made yet."),
            extra={"form": form, "both": queries.officers_scored(queries.reporting_date())},
            template="land/forecasts.html",
        ),
    )
    answer.status_code = 422 if form.errors else answer.status_code
    return answer


@needs("land.see_forecasts")
def forecasts(request: HttpRequest) -> HttpResponse:
    """Every forecast that was asked for."""
    return _forecasts(request, forecast_form(None, queries.reporting_date()))


@require_POST
@needs("land.make_forecast")
def start_forecast(request: HttpRequest) -> HttpResponse:
    """Make one, in the background."""
    form = forecast_form(request.POST, queries.reporting_date())
    if not form.is_valid():
        return _forecasts(request, form)
    edition = tasks.start_forecast(actor=acting(request), reason=_(ASKED), asked=form.asked())
    return redirect("job", pk=edition.job_id)


@needs("land.see_forecasts")
def forecast(request: HttpRequest, pk: int) -> HttpResponse:
    """One forecast: the portfolio by year, its parts, and how the method would have done on earlier days."""
    found = queries.forecast_at(pk)
    outlooks = [_outlook(each) for each in found.outlooks.all()]
    context = {
        "edition": found,
        "outlooks": outlooks,
        "curve": _curve([each for each in outlooks if each["totals"]]),
        "came": queries.came_of(found, queries.reporting_date()),
        "method": method_of(found.method),
    }
    return render(request, "land/forecast.html", context)


def _outlook(outlook: ForecastOutlook) -> dict[str, Any]:
    """One goal as the page takes it."""
    figures = outlook.figures
    totals = [each for each in figures.get("totals", []) if not each["by"]]
    past = figures.get("past")
    return {
        "goal": outlook.goal,
        "refusal": outlook.refusal,
        "missing": _missing(outlook.refusal),
        "totals": totals,
        "years": list(zip(*(each["spans"] for each in totals), strict=True)),
        "groups": _groups(figures.get("totals", [])),
        "history": figures.get("history"),
        "curve": figures.get("curve", []),
        "past": past,
        "reliability": _reliability(past["pooled"]["bins"]) if past else None,
    }


def _missing(refusal: dict[str, Any] | None) -> list[tuple[str, str, str]]:
    """What is missing: what there is, and what a forecast needs."""
    if refusal is None or "landed" not in refusal["params"]:
        return []
    params = refusal["params"]
    return [
        (_("Projects that reached the goal"), params["landed"], params["least"]),
        (_("Years that projects were watched"), params["years"], params["least_years"]),
    ]


def _groups(totals: list[dict[str, Any]]) -> list[tuple[str, list[str], list[tuple[str, int, list[Any]]]]]:
    """Parts of the portfolio: by what, in which units, and for each group its projects and sums by the horizon.

    The sum is ``None`` where no project of the group states an amount of the unit.
    """
    found: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for each in totals:
        if each["by"]:
            found.setdefault(each["by"], {}).setdefault(each["group"], []).append(each)
    return [
        (
            by,
            [each["unit"] for each in next(iter(groups.values()))],
            [
                (group_label(group, by), rows[0]["projects"], [(_stated(row), row["unit"]) for row in rows])
                for group, rows in groups.items()
            ],
        )
        for by, groups in found.items()
    ]


def _stated(total: dict[str, Any]) -> list[Any] | None:
    return total["spans"][-1] if total["unstated"] < total["projects"] else None


def _curve(outlooks: list[dict[str, Any]]) -> dict[str, Any] | None:
    if not outlooks:
        return None
    quarters = range(1, len(outlooks[0]["curve"]) + 1)
    return {
        "type": "lines",
        "title": _("Projects expected to have reached the goal"),
        "unit": _("projects"),
        "categories": [f"{quarter / 4:g}" for quarter in quarters],
        "series": [{"name": goal_label(each["goal"]), "values": each["curve"]} for each in outlooks],
    }


def _reliability(bins: list[dict[str, float]]) -> dict[str, Any]:
    return {
        "type": "bars",
        "title": _("What earlier forecasts said, and what came"),
        "unit": "%",
        "categories": [_("part %(number)s of %(parts)s") % {"number": n, "parts": len(bins)} for n in _from_one(bins)],
        "series": [
            {"name": _("said"), "values": [round(100 * each["forecast"], 1) for each in bins]},
            {"name": _("came"), "values": [round(100 * each["landed"], 1) for each in bins]},
        ],
    }


def _from_one(things: list[Any]) -> range:
    return range(1, len(things) + 1)


def _spans(line: ForecastLine, goal: str) -> str | None:
    spans = line.chances.get(goal)
    return " · ".join(chance(span[1]) for span in spans) if spans else None


def _project(line: ForecastLine) -> Link:
    url = reverse("land:project_forecast_of", args=[line.project_id, line.edition_id])
    return Link(line.project.title, url, line.project.is_demo)


def _line_columns(edition: ForecastEdition) -> tuple[Column, ...]:
    goals = method_of(edition.method).goals
    return (
        Column("project", gettext_lazy("Project"), _project, "project__title"),
        Column("stage", gettext_lazy("Stage then"), lambda line: goal_label(line.stage), "stage"),
        Column(
            "region",
            gettext_lazy("Prefecture"),
            lambda line: place(prefecture_code(line.project.region_code)) or None,
            REGION,
        ),
        *(
            Column(
                goal,
                _("%(goal)s: within 1 to %(years)s years") % {"goal": goal_label(goal), "years": edition.years},
                partial(_spans, goal=goal),
                "landed" if goal == goals[-1] else "",
                numeric=True,
            )
            for goal in goals
        ),
    )


@needs("land.see_forecasts")
def forecast_projects(request: HttpRequest, pk: int) -> HttpResponse:
    """Each project's chances, the likeliest first."""
    edition = queries.forecast_at(pk)
    rows = queries.forecast_lines(edition)
    return show(
        request,
        ListPage(
            name=f"forecast-{edition.as_of}",
            title=_("Projects in the forecast of %(day)s") % {"day": date_format(edition.as_of)},
            intro=gettext_lazy("Chances by the end of each year. Open a project for its intervals and reasons."),
            rows=rows,
            columns=_line_columns(edition),
            filters=(
                Filter("stage", gettext_lazy("Stage then"), "stage", partial(_stages, edition)),
                Filter(
                    "region",
                    gettext_lazy("Prefecture"),
                    "project__region_code__startswith",
                    partial(_regions, edition),
                ),
            ),
            search=("project__title", "project__agreement__number"),
            order=("-landed", "pk"),
            empty=gettext_lazy("No project pends in this forecast."),
            template="land/list.html",
        ),
    )


def _stages(edition: ForecastEdition) -> list[tuple[str, str]]:
    stages = queries.forecast_lines(edition).order_by().values_list("stage", flat=True).distinct()
    return [(stage, goal_label(stage)) for stage in sorted(stages)]


def _regions(edition: ForecastEdition) -> list[tuple[str, str]]:
    codes = queries.forecast_lines(edition).values_list(REGION, flat=True)
    return place_choices(codes.exclude(**{REGION: ""}).order_by())


def _seen(
    request: HttpRequest, pk: int, right: str, edition_pk: int | None = None
) -> tuple[Project, ForecastLine | None]:
    project = queries.seen_project(request.user, pk, right)
    lines = queries.lines_of(project)
    return project, (lines.filter(edition=edition_pk) if edition_pk else lines).first()


@needs("land.see_forecasts")
def project_forecast(request: HttpRequest, pk: int, edition_pk: int | None = None) -> HttpResponse:
    """One project's chances in the newest forecast, or in the one asked for, with reasons."""
    project, line = _seen(request, pk, "land.see_forecasts", edition_pk)
    return _project_page(request, project, line)


def _project_page(
    request: HttpRequest, project: Project, line: ForecastLine | None, form: forms.Form | None = None
) -> HttpResponse:
    told = queries.explained(line) if line else {}
    may = line is not None and request.user.has_perm("land.override_forecast", project)
    context = {
        "project": project,
        "line": line,
        "goals": [_goal(goal, *found) for goal, found in told.items()],
        "lines": queries.lines_of(project)[:20],
        "overrides": queries.overrides_of(project),
        "form": form or (estimate_form(None, _choices(line)) if may and line else None),
    }
    return render(request, "land/project_forecast.html", context, status=422 if form else 200)


def _goal(goal: str, spans: tuple[Span, ...], told: Explained) -> dict[str, Any]:
    reasons = [(_reason(each), (each.points or 0) / 10) for each in told.reasons]
    labels = [*(text for text, _points in reasons), _("Chance")]
    return {
        "goal": goal,
        "spans": [(each.years, each.expected, each.low, each.high) for each in spans],
        "reasons": reasons,
        "chance": round(100 * told.chance, 1),
        "chart": {
            "type": "waterfall",
            "title": _("How the chance comes about"),
            "unit": "%",
            "categories": labels,
            "totals": [0, len(reasons)],
            "series": [{"name": _("Chance"), "values": [*(p for _text, p in reasons), round(100 * told.chance, 1)]}],
        },
    }


def _reason(reason: Reason) -> str:
    """A reason with its feature, value and stage in the reader's words."""
    params = dict(reason.params)
    if "feature" in params:
        feature, value = str(params["feature"]), str(params["value"])
        params |= {"feature": by_label(feature), "value": group_label(value, feature)}
    if "stage" in params:
        params["stage"] = goal_label(str(params["stage"]))
    return sentence({"text": reason.text, "params": params})


def _choices(line: ForecastLine) -> list[tuple[str, str]]:
    """Goals and years of the forecast, with what it says of each."""
    text = gettext_noop("%(goal)s by %(day)s (forecast: %(chance)s)")
    return [
        (
            f"{goal}:{span[0]:g}",
            _(text)
            % {
                "goal": goal_label(goal),
                "day": queries.until(line.edition, span[0]).isoformat(),
                "chance": chance(span[1]),
            },
        )
        for goal, spans in line.chances.items()
        for span in spans
    ]


@require_POST
@needs("land.override_forecast")
def override_forecast(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep an officer's estimate beside the newest forecast, or show the form again with what is wrong."""
    project, line = _seen(request, pk, "land.override_forecast")
    if line is None:
        raise Missing("forecast-missing", gettext_noop("No forecast tells of this project."))
    form = estimate_form(request.POST, _choices(line))
    if form.is_valid():
        given = {"reason": form.cleaned_data["reason"], "edition": line.edition, "estimate": form.estimate()}
        with Refusals(form):
            actions.override_forecast(actor=acting(request), project=project, **given)
            messages.success(request, _("The estimate stands beside the forecast."))
            return redirect("land:project_forecast", pk=pk)
    return _project_page(request, project, line, form)

"""``fairway forecast``: which projects of a stage log will land, with intervals and how such forecasts did before."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fairway.cli.compare import FILE
from fairway.cli.outputs import refuse_input, write_file
from fairway.cli.printing import table
from fairway.lib.errors import Invalid

if TYPE_CHECKING:
    from fairway.land.engine.forecast.answers import Forecast
    from fairway.land.engine.forecast.method import Method
    from fairway.land.engine.forecast.outlook import Outlook, Wish
    from fairway.land.engine.forecast.past import Past

DAY = click.DateTime(["%Y-%m-%d"])
NEW_FILE = click.Path(dir_okay=False, path_type=Path)
HEADINGS = ("project", "goal", "years", "chance", "low", "high")


@click.command()
@click.argument("history", type=FILE, required=False)
@click.option("--as-of", "as_of", type=DAY, help="The day the forecast is made on.  [default: the last day learned]")
@click.option("--years", type=click.IntRange(1, 5), default=3, show_default=True, help="How far to look ahead.")
@click.option("--goal", help="Stage that counts as landed.  [default: the last one]")
@click.option("--stages", help="Stages in order, with commas.  [default: signed … in_production]")
@click.option("--outs", help="Ways a project ends for good, with commas.  [default: withdrawn,terminated]")
@click.option("--amount", "amounts", multiple=True, metavar="COL", help="A column to sum up, such as a capacity.")
@click.option("--leave-out", multiple=True, metavar="COL", help="A column not to learn from.")
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=0, show_default=True)
@click.option("--out", type=NEW_FILE, help="CSV for each project's chances.")
@click.option("--json", "as_json", is_flag=True, help="Print the portfolio and the scores as JSON.")
@click.option("--reason", default="fairway forecast", show_default=True, help="Kept in the audit log of the workbench.")
def forecast(history: Path | None, **given: Any) -> None:  # noqa: ANN401  # options as click gives them
    """Forecast which projects will land, learned from HISTORY (.csv or .parquet): the region's own log of stages.

    HISTORY has one row for each stage that a project reached: project, stage, happened_on, and where it is known
    learned_on; without it the last year teaches nothing, for nobody can say how much of it is reported yet. Every other
    column is a feature of the project, as first stated; --amount names those to be summed.
    With fewer than 30 landings or 50 project-years the forecast is refused. Without HISTORY the workbench's own
    projects are forecast and the forecast is kept there.

    \b
    Example: fairway forecast stages.csv --as-of 2026-01-01 --amount megawatts --out chances.csv
    """
    if history is None:
        _of_workbench(given)
        return
    if given["out"]:
        refuse_input(given["out"], [history])
    past, wish, found = _of_file(history, given)
    if given["out"]:
        write_file(given["out"], _csv(found))
    click.echo(_json(found, past, wish) if given["as_json"] else _told(found, past))


def _of_file(history: Path, given: dict[str, Any]) -> tuple[Past, Wish, Outlook]:
    from fairway.cli.scorecard_tables import naming, read_columns
    from fairway.land.engine.forecast.from_log import ROAD
    from fairway.land.engine.forecast.history_file import Columns, read_past
    from fairway.land.engine.forecast.outlook import Wish, outlook
    from fairway.land.engine.forecast.projects import Road

    road = Road(_names(given["stages"]) or ROAD.stages, _names(given["outs"]) or ROAD.outs)
    goal = given["goal"] or road.landed
    if goal not in road.stages[1:]:
        text = "“%(goal)s” is no stage after the first. Choose one of: %(stages)s."
        raise Invalid("forecast-goal", text, goal=goal, stages=", ".join(road.stages[1:]))
    with naming(history):
        past = read_past(read_columns(history), Columns(tuple(given["amounts"]), tuple(given["leave_out"])), road)
    last = max(learned for lines in past.lines.values() for _stage, _happened, learned in lines)
    wish = Wish(given["as_of"].date() if given["as_of"] else last, given["years"], given["seed"])
    return past, wish, outlook(past, goal, _method(past), wish, lambda _day: None)


def _names(text: str | None) -> tuple[str, ...]:
    return tuple(each.strip() for each in text.split(",") if each.strip()) if text else ()


def _method(past: Past) -> Method:
    """The shipped method, with the features of the file in place of the workbench's."""
    from fairway.land.engine.forecast.method import shipped

    features = tuple(sorted({name for own in past.features.values() for name in own}))
    method = shipped()
    return replace(method, groups=("stage",), choices=replace(method.choices, features=features))


def _csv(found: Outlook) -> bytes:
    from fairway.lib.tables import csv_bytes

    rows = [
        (chance.key, found.goal, f"{span.years:g}", *(_cell(each) for each in (span.expected, span.low, span.high)))
        for chance in found.made.chances
        for span in chance.spans
    ]
    return csv_bytes(HEADINGS, rows)


def _cell(value: float | None) -> str:
    return "" if value is None else f"{value:.6f}"


def _told(found: Outlook, past: Past) -> str:
    made, learned = found.made, found.hazards
    pending = f"“{found.goal}” as of {made.as_of}: {len(made.chances)} of {len(past.lines)} projects pending"
    taught = f"{learned.landed} landings in {learned.years:.0f} project-years up to {past.settled_on(made.as_of)}"
    said = [
        f"{pending}; learned from {taught}.",
        "",
        table(["Within years", "What", "Expected", "80 % interval"], _rows(made)),
        "",
    ]
    if found.past is None:
        return "\n".join([*said, "No earlier forecast can be made and checked: how reliable this is, nobody can say."])
    rows = [
        (each.as_of, f"{each.years:.1f}", s.count, f"{s.expected:.1f}", s.landed, f"{s.brier:.3f}", _score(s.auc))
        for each in found.past.origins
        for s in [each.score]
    ]
    headings = ["Made on", "Years", "Pending", "Expected", "Came", "Brier", "AUC"]
    bins = [(each.count, f"{each.forecast:.3f}", f"{each.landed:.3f}") for each in found.past.pooled.bins]
    said += ["The same method on earlier days, knowing what was known then:", table(headings, rows), ""]
    return "\n".join([*said, table(["Forecasts", "Said", "Came"], bins)])


def _score(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _rows(made: Forecast) -> list[tuple[object, ...]]:
    return [
        (f"{span.years:g}", each.unit or "projects", f"{span.expected:,.1f}", f"{span.low:,.0f}–{span.high:,.0f}")
        for each in (made.number, *made.amounts)
        for span in each.spans
    ]


def _json(found: Outlook, past: Past, wish: Wish) -> str:
    """The portfolio and the scores."""
    before = found.past
    data = {
        "goal": found.goal,
        "as_of": wish.as_of.isoformat(),
        "years": wish.years,
        "seed": wish.seed,
        "learned_until": past.settled_on(wish.as_of).isoformat(),
        "landed": found.hazards.landed,
        "project_years": round(found.hazards.years),
        "pending": len(found.made.chances),
        "totals": [asdict(each) for each in (found.made.number, *found.made.amounts, *found.made.groups)],
        "origins": [
            {"as_of": each.as_of.isoformat(), "years": each.years, **asdict(each.score)} for each in before.origins
        ]
        if before
        else [],
        "pooled": asdict(before.pooled) if before else None,
    }
    return json.dumps(data, ensure_ascii=False, indent=2)


def _of_workbench(given: dict[str, Any]) -> None:
    """Make a forecast of the workbench's projects, in this process, and keep it there."""
    from fairway.cli.workbench import operator, set_up_office

    set_up_office()
    from fairway.land import queries, tasks
    from fairway.land.actions import Asked

    day = given["as_of"].date() if given["as_of"] else queries.reporting_date()
    actor = operator(given["reason"])
    asked = Asked(day, given["years"], seed=given["seed"])
    edition = tasks.forecast_now(actor=actor, reason=given["reason"], asked=asked)
    for each in edition.outlooks.all():
        if each.refusal:
            click.echo(f"{each.goal}: {each.refusal['text'] % each.refusal['params']}")
        else:
            for total in (each for each in each.figures["totals"] if not each["by"]):
                _years, expected, low, high = total["spans"][-1]
                what = f"{each.goal} within {edition.years} years, {total['unit'] or 'projects'}"
                click.echo(f"{what}: {expected:,.1f} ({low:,.1f}–{high:,.1f}, 80 %)")
    click.echo(f"Forecast {edition.pk} as of {edition.as_of}, {edition.pending} projects pending, {edition.sha256}")

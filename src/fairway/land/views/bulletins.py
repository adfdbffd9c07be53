"""Bulletins: KPIs by a named definition over a period, a second definition beside it, on screen and as a workbook."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from fairway.base.lists import XLSX_TYPE
from fairway.base.rights import needs
from fairway.base.words import reads_chinese
from fairway.land import queries
from fairway.land.forms import bulletin_form
from fairway.land.templatetags.land import percent
from fairway.lib.tables.write import Sheet, workbook_bytes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest

    from fairway.land.engine.kpi.figures import Bulletin, Figure
    from fairway.land.forms import BulletinForm
    from fairway.lib.tables.write import Cell


@needs("land.see_projects")
def bulletin(request: HttpRequest) -> HttpResponse:
    """Show the figures of one definition, or of two side by side."""
    form = bulletin_form(request.GET or None, queries.reporting_date())
    found = _bulletins(request, form)
    context = {"form": form, "bulletins": found, "lines": _side_by_side(found), "query": request.GET.urlencode()}
    return render(request, "land/bulletin.html", context, status=422 if form.errors else 200)


@needs("land.see_projects")
def bulletin_workbook(request: HttpRequest) -> HttpResponse:
    """Send the same figures as a workbook, a sheet for each definition."""
    form = bulletin_form(request.GET or None, queries.reporting_date())
    found = _bulletins(request, form)
    if not found:
        return render(request, "land/bulletin.html", {"form": form, "bulletins": found}, status=422)
    day = form.chosen_period().end
    stamp = datetime.combine(day, time(), UTC) if day else datetime.now(UTC)
    response = HttpResponse(workbook_bytes([_sheet(each) for each in found], stamp), content_type=XLSX_TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="bulletin-{stamp:%Y-%m-%d}.xlsx"'
    return response


def _bulletins(request: HttpRequest, form: BulletinForm) -> list[Bulletin]:
    if form.is_bound and not form.is_valid():
        return []
    period = form.chosen_period()
    return [queries.bulletin_of(each, period, seen_by=request.user) for each in form.chosen()]


def _side_by_side(found: Sequence[Bulletin]) -> list[tuple[str, list[Figure | None]]]:
    """Figures of the same key and currency on one line, in the order of the first definition that has them."""
    placed = [{(f.kpi.key, f.currency): f for f in each.figures} for each in found]
    keys = dict.fromkeys(key for each in placed for key in each)
    return [(_label(next(each[key] for each in placed if key in each)), [p.get(key) for p in placed]) for key in keys]


def _label(figure: Figure) -> str:
    name = figure.kpi.name_zh if reads_chinese() else figure.kpi.name
    return f"{name} ({figure.currency})" if figure.currency else name


def _sheet(found: Bulletin) -> Sheet:
    headings = [_("Figure"), _("Currency"), _("Counted"), _("Of"), _("Share"), _("Excluded"), _("Not stated")]
    rows: list[Sequence[Cell]] = [
        [_label(f), f.currency, f.numerator, f.denominator, percent(f.share), f.left_out, f.not_stated]
        for f in found.figures
    ]
    rows += [
        [],
        [_("Definition"), f"{found.definition.key} {found.definition.version}"],
        [_("Source"), found.definition.source],
        [_("Period"), f"{found.period.start} – {found.period.end}"],
    ]
    return Sheet(f"{found.definition.key} {found.definition.version}", headings, rows)

"""Bulletins: KPIs by a named definition over a period, a second definition beside it, on screen and as a workbook."""

from __future__ import annotations

from datetime import UTC, datetime, time
from importlib.resources import files
from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils.translation import gettext as _

from fairway.base.cells import shown
from fairway.base.exports import PDF_TYPE, XLSX_TYPE, attachment
from fairway.base.rights import needs
from fairway.base.words import in_language, reads_chinese
from fairway.land import queries
from fairway.land.forms import bulletin_form
from fairway.land.templatetags.land import figure_counts, figure_text, kpi_text, named, percent, versioned
from fairway.lib.paper import pdf
from fairway.lib.tables.write import Sheet, workbook_bytes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse

    from fairway.land.engine.kpi.figures import Bulletin, Figure
    from fairway.land.forms import BulletinForm
    from fairway.lib.tables.write import Cell


REPORTS = files("fairway.land") / "reports"


@needs("land.see_projects")
def bulletin(request: HttpRequest) -> HttpResponse:
    """Show the figures of one definition, or of two side by side."""
    form = bulletin_form(request.GET or None, queries.reporting_date())
    found = _bulletins(request, form)
    context = {
        "form": form,
        "bulletins": found,
        "headings": _headings(found),
        "lines": _side_by_side(found),
        "query": request.GET.urlencode(),
    }
    return render(request, "land/bulletin.html", context, status=422 if form.errors else 200)


@needs("land.see_projects")
def bulletin_workbook(request: HttpRequest) -> HttpResponse:
    """Send the same figures as a workbook, a sheet for each definition."""
    form = bulletin_form(request.GET or None, queries.reporting_date())
    found = _bulletins(request, form)
    if not found:
        return render(request, "land/bulletin.html", {"form": form, "bulletins": found}, status=422)
    stamp = _stamp(form)
    return attachment(
        workbook_bytes([_sheet(each) for each in found], stamp), XLSX_TYPE, f"bulletin-{stamp:%Y-%m-%d}.xlsx"
    )


@needs("land.see_projects")
def bulletin_pdf(request: HttpRequest) -> HttpResponse:
    """Send the same figures as pages to print, in the reader's language."""
    form = bulletin_form(request.GET or None, queries.reporting_date())
    found = _bulletins(request, form)
    if not found:
        return render(request, "land/bulletin.html", {"form": form, "bulletins": found}, status=422)
    stamp = _stamp(form)
    values = _paper(found, is_demo=queries.counts_demo(stamp.date(), seen_by=request.user))
    return attachment(pdf(REPORTS / "bulletin.typ", values, stamp), PDF_TYPE, f"bulletin-{stamp:%Y-%m-%d}.pdf")


def _stamp(form: BulletinForm) -> datetime:
    """The last day of the period: the same bulletin is the same file whenever it is asked for."""
    period = form.chosen_period()
    return datetime.combine(period.end or period.start, time(), UTC)


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


def _paper(found: Sequence[Bulletin], *, is_demo: bool) -> dict[str, object]:
    """What the printed bulletin says."""
    period = found[0].period
    first, last = shown(period.start), shown(period.end or period.start)
    known = _("As known on %(day)s. Worked out again for the same period, the figures are the same.")
    return {
        "lang": "zh" if reads_chinese() else "en",
        "region": "CN" if reads_chinese() else "GB",
        "title": _("Bulletin"),
        "period": _("%(start)s to %(end)s") % {"start": first, "end": last},
        "known": known % {"day": last},
        "is-demo": is_demo,
        "demo": _("DEMO"),
        "page-of": _("Page {page} of {pages}"),
        "figures": _("Figures"),
        "headings": [_("Figure"), *_headings(found)],
        "rows": [{"name": name, "cells": [_cell(each) for each in line]} for name, line in _side_by_side(found)],
        "counted": _("What is counted"),
        "definitions": [_definition(each) for each in found],
    }


def _headings(found: Sequence[Bulletin]) -> list[str]:
    """The definitions by name, and by version where two have the same one."""
    names = [named(each.definition) for each in found]
    same = len(set(names)) < len(names)
    return [versioned(each.definition) for each in found] if same else names


def _cell(figure: Figure | None) -> dict[str, str]:
    if figure is None:
        return {"share": "–", "counts": _("not defined")}
    return {"share": figure_text(figure), "counts": figure_counts(figure)}


def _definition(found: Bulletin) -> dict[str, object]:
    definition = found.definition
    version = _("Version %(version)s, by %(authority)s.")
    return {
        "name": named(definition),
        "version": version % {"version": definition.version, "authority": in_language(definition, "authority")},
        "source": in_language(definition, "source"),
        "kpis": [kpi_text(each) for each in definition.kpis],
    }


def _sheet(found: Bulletin) -> Sheet:
    headings = [_("Figure"), _("Currency"), _("Counted"), _("Of"), _("Share"), _("Excluded"), _("Not stated")]
    rows: list[Sequence[Cell]] = [
        [_label(f), f.currency, f.numerator, f.denominator, percent(f.share), f.left_out, f.not_stated]
        for f in found.figures
    ]
    rows += [
        [],
        [_("Definition"), f"{found.definition.key} {found.definition.version}"],
        [_("Source"), in_language(found.definition, "source")],
        [_("Period"), f"{found.period.start} – {found.period.end}"],
    ]
    return Sheet(f"{found.definition.key} {found.definition.version}", headings, rows)

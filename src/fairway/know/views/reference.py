"""Reference data to look up and export: places and what they were, industries, legal forms, value chains."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from fairway.base.cells import cell_opening, shown_row
from fairway.base.exports import export
from fairway.base.lists import PAGE_ROWS, Column, Link
from fairway.base.rights import needs
from fairway.base.words import reading_language
from fairway.know.engine import industries as gbt
from fairway.know.engine import places as divisions
from fairway.know.queries import reference
from fairway.lib.errors import Missing

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from django.http import HttpRequest, HttpResponse
    from django_stubs_ext import StrPromise

    from fairway.know.engine.industries import Industry
    from fairway.know.engine.places import Place

SEE = "know.see_organisations"
LEVELS = {
    "province": gettext_lazy("province"),
    "prefecture": gettext_lazy("prefecture"),
    "county": gettext_lazy("county"),
    "zone": gettext_lazy("zone"),
    "section": gettext_lazy("section"),
    "division": gettext_lazy("division"),
    "group": gettext_lazy("industry group"),
    "class": gettext_lazy("class"),
}


@dataclass(frozen=True)
class Table:
    """A table of reference data: rows at hand, how they read, and what stands around them."""

    name: str
    title: StrPromise | str
    rows: Callable[[str], Sequence[Any]]
    columns: tuple[Column, ...]
    intro: StrPromise | str = ""
    extra: Mapping[str, object] = field(default_factory=dict)
    template: str = "know/reference.html"


def _show(request: HttpRequest, table: Table) -> HttpResponse:
    words = request.GET.get("q", "").replace("\x00", "")[:100]
    rows = table.rows(words)
    if kind := request.GET.get("format"):
        return export(table.name, str(table.title), table.columns, rows, kind)
    page = Paginator(rows, PAGE_ROWS * 2).get_page(request.GET.get("page"))
    openings = [cell_opening(str(column.label), numeric=column.numeric) for column in table.columns]
    lines = [shown_row([column.cell(row) for column in table.columns], openings) for row in page]
    context = {"table": table, "page": page, "lines": lines, "query": words, **table.extra}
    return render(request, table.template, context)


def _place_link(code: str, text: str) -> Link:
    return Link(text, reverse("know:place", args=[code]))


def _within(place: Place) -> str | None:
    return divisions.full_name(place.parent, reading_language()) if place.parent else None


PLACES = (
    Column("code", gettext_lazy("Code"), lambda p: _place_link(p.code, p.code)),
    Column("name", gettext_lazy("Name"), lambda p: p.name(reading_language())),
    Column("other", gettext_lazy("Other language"), lambda p: p.name_en if _reads_chinese() else p.name_zh),
    Column("level", gettext_lazy("Level"), lambda p: str(LEVELS[p.level])),
    Column("within", gettext_lazy("Within"), _within),
)
SPELLS = (
    Column("code", gettext_lazy("Code"), lambda s: _place_link(s.code, s.code)),
    Column("name", gettext_lazy("Name"), lambda s: s.name_zh),
    Column("first", gettext_lazy("First list"), lambda s: str(s.first)),
    Column("last", gettext_lazy("Last list"), lambda s: str(s.last)),
    Column("today", gettext_lazy("Today"), lambda s: _today(s.code, s.first)),
)


def _reads_chinese() -> bool:
    return reading_language().startswith("zh")


def _today(code: str, year: int) -> Link | None:
    found = divisions.moved_to(code, year)
    return _place_link(found.code, f"{found.code} {found.name(reading_language())}") if found else None


@needs(SEE)
def index(request: HttpRequest) -> HttpResponse:
    """What there is to look up, with editions and counts."""
    counts = {
        "places": len(divisions.places()),
        "spells": len(divisions.all_codes()),
        "industries": len(gbt.industries()),
        "forms": len(reference.forms_like("", "")),
        "chains": len({link.chain for link in gbt.chains()}),
    }
    editions = {"places": divisions.EDITION, "industries": gbt.EDITION, "first": divisions.FIRST_YEAR}
    return render(request, "know/reference_index.html", {"counts": counts, "editions": editions})


@needs(SEE)
def places(request: HttpRequest) -> HttpResponse:
    """Places of the edition in force, from the provinces down."""
    intro = _("Division codes, edition %(edition)s. Search by code or name.") % {"edition": divisions.EDITION}
    return _show(request, Table("places", gettext_lazy("Places"), reference.places_like, PLACES, intro))


@needs(SEE)
def former_places(request: HttpRequest) -> HttpResponse:
    """Codes and names that are no longer used, and where they are today."""
    intro = gettext_lazy("Codes and names of earlier lists, since 1980. Search by code or Chinese name.")
    return _show(request, Table("former-places", gettext_lazy("Former places"), reference.spells_like, SPELLS, intro))


@needs(SEE)
def place(request: HttpRequest, code: str) -> HttpResponse:
    """One place: what it lies in, what lies in it, what it was before."""
    found = reference.place_file(code)
    if found is None:
        raise Missing("place-missing", gettext_noop("No list since 1980 has this division code."))
    if isinstance(found, reference.OldPlace):
        return render(request, "know/reference_old_place.html", {"found": found})
    return render(request, "know/reference_place.html", {"found": found, "level": LEVELS[found.place.level]})


def _other_industry_name(industry: Industry) -> str | None:
    return (industry.name_en or None) if _reads_chinese() else industry.name_zh


def _industry_link(industry: Industry) -> Link:
    return Link(industry.code, reverse("know:industry", args=[industry.code]))


INDUSTRIES = (
    Column("code", gettext_lazy("Code"), _industry_link),
    Column("name", gettext_lazy("Name"), lambda i: gbt.industry_name(i.code, reading_language())),
    Column("other", gettext_lazy("Other language"), _other_industry_name),
    Column("level", gettext_lazy("Level"), lambda i: str(LEVELS[i.level])),
    Column("isic", gettext_lazy("ISIC section"), lambda i: _isic(i.code)),
)


def _isic(code: str) -> str | None:
    return " · ".join(f"{s.code} {s.name(reading_language())}" for s in gbt.isic_sections(code)) or None


@needs(SEE)
def industries(request: HttpRequest) -> HttpResponse:
    """Industries from the sections down."""
    intro = _("%(edition)s, each with the sections of ISIC revision 4 it answers to.") % {"edition": gbt.EDITION}
    return _show(request, Table("industries", gettext_lazy("Industries"), reference.industries_like, INDUSTRIES, intro))


@needs(SEE)
def industry(request: HttpRequest, code: str) -> HttpResponse:
    """One industry: what it belongs to, what belongs to it, its sections of ISIC, its value chains."""
    found = reference.industry_file(code)
    if found is None:
        raise Missing("industry-missing", gettext_noop("GB/T 4754-2017 has no industry with this code."))
    context = {
        "found": found,
        "name": gbt.industry_name(found.industry.code, reading_language()),
        "level": LEVELS[found.industry.level],
        "inside": [(i.code, i.name_zh if _reads_chinese() else i.name_en or i.name_zh) for i in found.inside],
        "isic": [(s.code, s.name(reading_language()), s.note(reading_language())) for s in found.isic],
        "links": [(k.chain_name(reading_language()), k.segment_name(reading_language())) for k in found.links],
    }
    return render(request, "know/reference_industry.html", context)


FORMS = (
    Column("code", gettext_lazy("Code"), lambda f: f.code),
    Column("country", gettext_lazy("Country"), lambda f: f.division or f.country or None),
    Column("name", gettext_lazy("Name"), lambda f: f.name),
    Column("latin", gettext_lazy("In Latin letters"), lambda f: f.transliterated or None),
    Column("short", gettext_lazy("Abbreviations"), lambda f: " · ".join(f.abbreviations) or None),
    Column("language", gettext_lazy("Language"), lambda f: f.language or None),
    Column("active", gettext_lazy("In use"), lambda f: _("yes") if f.active else _("no")),
)


@needs(SEE)
def legal_forms(request: HttpRequest) -> HttpResponse:
    """Legal forms of ISO 20275, by country."""
    country = request.GET.get("country", "")
    countries = reference.form_countries()
    chosen = country if country in countries else ""
    table = Table(
        "legal-forms",
        gettext_lazy("Legal forms"),
        lambda words: reference.forms_like(words, chosen),
        FORMS,
        gettext_lazy("ISO 20275. Search by code, name or abbreviation."),
        {"countries": countries, "country": chosen},
    )
    return _show(request, table)


CHAINS = (
    Column("chain", gettext_lazy("Chain"), lambda k: k.chain_name(reading_language())),
    Column("segment", gettext_lazy("Segment"), lambda k: k.segment_name(reading_language())),
    Column("industries", gettext_lazy("Industries"), lambda k: " · ".join(_named(code) for code in k.industries)),
)


def _named(code: str) -> str:
    return f"{code} {gbt.industry_name(code, reading_language())}"


@needs(SEE)
def chains(request: HttpRequest) -> HttpResponse:
    """Value chains, each from its materials to its services."""
    intro = gettext_lazy("Which industries make which segment of a chain. Our own cut; an industry may serve several.")
    return _show(request, Table("chains", gettext_lazy("Value chains"), reference.chains_like, CHAINS, intro))

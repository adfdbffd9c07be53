"""Pages of organisations, posts, facts, sources and the search box."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from fairway.base.cells import organisation_link
from fairway.base.lists import Badge, Column, Filter, Link, ListPage, address, show
from fairway.base.rights import needs
from fairway.base.words import in_language
from fairway.know import queries
from fairway.know.engine import places
from fairway.know.models import Fact, Organisation, Post, SourceDocument
from fairway.lib.errors import Missing

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


COLUMNS = (
    Column("name", gettext_lazy("Organisation"), organisation_link, "name"),
    Column("kind", gettext_lazy("Kind"), lambda o: o.get_kind_display(), "kind"),
    Column("region", gettext_lazy("Region"), lambda o: queries.place_name(o.region_code), "region_code"),
    Column(
        "industry", gettext_lazy("Industry"), lambda o: queries.industry_name(o.industry_code) or None, "industry_code"
    ),
    Column("segment", gettext_lazy("Chain segment"), lambda o: queries.segment_name(o.segment) or None, "segment"),
)


def _prefectures() -> list[tuple[str, str]]:
    codes = Organisation.objects.values_list("region_code", flat=True)
    return queries.place_choices(codes)


def _segments() -> list[tuple[str, str]]:
    rows = Organisation.objects.exclude(segment="").order_by("segment").values_list("segment", flat=True).distinct()
    return [(segment, queries.segment_name(segment)) for segment in rows]


@needs("know.see_organisations")
def organisations(request: HttpRequest) -> HttpResponse:
    """Everybody who is known."""
    return show(
        request,
        ListPage(
            name="organisations",
            title=gettext_lazy("Organisations"),
            rows=Organisation.objects.all(),
            columns=COLUMNS,
            filters=(
                Filter("kind", gettext_lazy("Kind"), "kind", lambda: list(Organisation.Kind.choices)),
                Filter("region", gettext_lazy("Region"), "region_code__startswith", _prefectures),
                Filter("segment", gettext_lazy("Chain segment"), "segment", _segments),
            ),
            search=("name", "name_en"),
            order=("name", "pk"),
            empty=gettext_lazy("Load a folder with an organisations table to fill this list."),
        ),
    )


@needs("know.see_organisations")
def search(request: HttpRequest) -> HttpResponse:
    """The search box of every page: names and codes."""
    words = request.GET.get("q", "")[:100]
    return show(
        request,
        ListPage(
            name="search",
            title=_("Search: %(words)s") % {"words": words} if words.strip() else _("Search"),
            rows=queries.search_organisations(words),
            columns=COLUMNS,
            order=(),
            empty=gettext_lazy("No name or code contains every word. Try fewer words, or part of a name."),
        ),
    )


@needs("know.see_organisations")
def organisation(request: HttpRequest, pk: int) -> HttpResponse:
    """One organisation: names, codes, posts, facts, each with where it came from."""
    found = queries.organisation_file(pk).first()
    if found is None:
        raise Missing("organisation-missing", gettext_noop("No organisation has this address."))
    context = {
        "organisation": found,
        "region": queries.place_name(found.region_code),
        "industry": queries.industry_name(found.industry_code),
        "segment": queries.segment_name(found.segment),
        "places": [queries.place_name(p.code) for p in places.ancestors(found.region_code)],
    }
    return render(request, "know/organisation.html", context)


def _source_link(source: SourceDocument) -> Link:
    return Link(source.title, address("know:source", source.pk))


@needs("know.see_organisations")
def posts(request: HttpRequest) -> HttpResponse:
    """Who held which post when. People appear here as holders of a post and nowhere else."""
    return show(
        request,
        ListPage(
            name="posts",
            title=gettext_lazy("Posts"),
            intro=gettext_lazy("A holder is named only for the days a source names. Nobody is scored or ranked."),
            rows=Post.objects.select_related("organisation", "source"),
            columns=(
                Column(
                    "organisation",
                    gettext_lazy("Organisation"),
                    lambda p: organisation_link(p.organisation),
                    "organisation__name",
                ),
                Column("title", gettext_lazy("Post"), lambda p: in_language(p, "title"), "title"),
                Column("holder", gettext_lazy("Holder"), lambda p: in_language(p, "holder"), "holder"),
                Column("from", gettext_lazy("From"), lambda p: p.valid_from, "valid_from"),
                Column("until", gettext_lazy("Until"), lambda p: p.valid_until, "valid_until"),
                Column("source", gettext_lazy("Source"), lambda p: _source_link(p.source)),
            ),
            search=("title", "title_zh", "holder", "holder_zh", "organisation__name", "organisation__name_en"),
            order=("-valid_from", "pk"),
            empty=gettext_lazy("Posts come with a folder's event.toml."),
        ),
    )


def _about(fact: Fact) -> Link | str:
    if fact.organisation:
        return organisation_link(fact.organisation)
    words = _("event %(code)s") % {"code": fact.about}
    return Link(words, f"{reverse('meet:events')}?{urlencode({'q': fact.about})}")


def _status(fact: Fact) -> Badge:
    tones = {"stated": "info", "derived": "accent", "contested": "warn", "withdrawn": "plain"}
    return Badge(fact.get_status_display(), tones[fact.status])


@needs("know.see_organisations")
def facts(request: HttpRequest) -> HttpResponse:
    """What sources say, as they say it."""
    return show(
        request,
        ListPage(
            name="facts",
            title=gettext_lazy("Facts"),
            intro=gettext_lazy(
                "Values are kept as stated: “more than 400” stays >400, and what was not stated has no value."
            ),
            rows=Fact.objects.select_related("organisation", "source"),
            columns=(
                Column("about", gettext_lazy("About"), _about),
                Column("predicate", gettext_lazy("What"), lambda f: in_language(f, "words"), "predicate"),
                Column("value", gettext_lazy("Value"), lambda f: in_language(f, "printed") or _("not stated")),
                Column("on", gettext_lazy("Date"), lambda f: f.happened_on, "happened_on"),
                Column("learned", gettext_lazy("Learned"), lambda f: f.learned_on, "learned_on"),
                Column("status", gettext_lazy("Status"), _status, "status"),
                Column("source", gettext_lazy("Source"), lambda f: _source_link(f.source)),
            ),
            filters=(Filter("status", gettext_lazy("Status"), "status", lambda: list(Fact.Status.choices)),),
            search=(
                "predicate",
                "label",
                "label_zh",
                "value",
                "value_zh",
                "quote",
                "organisation__name",
                "organisation__name_en",
                "about",
            ),
            order=("-happened_on", "pk"),
            empty=gettext_lazy("Facts come with a folder's event.toml."),
        ),
    )


@needs("know.see_organisations")
def sources(request: HttpRequest) -> HttpResponse:
    """Where facts come from."""
    return show(
        request,
        ListPage(
            name="sources",
            title=gettext_lazy("Sources"),
            rows=SourceDocument.objects.all(),
            columns=(
                Column("title", gettext_lazy("Title"), _source_link, "title"),
                Column(
                    "publisher",
                    gettext_lazy("Publisher"),
                    lambda s: _("not stated") if s.publisher == "not stated" else s.publisher,
                    "publisher",
                ),
                Column("published", gettext_lazy("Published"), lambda s: s.published_on, "published_on"),
            ),
            search=("title", "publisher", "text"),
            order=("-published_on", "pk"),
            empty=gettext_lazy("Sources come with a folder's event.toml."),
        ),
    )


@needs("know.see_organisations")
def source(request: HttpRequest, pk: int) -> HttpResponse:
    """One source and everything that leans on it."""
    found = SourceDocument.objects.filter(pk=pk).first()
    if found is None:
        raise Missing("source-missing", gettext_noop("No source has this address."))
    context = {
        "source": found,
        "facts": found.fact_set.select_related("organisation"),
        "posts": found.post_set.select_related("organisation"),
    }
    return render(request, "know/source.html", context)

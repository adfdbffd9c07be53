"""Pages of posts, facts, sources and contradictions."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from fairway.base.cells import organisation_link
from fairway.base.lists import PAGE_ROWS, Badge, Column, Filter, Link, ListPage, address, show
from fairway.base.rights import needs
from fairway.base.words import in_language
from fairway.know import queries
from fairway.know.models import Fact, Post, SourceDocument
from fairway.lib.errors import Missing

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def _source_link(source: SourceDocument) -> Link:
    return Link(source.title, address("know:source", source.pk))


@needs("know.see_organisations")
def contradictions(request: HttpRequest) -> HttpResponse:
    """Every contradiction among facts and posts, each side by side."""
    found = Paginator(queries.all_contradictions(), PAGE_ROWS).get_page(request.GET.get("page"))
    return render(request, "know/contradictions.html", {"page": found})


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


def _status(fact: Fact, clashing: frozenset[int]) -> Badge:
    if fact.pk in clashing:
        return Badge(_("contradicted"), "bad")
    tones = {"stated": "info", "derived": "accent", "contested": "warn", "withdrawn": "plain"}
    return Badge(fact.get_status_display(), tones[fact.status])


@needs("know.see_organisations")
def facts(request: HttpRequest) -> HttpResponse:
    """What sources say, as they say it."""
    clashing = queries.clashing_facts()
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
                Column("status", gettext_lazy("Status"), lambda f: _status(f, clashing), "status"),
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

"""An organisation's page with all that hangs on it, its history, and the list of relations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from fairway.base.cells import organisation_link
from fairway.base.lists import Column, Filter, Link, ListPage, address, show
from fairway.base.rights import needs
from fairway.base.words import in_language, reading_language
from fairway.know import queries
from fairway.know.engine import industries
from fairway.know.forms.contacts import ContactForm
from fairway.know.models import Name, Organisation, Relation
from fairway.lib.errors import Missing

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

SHOWN_CONTACTS = 20


def _file(pk: int) -> Organisation:
    found = queries.organisation_file(pk).first()
    if found is None:
        raise Missing("organisation-missing", gettext_noop("No organisation has this address."))
    return found


def _asked_day(request: HttpRequest) -> date:
    """The day the page is about: today, or ``?on=2021-10-19``."""
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return timezone.localdate()


@needs("know.see_organisations")
def organisation(request: HttpRequest, pk: int) -> HttpResponse:
    """One organisation: names, codes, seats, relations, posts and facts, each with where it came from.

    A merged record leads to the one it was merged into, with a note; ``?own`` shows the record itself.
    """
    found = _file(pk)
    if found.merged_into and "own" not in request.GET:
        kept = queries.kept_record(found)
        note = _("%(name)s (#%(pk)s) was merged into this record.") % {"name": in_language(found), "pk": found.pk}
        messages.info(request, note)
        return redirect("know:organisation", pk=kept.pk)
    day = _asked_day(request)
    context = {**_identity(found), **_hanging(found, day), "day": day, "merges": queries.merge_banner(found)}
    context["may_edit"] = request.user.has_perm("know.edit_organisations") and not found.merged_into_id
    if request.user.has_perm("know.see_contacts"):
        context |= _log(found)
    return render(request, "know/organisation.html", context)


@dataclass(frozen=True)
class Field:
    """A field of the record as it is shown: its value, a remark, and where it comes from."""

    label: str
    value: object
    note: str = ""
    history: queries.FieldHistory | None = None


def _identity(found: Organisation) -> dict[str, Any]:
    """What the record itself says, in words."""
    then, today = queries.place_then_and_now(found.region_code, found.region_edition)
    histories = {each.field: each for each in queries.field_histories(found)}
    shown = {
        "name": (found.name, ""),
        "name_en": (found.name_en, ""),
        "kind": (found.get_kind_display(), ""),
        "region_code": (f"{found.region_code} {then}", _edition(found.region_edition, today)),
        "industry_code": (queries.industry_name(found.industry_code), _industry_note(found)),
        "segment": (queries.segment_name(found.segment), ""),
        "legal_form": (queries.legal_form_name(found.legal_form), "ISO 20275" if found.legal_form else ""),
        "size": (found.get_size_display(), ""),
        "ownership_type": (found.get_ownership_type_display(), ""),
        "founded_on": (found.founded_on, ""),
        "dissolved_on": (found.dissolved_on, ""),
    }
    labels = {f.name: str(f.verbose_name) for f in Organisation._meta.fields}
    record = [Field(labels[n], v, note, histories.get(n)) for n, (v, note) in shown.items() if v or n in histories]
    order = list(Name.Kind.values)
    names = sorted(found.names.all(), key=lambda name: order.index(name.kind))
    parts = {"names": names, "record": record, "codes": queries.checked_codes(found)}
    return {"organisation": found, "region": then, **parts}


def _edition(edition: str, today: str) -> str:
    said = _("edition %(edition)s") % {"edition": edition}
    return f"{said} · {_('today: %(place)s') % {'place': today}}" if today else said


def _industry_note(found: Organisation) -> str:
    """The edition of the code, and the sections of ISIC it answers to."""
    if not found.industry_code:
        return ""
    sections = [f"ISIC {s.code} {s.name(reading_language())}" for s in industries.isic_sections(found.industry_code)]
    return " · ".join([found.industry_edition, *sections])


def _hanging(found: Organisation, day: date) -> dict[str, Any]:
    """What hangs on the record, as of ``day`` where that matters."""
    contradictions = queries.fact_contradictions(found.facts.all())
    return {
        "seats": queries.seats(found),
        "relations": [*found.relations.all(), *found.relations_in.all()],
        "family": queries.family(found.pk, day),
        "too_much": queries.shares_above_whole(found.pk, day),
        "holders": queries.holders_of(found, day),
        "contradictions": contradictions,
        "post_contradictions": queries.post_contradictions(found.posts.all()),
        "clashing": {row.pk for each in contradictions for row in each.rows},
    }


def _log(found: Organisation) -> dict[str, Any]:
    """The last lines of the log of contacts, the ones withdrawn, and an empty one to write."""
    lines = queries.contact_log(timezone.localdate()).filter(organisation=found).order_by("-happened_on", "-pk")
    withdrawn = found.contacts.exclude(withdrawn_at=None).select_related("written_by")
    return {
        "contacts": lines[:SHOWN_CONTACTS],
        "withdrawn": withdrawn[:SHOWN_CONTACTS],
        "contact_form": ContactForm(),
    }


@needs("know.see_organisations")
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """Every value a field has had, with where each came from and since when it is known."""
    found = _file(pk)
    return render(request, "know/history.html", {"organisation": found, "histories": queries.field_histories(found)})


def _source(relation: Relation) -> Link | None:
    source = relation.source
    return Link(source.title, address("know:source", source.pk)) if source else None


@needs("know.see_organisations")
def relations(request: HttpRequest) -> HttpResponse:
    """Who is what to whom, from when to when."""
    return show(
        request,
        ListPage(
            name="relations",
            title=gettext_lazy("Relations"),
            intro=gettext_lazy("Who belongs to whom, dated; two lines at a time stand side by side."),
            rows=Relation.objects.select_related("subject", "other", "source"),
            columns=(
                Column(
                    "subject", gettext_lazy("Organisation"), lambda r: organisation_link(r.subject), "subject__name"
                ),
                Column("kind", gettext_lazy("Relation"), lambda r: r.get_kind_display(), "kind"),
                Column("other", gettext_lazy("Other side"), lambda r: organisation_link(r.other), "other__name"),
                Column("share", gettext_lazy("Share, per cent"), lambda r: r.share, "share", numeric=True),
                Column("from", gettext_lazy("From"), lambda r: r.valid_from or r.since_words, "valid_from"),
                Column("until", gettext_lazy("Until"), lambda r: r.valid_until, "valid_until"),
                Column("source", gettext_lazy("Source"), _source),
            ),
            filters=(Filter("kind", gettext_lazy("Relation"), "kind", lambda: list(Relation.Kind.choices)),),
            search=("subject__name", "subject__name_en", "other__name", "other__name_en"),
            order=("subject__name", "kind", "pk"),
            empty=gettext_lazy("Relations come with a folder's event.toml, or are added on an organisation's page."),
        ),
    )

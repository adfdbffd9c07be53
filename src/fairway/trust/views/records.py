"""Pages of credit records."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from fairway.base.lists import Badge, Column, Filter, Link, ListPage, address, show
from fairway.base.rights import acting, needs
from fairway.base.words import in_language
from fairway.lib.errors import NotAllowed
from fairway.trust import queries
from fairway.trust.engine.catalogue import CATALOGUE
from fairway.trust.models import CreditRecord
from fairway.trust.queries import finding
from fairway.trust.views.case_words import rights_on
from fairway.trust.views.choices import plain_choices
from fairway.trust.views.looks import exports_kept, looks_at

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from fairway.base.models import User


STATUS_TONES = {"active": "info", "under_objection": "warn", "repaired": "ok"}


def kind_label(kind: str) -> str:
    """Name a record's kind in the reader's language."""
    return _(CATALOGUE[kind].label)


def severity_label(record: CreditRecord) -> str | None:
    """Name a record's severity or level in the reader's language; ``None`` for kinds without any."""
    label = CATALOGUE[record.kind].severity(record.severity).label
    return _(label) if label else None


def _record_link(record: CreditRecord) -> Link:
    return Link(record.number, address("trust:record", record.pk), is_demo=record.is_demo)


def _about(record: CreditRecord) -> Link:
    return Link(in_language(record.organisation), address("trust:rating", record.organisation_id))


def record_status(record: CreditRecord) -> Badge:
    """Where the record stands."""
    return Badge(record.get_status_display(), STATUS_TONES.get(record.status, "plain"))


def _severities() -> list[tuple[str, str]]:
    labels = {s.key: s.label for kind in CATALOGUE.values() for s in kind.severities if s.key}
    return [(key, _(label)) for key, label in labels.items()]


RECORD_COLUMNS = (
    Column("number", gettext_lazy("Document number"), _record_link, "number"),
    Column("organisation", gettext_lazy("Organisation"), _about, "organisation__name"),
    Column("kind", gettext_lazy("Kind"), lambda r: kind_label(r.kind), "kind"),
    Column("severity", gettext_lazy("Severity or level"), severity_label, "severity"),
    Column("happened", gettext_lazy("Happened"), lambda r: r.happened_on, "happened_on"),
    Column("learned", gettext_lazy("Learned"), lambda r: r.learned_on, "learned_on"),
    Column("status", gettext_lazy("Status"), record_status, "status"),
    Column("authority", gettext_lazy("Authority"), lambda r: r.authority, "authority"),
)
RECORD_FILTERS = (
    Filter("kind", gettext_lazy("Kind"), "kind", lambda: [(key, kind_label(key)) for key in CATALOGUE]),
    Filter("status", gettext_lazy("Status"), "status", lambda: plain_choices(CreditRecord.Status.choices)),
    Filter("severity", gettext_lazy("Severity or level"), "severity", _severities),
)


def _record_actions(request: HttpRequest) -> tuple[Link, ...]:
    catalogue = Link(_("Catalogue"), reverse("trust:catalogue"))
    if not request.user.has_perm("trust.load_records"):
        return (catalogue,)
    return (catalogue, Link(_("Import records"), reverse("trust:new_record_import")))


@needs("trust.see_records")
@exports_kept
def records(request: HttpRequest) -> HttpResponse:
    """List what is on file about organisations."""
    return show(
        request,
        ListPage(
            name="records",
            title=gettext_lazy("Records"),
            intro=gettext_lazy("Only kinds of the published catalogue are kept, and only about organisations."),
            rows=queries.records_seen_by(cast("User", request.user)),
            columns=RECORD_COLUMNS,
            filters=RECORD_FILTERS,
            search=("number", "authority", "organisation__name", "organisation__name_en"),
            order=("-happened_on", "pk"),
            empty=gettext_lazy("Records come with a file, with a folder, or are added on an organisation's rating."),
            actions=_record_actions(request),
        ),
    )


NOT_SHARED = gettext_noop(
    "This record is repaired, expired or withdrawn. Only the organisation itself and the credit office still see it."
)


@looks_at("trust.see_records", finding.record)
def record(request: HttpRequest, found: CreditRecord) -> HttpResponse:
    """Show one record: what it says, what it rests on, how long it may be used."""
    if not queries.is_shared_with(acting(request), found):
        raise NotAllowed("not-shared", NOT_SHARED)
    kind = CATALOGUE[found.kind]
    context = {
        "record": found,
        "kind": _(kind.label),
        "basis": _(kind.basis),
        "severity": severity_label(found),
        "publicity_months": kind.severity(found.severity).publicity_months,
        "status": record_status(found),
        **rights_on(acting(request), found),
    }
    return render(request, "trust/record.html", context)

"""Looking at files: every look by somebody else is kept, and an office says what for."""

from __future__ import annotations

from datetime import timedelta
from functools import wraps
from typing import TYPE_CHECKING, NamedTuple

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from fairway.base.cells import organisation_link
from fairway.base.deeds import thing
from fairway.base.lists import Column, Filter, ListPage, show
from fairway.base.rights import acting, needs, require
from fairway.base.words import in_language
from fairway.govern.models import Role
from fairway.know.models import Organisation
from fairway.trust import actions, queries
from fairway.trust.forms import PurposeForm
from fairway.trust.models import FileView, Purpose
from fairway.trust.views.choices import plain_choices

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from fairway.trust.models import AssessmentOrder, Case, CreditRecord, Notice

    Subject = Organisation | CreditRecord | Notice | Case | AssessmentOrder
    View = Callable[..., HttpResponse]

KEPT_FOR = timedelta(hours=1)
SHOWN = (200, 422)
"""Answers that show the page: a form sent back with what is wrong stands on it too."""
SESSION_KEY = "look_purpose"


class Said(NamedTuple):
    """What an office said it looks for."""

    purpose: str
    words: str


def said_purpose(request: HttpRequest) -> Said | None:
    """What was said in this session less than an hour ago."""
    kept = request.session.get(SESSION_KEY, {})
    until = parse_datetime(kept.get("until", ""))
    if until is None or until < timezone.now():
        return None
    return Said(kept["purpose"], kept["words"])


def looks_at(
    right: str, find: Callable[[int], Subject]
) -> Callable[[View], Callable[[HttpRequest, int], HttpResponse]]:
    """Show what ``find`` finds to those who hold ``right`` on it, and keep the look of everybody but its organisation.

    Who has not said a purpose gets the question instead of the page, at the same address.
    """

    def wrap(view: View) -> Callable[[HttpRequest, int], HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, pk: int) -> HttpResponse:
            require(request.user, right)
            subject = find(pk)
            require(request.user, right, subject)
            return _looked(request, view, subject)

        return guarded

    return wrap


def _looked(request: HttpRequest, view: View, subject: Subject) -> HttpResponse:
    organisation = subject if isinstance(subject, Organisation) else subject.organisation
    if not queries.is_kept(acting(request), organisation):
        return view(request, subject)
    said = Said(*usual) if (usual := queries.usual_purpose(subject)) else said_purpose(request)
    if said is None:
        return _ask(request, organisation)
    answer = view(request, subject)
    if answer.status_code in SHOWN:
        whole = subject is organisation
        what = view.__name__ if whole else f"{subject._meta.label_lower}:{subject.pk}"
        way = FileView.Way.REPORT if request.method == "POST" else FileView.Way.PAGE
        _keep(request, said, organisation, what, way)
    return answer


def exports_kept(view: View) -> View:
    """Keep one line for an export of a list by an office, which says a purpose first; the list itself is not kept."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        if "format" not in request.GET or not queries.is_office(acting(request)):
            return view(request)
        said = said_purpose(request)
        if said is None:
            return _ask(request, None)
        answer = view(request)
        _keep(request, said, None, request.path, FileView.Way.EXPORT)
        return answer

    return guarded


def _ask(request: HttpRequest, organisation: Organisation | None) -> HttpResponse:
    form = PurposeForm(initial={"next": request.get_full_path()})
    return render(request, "trust/purpose.html", {"form": form, "organisation": organisation})


def _keep(request: HttpRequest, said: Said, organisation: Organisation | None, subject: str, way: str) -> None:
    actions.log_view(
        actor=acting(request),
        reason=said.purpose,
        words=said.words,
        organisation=organisation,
        subject=subject,
        way=way,
    )


@needs("trust.see_ratings")
def purpose(request: HttpRequest) -> HttpResponse:
    """Say what the next hour's looks are for, and go on to where one was."""
    form = PurposeForm(request.POST or None)
    if not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "trust/purpose.html", {"form": form, "organisation": None}, status=status)
    said = form.cleaned_data
    until = timezone.now() + KEPT_FOR
    request.session[SESSION_KEY] = {
        "purpose": said["purpose"],
        "words": said["words"],
        "until": until.isoformat(),
    }
    there = url_has_allowed_host_and_scheme(said["next"], {request.get_host()})
    return redirect(said["next"] if there else reverse("trust:ratings"))


WHOLE = {
    "file": gettext_noop("whole file"),
    "rating": gettext_noop("rating"),
    "history": gettext_noop("ratings over time"),
    "records": gettext_noop("records"),
    "report": gettext_noop("credit report or statement"),
}
"""What is looked at of an organisation as a whole: the pages and calls by their names."""


def seen_thing(look: FileView) -> str:
    """What was looked at, in words."""
    if look.organisation_id is None:
        return _("list")
    return _(WHOLE[look.subject]) if look.subject in WHOLE else thing(look.subject)


def purpose_words(look: FileView) -> str:
    """The purpose with the words said."""
    return f"{look.get_purpose_display()}: {look.words}" if look.words else str(look.get_purpose_display())


LOOK_COLUMNS = (
    Column("at", gettext_lazy("When"), lambda v: v.at, "at"),
    Column(
        "organisation",
        gettext_lazy("File of"),
        lambda v: organisation_link(v.organisation, "trust:file") if v.organisation else None,
    ),
    Column("what", gettext_lazy("What"), seen_thing),
    Column("office", gettext_lazy("Office that looked"), lambda v: in_language(v.office) if v.office else None),
    Column("role", gettext_lazy("Role"), lambda v: str(Role(v.role).label) if v.role else None),
    Column("purpose", gettext_lazy("Purpose"), purpose_words),
    Column("way", gettext_lazy("Way"), lambda v: v.get_way_display(), "way"),
)
LOOK_FILTERS = (
    Filter("purpose", gettext_lazy("Purpose"), "purpose", lambda: plain_choices(Purpose.choices)),
    Filter("way", gettext_lazy("Way"), "way", lambda: plain_choices(FileView.Way.choices)),
)


@needs("trust.see_looks")
@exports_kept
def looks(request: HttpRequest) -> HttpResponse:
    """List who looked at files, when and what for."""
    user = acting(request)
    own = Column("account", gettext_lazy("Account"), lambda v: v.account.get_username(), "account__username")
    return show(
        request,
        ListPage(
            name="looks",
            title=gettext_lazy("Who looked"),
            intro=gettext_lazy(
                "Every look at a file, rating, record, case or assessment by anybody but the organisation itself."
            ),
            rows=queries.looks_seen_by(user),
            columns=(*LOOK_COLUMNS, own) if queries.is_office(user) else LOOK_COLUMNS,
            filters=LOOK_FILTERS,
            search=("organisation__name", "organisation__name_en", "words"),
            order=("-pk",),
            empty=gettext_lazy("Nobody has looked yet."),
        ),
    )

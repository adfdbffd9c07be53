"""Pages of notices: what is announced, to whom, why, from when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, ngettext
from django.views.decorators.http import require_POST

from fairway.base.lists import Badge, Column, Filter, Link, ListPage, address, show
from fairway.base.rights import acting, needs
from fairway.base.words import in_language
from fairway.trust import actions, queries
from fairway.trust.forms import WithdrawalForm
from fairway.trust.models import Notice
from fairway.trust.queries import finding
from fairway.trust.views.choices import plain_choices
from fairway.trust.views.looks import exports_kept, looks_at
from fairway.trust.views.ratings import grade_badge

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

STATE_TONES = {"served": "warn", "in_effect": "plain", "withdrawn": "ok"}
OPENED = gettext_noop("Opened by the organisation")
PUT_IN_FORCE = gettext_noop("Put in force on the page of notices")


def state_badge(notice: Notice) -> Badge:
    """Where the notice stands."""
    return Badge(str(notice.get_state_display()), STATE_TONES[notice.state])


def told_reasons(notice: Notice) -> list[queries.Line]:
    """The reasons in the reader's language, each with by how much it moved the points."""
    return queries.spoken(notice.reasons, queries.method(notice.rating.model))


def _to(notice: Notice) -> Link:
    return Link(in_language(notice.organisation), address("trust:notice", notice.pk), notice.rating.is_demo)


NOTICE_COLUMNS = (
    Column("organisation", gettext_lazy("Organisation"), _to, "organisation__name"),
    Column("before", gettext_lazy("Grade before"), lambda n: grade_badge(n.grade_before)),
    Column("after", gettext_lazy("Grade after"), lambda n: grade_badge(n.grade_after)),
    Column("served", gettext_lazy("Served"), lambda n: n.served_on, "served_on"),
    Column("takes_effect", gettext_lazy("Takes effect"), lambda n: n.takes_effect_on, "takes_effect_on"),
    Column("seen", gettext_lazy("Seen"), lambda n: n.seen_at, "seen_at"),
    Column("state", gettext_lazy("State"), state_badge, "state"),
)
NOTICE_FILTERS = (Filter("state", gettext_lazy("State"), "state", lambda: plain_choices(Notice.State.choices)),)


@needs("trust.see_notices")
@exports_kept
def notices(request: HttpRequest) -> HttpResponse:
    """List the notices served before adverse ratings take effect."""
    return show(
        request,
        ListPage(
            name="notices",
            title=gettext_lazy("Notices"),
            intro=gettext_lazy("A lower grade or a new red line takes effect only after a notice with its reasons."),
            rows=queries.notices_seen_by(acting(request)).defer("rating__reasons", "rating__model__toml"),
            columns=NOTICE_COLUMNS,
            filters=NOTICE_FILTERS,
            search=("organisation__name", "organisation__name_en"),
            order=("-served_on", "-pk"),
            empty=gettext_lazy("No notice has been served."),
            template="trust/notices.html",
        ),
    )


@looks_at("trust.see_notices", finding.notice)
def notice(request: HttpRequest, found: Notice) -> HttpResponse:
    """Show one notice as the organisation gets it; that it was opened is noted."""
    found = actions.see_notice(actor=acting(request), reason=OPENED, notice=found)
    context = {
        "notice": found,
        "organisation": found.organisation,
        "before": grade_badge(found.grade_before),
        "after": grade_badge(found.grade_after),
        "state": state_badge(found),
        "reasons": told_reasons(found),
        "is_open": found.state == Notice.State.SERVED,
        "is_held": bool(queries.held_up([found])),
        "may_object": acting(request).has_perm("trust.open_cases", found),
        "form": WithdrawalForm(),
    }
    return render(request, "trust/notice.html", context)


@require_POST
@needs("trust.rate")
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a notice back."""
    found, form = finding.notice(pk), WithdrawalForm(request.POST)
    if not form.is_valid():
        return render(request, "trust/withdraw_notice.html", {"notice": found, "form": form}, status=422)
    actions.withdraw_notice(actor=acting(request), reason=form.cleaned_data["reason"], notice=found)
    messages.success(request, _("The notice is withdrawn. The rating in force stays."))
    return redirect("trust:notice", pk=pk)


@require_POST
@needs("trust.rate")
def put_in_force(request: HttpRequest) -> HttpResponse:
    """Put everything in force whose notice period is over and that no objection holds up."""
    count = len(actions.let_take_effect(actor=acting(request), reason=PUT_IN_FORCE))
    text = ngettext("%(count)s rating took effect.", "%(count)s ratings took effect.", count) % {"count": count}
    messages.success(request, text if count else _("Nothing is due today."))
    return redirect("trust:notices")

"""Pages of members and their rights."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fairway.base.cells import organisation_link
from fairway.base.forms import Refusals
from fairway.base.lists import Column, Filter, Link, ListPage, address, show
from fairway.base.rights import acting, needs, require
from fairway.govern import actions, queries
from fairway.govern.forms import AppointmentForm, EndForm
from fairway.govern.models import Membership, Role

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def _user_link(membership: Membership) -> Link:
    return Link(membership.user.get_username(), address("govern:member", membership.pk))


@needs("govern.see_members")
def members(request: HttpRequest) -> HttpResponse:
    """Who acts for whom, in which role, when."""
    may_appoint = request.user.has_perm("govern.appoint_members")
    return show(
        request,
        ListPage(
            name="members",
            title=gettext_lazy("Members and rights"),
            intro=gettext_lazy("What somebody may do follows from the roles they hold today."),
            rows=queries.members_seen_by(acting(request)),
            columns=(
                Column("user", gettext_lazy("Account"), _user_link, "user__username"),
                Column(
                    "organisation",
                    gettext_lazy("Organisation"),
                    lambda m: organisation_link(m.organisation),
                    "organisation__name",
                ),
                Column("role", gettext_lazy("Role"), lambda m: m.get_role_display(), "role"),
                Column("from", gettext_lazy("From"), lambda m: m.valid_from, "valid_from"),
                Column("until", gettext_lazy("Until"), lambda m: m.valid_until, "valid_until"),
            ),
            filters=(Filter("role", gettext_lazy("Role"), "role", lambda: list(Role.choices)),),
            search=("user__username", "organisation__name", "organisation__name_en"),
            order=("user__username", "pk"),
            empty=gettext_lazy("Nobody acts for an organisation yet."),
            actions=(Link(_("Appoint a member"), reverse("govern:appoint")),) if may_appoint else (),
        ),
    )


@needs("govern.appoint_members")
def appoint(request: HttpRequest) -> HttpResponse:
    """Let an account act for an organisation."""
    form = AppointmentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        reason = given.pop("reason")
        with Refusals(form):
            actions.appoint_member(actor=acting(request), reason=reason, appointment=actions.Appointment(**given))
            messages.success(request, _("Appointed."))
            return redirect("govern:members")
    return render(request, "govern/appoint.html", {"form": form}, status=422 if form.errors else 200)


@needs("govern.see_members")
def member(request: HttpRequest, pk: int) -> HttpResponse:
    """One membership; the office may end it."""
    membership = get_object_or_404(queries.members_seen_by(acting(request)), pk=pk)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        require(request.user, "govern.appoint_members")
        with Refusals(form):
            actions.end_membership(actor=acting(request), membership=membership, **form.cleaned_data)
            messages.success(request, _("Ended. The membership stays in the record."))
            return redirect("govern:member", pk=pk)
    context = {"membership": membership, "form": form}
    return render(request, "govern/member.html", context, status=422 if form.errors else 200)

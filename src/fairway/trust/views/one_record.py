"""Writing down one record of one organisation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from fairway.base.forms import Refusals
from fairway.base.rights import acting, needs, require
from fairway.know.models import Organisation
from fairway.lib.errors import FairwayError, Missing
from fairway.trust import actions
from fairway.trust.engine.catalogue import CATALOGUE
from fairway.trust.forms import OneRecordForm

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from fairway.trust.models import Rating


@needs("trust.load_records")
def new_record(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down one record; the rating that follows from it is on the next page."""
    organisation = Organisation.objects.filter(pk=pk, merged_into=None).first()
    if organisation is None:
        raise Missing("organisation-missing", gettext_noop("No organisation has this address."))
    require(request.user, "trust.load_records", organisation)
    form = OneRecordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with Refusals(form, FairwayError):
            given: dict[str, Any] = {"organisation": organisation, "row": form.row(is_demo=organisation.is_demo)}
            _record, rating = actions.add_record(actor=acting(request), reason=form.cleaned_data["reason"], **given)
            messages.success(request, _told(rating))
            return redirect("trust:rating", pk=pk)
    context = {
        "organisation": organisation,
        "form": form,
        "kinds": [(_(k.label), _(k.basis)) for k in CATALOGUE.values()],
    }
    return render(request, "trust/record_new.html", context, status=422 if form.is_bound else 200)


def _told(rating: Rating | None) -> str:
    if rating is None:
        return _("The record is kept. The credit office rates the organisation with it.")
    if rating.points is None:
        return _("The record is kept. Today's rating: there is no file.")
    if rating.effective_on is None:
        text = _("The record is kept. With it the rating is %(grade)s, %(points)s points: announced, not in force yet.")
        return text % {"grade": rating.grade, "points": rating.points}
    return _("The record is kept. Today's rating: %(grade)s, %(points)s points.") % {
        "grade": rating.grade, "points": rating.points,
    }  # fmt: skip

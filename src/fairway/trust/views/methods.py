"""Pages of credit models."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count
from django.shortcuts import render
from django.utils.translation import gettext_lazy, gettext_noop

from fairway.base.lists import Column, Link, ListPage, address, show
from fairway.base.rights import needs
from fairway.base.words import reads_chinese
from fairway.lib.errors import Missing
from fairway.trust import queries
from fairway.trust.models import CreditModel

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def model_link(model: CreditModel) -> Link:
    """Lead to the page of a credit model."""
    return Link(str(model), address("trust:model", model.pk))


MODEL_COLUMNS = (
    Column("model", gettext_lazy("Credit model"), model_link, "name"),
    Column("published", gettext_lazy("Published"), lambda m: m.published_on, "published_on"),
    Column("author", gettext_lazy("Author"), lambda m: m.author, "author"),
    Column("approver", gettext_lazy("Approved by"), lambda m: m.approver, "approver"),
    Column("ratings", gettext_lazy("Ratings made"), lambda m: m.made, "made", numeric=True),
)


@needs("trust.see_models")
def models(request: HttpRequest) -> HttpResponse:
    """List the methods ratings are made by."""
    return show(
        request,
        ListPage(
            name="models",
            title=gettext_lazy("Credit models"),
            intro=gettext_lazy(
                "A method is published before it is used, and approved by somebody other than its author."
            ),
            rows=CreditModel.objects.annotate(made=Count("ratings")),
            columns=MODEL_COLUMNS,
            order=("-published_on", "-pk"),
            empty=gettext_lazy("No credit model has been approved yet."),
        ),
    )


@needs("trust.see_models")
def model(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one method: who answers for it, its grades, indicators and red lines, and its whole text."""
    found = CreditModel.objects.filter(pk=pk).first()
    if found is None:
        raise Missing("model-missing", gettext_noop("No credit model has this address."))
    is_chinese = reads_chinese()
    context = {"model": found, "method": queries.method(found), "is_chinese": is_chinese}
    return render(request, "trust/model.html", context)

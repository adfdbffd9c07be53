"""Pages of credit models."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.db.models import Count
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from fairway.base.cells import number_in
from fairway.base.lists import Badge, Column, Filter, Link, ListPage, address, show
from fairway.base.rights import needs
from fairway.base.words import reads_chinese
from fairway.know.models import Organisation
from fairway.lib.errors import Missing
from fairway.trust import queries
from fairway.trust.engine.model_diff import model_changes
from fairway.trust.forms import MethodReasonForm
from fairway.trust.models import CreditModel
from fairway.trust.views.choices import plain_choices

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from fairway.base.models import User

STATE_TONES = {"draft": "warn", "published": "ok", "superseded": "info", "withdrawn": "bad"}


def model_link(model: CreditModel) -> Link:
    """Lead to the page of a credit model."""
    return Link(str(model), address("trust:model", model.pk))


def state_badge(model: CreditModel) -> Badge:
    """Show where the version stands."""
    return Badge(model.get_state_display(), STATE_TONES.get(model.state, "plain"))


def subject_words(model: CreditModel) -> str:
    """Name the kinds of organisation a model is for in the reader's language."""
    labels = dict(plain_choices(Organisation.Kind.choices))
    return _(", ").join(labels[kind] for kind in queries.method(model).subjects)


MODEL_COLUMNS = (
    Column("model", gettext_lazy("Credit model"), model_link, "name"),
    Column("state", gettext_lazy("State"), state_badge, "state"),
    Column("subjects", gettext_lazy("Meant for"), subject_words),
    Column("published", gettext_lazy("Published"), lambda m: m.published_on, "published_on"),
    Column("author", gettext_lazy("Author"), lambda m: m.author, "author"),
    Column("approver", gettext_lazy("Approved by"), lambda m: m.approver, "approver"),
    Column("ratings", gettext_lazy("Ratings made"), lambda m: m.made, "made", numeric=True),
)


@needs("trust.see_models")
def models(request: HttpRequest) -> HttpResponse:
    """List the methods ratings are made by, and to those who write some the drafts."""
    user = cast("User", request.user)
    new = Link(_("Write a model"), reverse("trust:draft_new"))
    states = Filter("state", gettext_lazy("State"), "state", lambda: plain_choices(CreditModel.State.choices))
    return show(
        request,
        ListPage(
            name="models",
            title=gettext_lazy("Credit models"),
            intro=gettext_lazy(
                "A method is published before it is used, and approved by somebody other than its author."
            ),
            rows=queries.models_seen_by(user).annotate(made=Count("ratings")),
            columns=MODEL_COLUMNS,
            filters=(states,),
            order=("-published_on", "-pk"),
            empty=gettext_lazy("No credit model has been approved yet."),
            actions=(new,) if user.has_perm("trust.draft_models") else (),
        ),
    )


def seen_model(request: HttpRequest, pk: int) -> CreditModel:
    """Find the model if the visitor may see it."""
    found = queries.models_seen_by(cast("User", request.user)).filter(pk=pk).first()
    if found is None:
        raise Missing("model-missing", gettext_noop("No credit model has this address."))
    return found


@needs("trust.see_models")
def model(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one method: who answers for it, its grades, indicators and red lines, and its whole text."""
    found, user = seen_model(request, pk), cast("User", request.user)
    others = queries.models_seen_by(user).exclude(pk=pk).defer("toml")
    is_own, may_approve = found.drafted_by_id == user.pk, user.has_perm("trust.approve_model")
    context = {
        "model": found,
        "state": state_badge(found),
        "subjects": subject_words(found),
        "method": queries.method(found),
        "is_chinese": reads_chinese(),
        "others": others,
        "may_draft": user.has_perm("trust.draft_models"),
        "may_edit": found.is_draft and is_own,
        "may_publish": found.is_draft and may_approve and not is_own,
        "may_withdraw": may_approve and found.state in {"published", "superseded"},
        "is_simulated": found.is_draft and queries.is_simulated(found),
        "simulation": queries.simulation_of(found),
        "form": MethodReasonForm(),
    }
    return render(request, "trust/model.html", context)


@needs("trust.see_models")
def compare_models(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what changed between two models, rule by rule; ``?with=`` names the earlier one."""
    asked = request.GET.get("with", "")
    newer, older = seen_model(request, pk), seen_model(request, number_in(asked))
    changes = model_changes(queries.method(older), queries.method(newer))
    context = {"newer": newer, "older": older, "changes": changes}
    return render(request, "trust/compare_models.html", context)

"""Pages of assessments by third parties."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from fairway.base.cells import organisation_link
from fairway.base.forms import Refusals
from fairway.base.lists import Badge, Column, Filter, Link, ListPage, address, show
from fairway.base.rights import needs, require
from fairway.base.words import in_language
from fairway.govern.rules import is_own_case
from fairway.trust import actions, queries
from fairway.trust.forms import DeclarationForm, FindingForm, OrderForm, RefusalForm
from fairway.trust.models import AssessmentOrder
from fairway.trust.views.choices import plain_choices
from fairway.trust.views.looks import exports_kept, looks_at

if TYPE_CHECKING:
    from collections.abc import Callable

    from django import forms
    from django.http import HttpRequest, HttpResponse, QueryDict

    from fairway.base.models import User

State = AssessmentOrder.State
TONES = {"ordered": "info", "delivered": "accent", "published": "ok", "refused": "bad"}
ON_PAGE = gettext_lazy("On the order's page")


def _state(order: AssessmentOrder) -> Badge:
    return Badge(order.get_state_display(), TONES.get(order.state, "plain"))


def _order_link(order: AssessmentOrder) -> Link:
    return Link(in_language(order.subject), address("trust:assessment", order.pk), order.is_demo)


ORDER_COLUMNS = (
    Column("subject", gettext_lazy("Organisation"), _order_link, "subject__name"),
    Column("assessor", gettext_lazy("Assessor"), lambda o: organisation_link(o.assessor), "assessor__name"),
    Column("purpose", gettext_lazy("What it is for"), lambda o: o.purpose),
    Column("ordered", gettext_lazy("Ordered"), lambda o: o.ordered_on, "ordered_on"),
    Column("due", gettext_lazy("Due"), lambda o: o.due_on, "due_on"),
    Column("state", gettext_lazy("State"), _state, "state"),
)


@needs("trust.see_assessments")
@exports_kept
def assessments(request: HttpRequest) -> HttpResponse:
    """List what was ordered from whom, and what became of it."""
    user = cast("User", request.user)
    order_one = Link(_("Order an assessment"), "/assessments/new/")
    return show(
        request,
        ListPage(
            name="assessments",
            title=gettext_lazy("Assessments"),
            intro=gettext_lazy(
                "Nobody publishes what an assessor says of whom it advises, finances, owns or belongs to."
            ),
            rows=queries.orders_seen_by(user),
            columns=ORDER_COLUMNS,
            filters=(Filter("state", gettext_lazy("State"), "state", lambda: plain_choices(State.choices)),),
            search=("subject__name", "subject__name_en", "assessor__name", "assessor__name_en", "purpose"),
            order=("-ordered_on", "-pk"),
            empty=gettext_lazy("No assessment has been ordered yet."),
            actions=(order_one,) if user.has_perm("trust.order_assessment") else (),
        ),
    )


@looks_at("trust.see_assessments", queries.order_at)
def assessment(request: HttpRequest, order: AssessmentOrder) -> HttpResponse:
    """Show one order: what was declared, what was found, what stands against publishing it."""
    return _shown(request, order, RefusalForm())


def _shown(request: HttpRequest, order: AssessmentOrder, form: RefusalForm) -> HttpResponse:
    user = _who(request)
    waits = order.state in {State.ORDERED, State.DELIVERED}
    against = queries.refusals(order, timezone.localdate()) if waits else []
    context = {
        "order": order,
        "state": _state(order),
        "waits": waits,
        "against": against,
        "form": form,
        "may_appeal": bool(queries.appealing_sides(user, order)),
        "appeals": order.appeals.select_related("organisation").order_by("pk"),
        **_may(user, order),
    }
    return render(request, "trust/assessment.html", context, status=422 if form.errors else 200)


def _may(user: User, order: AssessmentOrder) -> dict[str, bool]:
    """What the visitor may do next."""
    declared = getattr(order, "declaration", None)
    decides = user.has_perm(actions.PUBLISH, order) and not is_own_case(user, order)
    delivered = order.state == State.DELIVERED
    waits = order.state in {State.ORDERED, State.DELIVERED}
    return {
        "may_declare": waits and declared is None and user.has_perm("trust.declare_interests", order.assessor),
        "may_deliver": order.state == State.ORDERED and user.has_perm("trust.deliver_assessment", order.assessor),
        "may_withdraw": order.state == State.ORDERED and user.has_perm("trust.order_assessment", order),
        "may_decide": delivered and decides and not queries.took_part(user, order),
    }


@needs("trust.order_assessment")
def new_assessment(request: HttpRequest) -> HttpResponse:
    """Order an assessment."""
    form = OrderForm(_sent(request))
    return _write(
        request,
        form,
        {"title": _("Order an assessment"), "back": "/assessments/"},
        lambda: actions.order_assessment(
            actor=_who(request), reason=form.cleaned_data["purpose"], request=form.wanted()
        ),
    )


@needs("trust.declare_interests")
def declare(request: HttpRequest, pk: int) -> HttpResponse:
    """Declare what ties the assessor to the organisation."""
    order = queries.order_at(pk)
    require(request.user, "trust.declare_interests", order.assessor)
    form = DeclarationForm(_sent(request))
    words = {
        "title": _("Declare interests"),
        "intro": _("What ties %(assessor)s to %(subject)s? A declaration is made once.") % _sides(order),
        "back": address("trust:assessment", pk),
    }
    return _write(
        request,
        form,
        words,
        lambda: actions.declare_interests(
            actor=_who(request), reason=str(ON_PAGE), order=order, interests=form.interests()
        ),
    )


@needs("trust.deliver_assessment")
def deliver(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand in what the assessor found."""
    order = queries.order_at(pk)
    require(request.user, "trust.deliver_assessment", order.assessor)
    form = FindingForm(_sent(request))
    words = {
        "title": _("Hand the assessment in"),
        "intro": _("What %(assessor)s found out about %(subject)s. Somebody else decides on it.") % _sides(order),
        "back": address("trust:assessment", pk),
    }
    return _write(
        request,
        form,
        words,
        lambda: actions.deliver_assessment(
            actor=_who(request), reason=str(ON_PAGE), order=order, finding=form.finding()
        ),
    )


@require_POST
@needs(actions.PUBLISH)
def publish_assessment(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish what an independent assessor found."""
    actions.publish_assessment(actor=_who(request), reason=str(ON_PAGE), order=queries.order_at(pk))
    messages.success(request, _("The assessment is published."))
    return redirect("trust:assessment", pk=pk)


@require_POST
@needs(actions.PUBLISH)
def refuse_assessment(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep that the assessment is not published, and why."""
    order, form = queries.order_at(pk), RefusalForm(request.POST)
    if not form.is_valid():
        require(request.user, "trust.see_assessments", order)
        return _shown(request, order, form)
    actions.refuse_assessment(actor=_who(request), reason=form.cleaned_data["reason"], order=order)
    messages.success(request, _("The refusal is kept, with its reasons."))
    return redirect("trust:assessment", pk=pk)


@require_POST
@needs("trust.order_assessment")
def withdraw_order(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back an order nothing has come of yet."""
    actions.withdraw_order(actor=_who(request), reason=str(ON_PAGE), order=queries.order_at(pk))
    messages.success(request, _("The order is withdrawn."))
    return redirect("trust:assessments")


def _who(request: HttpRequest) -> User:
    return cast("User", request.user)


def _sent(request: HttpRequest) -> QueryDict | None:
    """What was sent, even where every field is empty; ``None`` where the form is only shown."""
    return request.POST if request.method == "POST" else None


def _sides(order: AssessmentOrder) -> dict[str, str]:
    return {"assessor": in_language(order.assessor), "subject": in_language(order.subject)}


def _write(request: HttpRequest, form: forms.Form, words: dict[str, str], act: Callable[[], object]) -> HttpResponse:
    """Show the form; on a good POST act and go to the order. What ``act`` refuses stands above the form."""
    if request.method == "POST" and form.is_valid():
        with Refusals(form):
            made = act()
            messages.success(request, _("Kept."))
            return redirect("trust:assessment", pk=getattr(made, "order_id", None) or made.pk)  # type: ignore[attr-defined]
    return render(request, "trust/assessment_form.html", {"form": form, **words}, status=422 if form.errors else 200)

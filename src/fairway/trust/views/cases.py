"""Pages of cases: the desk, one case with what may be done now, the problems."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Max, Q
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.http import require_POST

from fairway.base.cells import organisation_link
from fairway.base.forms import Refusals
from fairway.base.lists import Column, Filter, Link, ListPage, address, show
from fairway.base.rights import acting, needs, require
from fairway.lib.errors import Missing, NotAllowed
from fairway.trust import actions, queries, tasks
from fairway.trust.engine.process import Event
from fairway.trust.engine.working_days import is_announced
from fairway.trust.forms import FORMS, DecisionForm, ReasonForm
from fairway.trust.models import Case
from fairway.trust.tasks.cases import REASON
from fairway.trust.views.case_words import BUTTONS, CLOCK_WORDS, clock_badge, running_due, state_badge, waits_for
from fairway.trust.views.choices import plain_choices
from fairway.trust.views.looks import exports_kept, looks_at
from fairway.trust.views.records import NOT_SHARED

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.http import HttpRequest, HttpResponse

    from fairway.base.forms import StyledForm
    from fairway.base.models import User

NARROWED = {"kind": Case.Kind.values, "state": Case.State.values, "clock": queries.CLOCKS}


def _narrowing(request: HttpRequest) -> dict[str, str]:
    """What the visitor narrowed the desk by; it stays from case to case."""
    return {key: value for key, known in NARROWED.items() if (value := request.GET.get(key, "")) in known}


def case_address(case: Case, narrowing: Mapping[str, str]) -> str:
    """The page of a case, with what the desk is narrowed by."""
    return address("trust:case", case.pk) + (f"?{urlencode(narrowing)}" if narrowing else "")


def case_link(case: Case, narrowing: Mapping[str, str] | None = None) -> Link:
    """Lead to the page of a case."""
    return Link(case.number, case_address(case, narrowing or {}), case.is_demo)


def _about(case: Case) -> Link:
    return organisation_link(case.organisation)


def _columns(narrowing: Mapping[str, str]) -> tuple[Column, ...]:
    return (
        Column("number", gettext_lazy("Case"), lambda c: case_link(c, narrowing), "number"),
        Column("kind", gettext_lazy("Kind"), lambda c: c.get_kind_display(), "kind"),
        Column("organisation", gettext_lazy("Organisation"), _about, "organisation__name"),
        Column("record", gettext_lazy("Record"), _record_link),
        Column("clock", gettext_lazy("Clock"), clock_badge, "rank"),
        Column("due", gettext_lazy("Due"), running_due, "due_on"),
        Column("state", gettext_lazy("State"), state_badge, "state"),
        Column("waits", gettext_lazy("Waits for"), waits_for),
    )


def _record_link(case: Case) -> Link | None:
    return Link(case.record.number, address("trust:record", case.record.pk)) if case.record is not None else None


def _clock_choices() -> list[tuple[str, str]]:
    return [(key, str(words)) for key, (words, _tone) in CLOCK_WORDS.items()]


CASE_FILTERS = (
    Filter("clock", gettext_lazy("Clock"), "clock", _clock_choices),
    Filter("kind", gettext_lazy("Kind"), "kind", lambda: plain_choices(Case.Kind.choices)),
    Filter("state", gettext_lazy("State"), "state", lambda: plain_choices(Case.State.choices)),
)


@needs("trust.see_cases")
@exports_kept
def cases(request: HttpRequest) -> HttpResponse:
    """The desk: what presses most first."""
    user, today = acting(request), timezone.localdate()
    counts = queries.clock_counts(user, today)
    return show(
        request,
        ListPage(
            name="cases",
            title=gettext_lazy("Cases"),
            intro=gettext_lazy("Objections, repairs, appeals and problems, with the working days each has left."),
            rows=queries.with_clocks(queries.cases_seen_by(user), today),
            columns=_columns(_narrowing(request)),
            filters=CASE_FILTERS,
            search=("number", "organisation__name", "organisation__name_en", "record__number"),
            order=("rank", "due_on", "pk"),
            empty=gettext_lazy("A case is opened on the page of a record: object to it, or ask for its repair."),
            extra={"counts": [(key, CLOCK_WORDS[key][0], number) for key, number in counts.items()]},
            template="trust/cases.html",
        ),
    )


def _days(case: Any) -> int:  # noqa: ANN401  # annotated by the list
    """Calendar days the problem has been, or was, open."""
    end = case.ended_on if case.is_over and case.ended_on else timezone.localdate()
    days: int = (end - case.opened_on).days
    return days


PROBLEM_COLUMNS = (
    Column("number", gettext_lazy("Case"), case_link, "number"),
    Column("organisation", gettext_lazy("Organisation"), _about, "organisation__name"),
    Column("problem", gettext_lazy("Problem"), lambda c: c.text),
    Column("state", gettext_lazy("State"), state_badge, "state"),
    Column("clock", gettext_lazy("Clock"), clock_badge, "rank"),
    Column("due", gettext_lazy("Agreed or due by"), lambda c: c.due_on, "due_on"),
    Column("opened", gettext_lazy("Opened"), lambda c: c.opened_on, "opened_on"),
    Column("days", gettext_lazy("Days from opening to closing"), _days, numeric=True),
)


@needs("trust.see_cases")
@exports_kept
def problems(request: HttpRequest) -> HttpResponse:
    """Problems from notice to closing, with days counted."""
    rows = queries.cases_seen_by(acting(request)).filter(kind=Case.Kind.PROBLEM)
    rows = rows.annotate(ended_on=Max("steps__on", filter=Q(steps__event__in=["close", "take_back"])))
    return show(
        request,
        ListPage(
            name="problems",
            title=gettext_lazy("Problems"),
            intro=gettext_lazy("Found, notified, rectified by an agreed day, closed by somebody who looked."),
            rows=queries.with_clocks(rows, timezone.localdate()),
            columns=PROBLEM_COLUMNS,
            filters=(CASE_FILTERS[0], CASE_FILTERS[2]),
            search=("number", "text", "organisation__name", "organisation__name_en"),
            order=("rank", "due_on", "pk"),
            empty=gettext_lazy("A problem is written down on the rating's page of an organisation."),
        ),
    )


def found_case(pk: int) -> Case:
    """The case at this address. Raises Missing."""
    related = (
        "organisation",
        "record",
        "opened_by",
        "decided_by",
        "appeal_of__appeal_of",
        "assessment__subject",
        "assessment__assessor",
    )
    found = Case.objects.select_related(*related).filter(pk=pk).first()
    if found is None:
        raise Missing("case-missing", gettext_noop("No case has this address."))
    return found


def _refuse_unshared(request: HttpRequest, case: Case) -> None:
    """Raise NotAllowed ``not-shared`` where the case's record is over and shown no more."""
    if not queries.cases_seen_by(acting(request)).filter(pk=case.pk).exists():
        raise NotAllowed("not-shared", NOT_SHARED)


@looks_at("trust.see_cases", found_case)
def case(request: HttpRequest, found: Case) -> HttpResponse:
    """One case: how its clock stands, what happened, what may be done now and by whom."""
    _refuse_unshared(request, found)
    return render(request, "trust/case.html", _context(request, found))


def _form(event: Event, case: Case, data: object = None) -> StyledForm:
    kind, auto_id = FORMS.get(event, ReasonForm), f"{event}_%s"
    if kind is DecisionForm:
        return DecisionForm(data, case=case, auto_id=auto_id)
    return kind(data, auto_id=auto_id)


def _context(request: HttpRequest, case: Case, bound: Mapping[Event, StyledForm] | None = None) -> dict[str, object]:
    user, narrowing, bound = acting(request), _narrowing(request), bound or {}
    following = {step: queries.next_open(case, user, narrowing, step=step) for step in (1, -1)}
    return {
        "case": case,
        "state": state_badge(case),
        "clock": clock_badge(case),
        "waits": waits_for(case),
        "is_provisional": not case.is_over and not is_announced(case.due_on.year),
        "steps": case.steps.select_related("by"),
        "moves": [
            (move, bound.get(move.event) or _form(move.event, case), *BUTTONS[move.event])
            for move in queries.moves(user, case)
        ],
        "may_appeal": queries.may_appeal(user, case),
        "appeals": case.appeals.order_by("pk"),
        "next": case_address(following[1], narrowing) if following[1] else "",
        "previous": case_address(following[-1], narrowing) if following[-1] else "",
    }


def _plainly(action: Callable[..., Case], *more: str) -> Callable[[User, Case, StyledForm], Case]:
    """Take a step with the reasons of its form, and with the fields named."""

    def act(actor: User, case: Case, form: StyledForm) -> Case:
        given = {name: form.cleaned_data[name] for name in more}
        return action(actor=actor, reason=form.cleaned_data["reason"], case=case, on=timezone.localdate(), **given)

    return act


def _decide(actor: User, case: Case, form: StyledForm) -> Case:
    correction = form.correction() if isinstance(form, DecisionForm) else None
    values = form.cleaned_data
    return actions.decide_case(
        actor=actor,
        reason=values["reason"],
        case=case,
        outcome=values["outcome"],
        on=timezone.localdate(),
        correction=correction,
    )


ACTS: dict[Event, Callable[[User, Case, StyledForm], Case]] = {
    Event.ASK_AUTHORITY: _plainly(actions.ask_authority),
    Event.ANSWER: _plainly(actions.keep_answer, "evidence"),
    Event.DECIDE: _decide,
    Event.TAKE_BACK: _plainly(actions.take_back_case),
    Event.NOTIFY: _plainly(actions.notify_problem),
    Event.PLAN: _plainly(actions.agree_plan, "due"),
    Event.REPORT_DONE: _plainly(actions.report_rectified, "evidence"),
    Event.CLOSE: _plainly(actions.close_problem),
    Event.REOPEN: _plainly(actions.reopen_problem),
}


@require_POST
@needs("trust.see_cases")
def move(request: HttpRequest, pk: int, event: str) -> HttpResponse:
    """Take a step; a refusal stands above the form it is about."""
    found = found_case(pk)
    require(request.user, "trust.see_cases", found)
    _refuse_unshared(request, found)
    if event not in set(Event):
        raise Missing("event-missing", gettext_noop("No step of a case has this address."))
    form = _form(Event(event), found, request.POST)
    if form.is_valid():
        with Refusals(form):
            ACTS[Event(event)](acting(request), found, form)
            messages.success(request, _("Kept. The case and its clock are up to date."))
            return redirect(case_address(found, _narrowing(request)))
    return render(request, "trust/case.html", _context(request, found, {Event(event): form}), status=422)


@require_POST
@needs("trust.run_due_cases")
def run_due(request: HttpRequest) -> HttpResponse:
    """Mark delays and let records expire, in the background."""
    job = tasks.start_due(actor=acting(request), reason=REASON)
    return redirect("job", pk=job.pk)

"""Questions about cases: which a user may see, how their clocks stand, what may happen next and who may do it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Case as Either
from django.db.models import Count, IntegerField, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext_noop

from fairway.govern.rules import is_own_case, own_organisations, roles_of
from fairway.trust.engine.clocks import repair_from
from fairway.trust.engine.process import APPEALABLE, PROCESSES, Event, Kind, Side, State, allowed
from fairway.trust.engine.working_days import add_working_days
from fairway.trust.models import OPEN_STATES, AssessmentOrder, Case
from fairway.trust.queries.assessments import OWN_ASSESSMENT, took_part
from fairway.trust.queries.clocks import clocks
from fairway.trust.queries.narrowing import narrowed
from fairway.trust.queries.records import NOT_SHARED, sees_all_ended
from fairway.trust.rules import RIGHTS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from django.db.models import QuerySet

    from fairway.base.models import User
    from fairway.know.models import Organisation
    from fairway.trust.models import CreditRecord

CLOCKS = ("over", "soon", "running", "ended")
"""How a case's clock stands, what presses most first."""

DECIDED = (AssessmentOrder.State.PUBLISHED, AssessmentOrder.State.REFUSED)

PARTIAL = {
    "own-case": gettext_noop("You act for this organisation. Somebody who does not must decide."),
    "own-opening": gettext_noop("You opened this case. Somebody else must decide."),
    "own-record": gettext_noop("You entered this record. Somebody else must decide."),
    "own-assessment": OWN_ASSESSMENT,
    "decided-before": gettext_noop("You decided in this matter before. The appeal is decided by somebody who did not."),
}
"""Why somebody may not decide a case."""


def cases_seen_by(user: User) -> QuerySet[Case]:
    """List cases: all for the credit and promotion offices, their own organisations' for everybody else.

    Those about a record that is over are shown to whoever still sees the record.
    """
    rows = Case.objects.select_related("organisation", "record", "assessment")
    seen = narrowed(rows, user, "trust.see_cases", ("organisation", "assessment__subject", "assessment__assessor"))
    if sees_all_ended(user):
        return seen
    return seen.filter(~Q(record__status__in=NOT_SHARED) | Q(organisation__in=own_organisations(user)))


def with_clocks(rows: QuerySet[Case], today: date) -> QuerySet[Any]:
    """Say of each case how its clock stands (``clock``: one of ``CLOCKS``; ``rank``: its place in them)."""
    soon = add_working_days(today, clocks().soon_days)
    conditions = {
        "ended": ~Q(state__in=OPEN_STATES),
        "over": Q(due_on__lt=today) | Q(state=State.ASKED, authority_due_on__lt=today),
        "soon": Q(due_on__lte=soon),
    }
    words = [When(condition, then=Value(word)) for word, condition in conditions.items()]
    ranks = [When(condition, then=Value(CLOCKS.index(word))) for word, condition in conditions.items()]
    return rows.annotate(
        clock=Either(*words, default=Value("running")),
        rank=Either(*ranks, default=Value(CLOCKS.index("running")), output_field=IntegerField()),
    )


def clock_counts(user: User, today: date) -> dict[str, int]:
    """Count the cases ``user`` may see by how their clocks stand; one query."""
    rows = with_clocks(cases_seen_by(user), today).order_by().values_list("clock").annotate(Count("pk"))
    found: Counter[str] = Counter(dict(rows))
    return {word: found[word] for word in CLOCKS}


def next_open(case: Case, user: User, narrowing: Mapping[str, str], *, step: int) -> Case | None:
    """Find the next open case of the desk in the order of deadlines, or the one before with ``step`` -1."""
    rows = with_clocks(cases_seen_by(user), timezone.localdate()).filter(state__in=OPEN_STATES)
    rows = rows.filter(**{key: value for key, value in narrowing.items() if key in {"kind", "state", "clock"}})
    after = Q(due_on__gt=case.due_on) | Q(due_on=case.due_on, pk__gt=case.pk)
    before = Q(due_on__lt=case.due_on) | Q(due_on=case.due_on, pk__lt=case.pk)
    if step > 0:
        return rows.filter(after).order_by("due_on", "pk").first()
    return rows.filter(before).order_by("-due_on", "-pk").first()


def cases_on(record: CreditRecord) -> QuerySet[Case]:
    """List the cases about a record, the newest first."""
    return record.cases.order_by("-opened_on", "-pk")


def repair_day(record: CreditRecord) -> date | None:
    """Say from which day repair may be asked for; ``None`` for a record that cannot be repaired."""
    if record.status != "active":
        return None
    return repair_from(record.kind, record.severity, record.happened_on, clocks())


def chain(case: Case) -> list[Case]:
    """Walk from a case to the first decision in its matter: an appeal, then what it appeals against."""
    links = [case]
    while links[-1].appeal_of is not None:
        links.append(links[-1].appeal_of)
    return links


def _deciders(case: Case, links: list[Case]) -> set[int | None]:
    """Who decided in the matter before: in the cases appealed against, or on the assessment at any time."""
    if case.assessment is None:
        return {each.decided_by_id for each in links[1:]}
    others = case.assessment.appeals.exclude(pk=case.pk).values_list("decided_by", flat=True)
    return {*others, case.assessment.assessment.decided_by_id}


def partiality(user: User, case: Case) -> str | None:
    """Say why ``user`` may not decide the case: a key of ``PARTIAL``, or ``None``."""
    links = chain(case)
    partial = {
        "own-case": is_own_case(user, case),
        "own-opening": user.pk in {each.opened_by_id for each in links},
        "own-record": case.record is not None and user.pk == case.record.entered_by_id,
        "own-assessment": case.assessment is not None and took_part(user, case.assessment),
        "decided-before": user.pk in _deciders(case, links),
    }
    return next((code for code, is_partial in partial.items() if is_partial), None)


@dataclass(frozen=True)
class Move:
    """One thing that may happen to a case now; ``why_not``: why this user may not do it ("": may)."""

    event: Event
    why_not: str = ""


def moves(user: User, case: Case) -> list[Move]:
    """List what may happen now as far as it concerns ``user``: what is the other side's is left out."""
    found = []
    for event in allowed(Kind(case.kind), State(case.state)):
        side = PROCESSES[Kind(case.kind)][State(case.state), event].side
        if side is Side.OFFICE and user.has_perm("trust.handle_cases"):
            found.append(Move(event, _why_not(user, case, event)))
        elif side is Side.ORGANISATION and user.has_perm("trust.open_cases", case):
            found += [Move(event)] if event is not Event.TAKE_BACK or may_take_back(user, case) else []
    return found


def may_take_back(user: User, case: Case) -> bool:
    """Whether it is for ``user`` to give a hearing up: for the organisation, and for who opened it in its name."""
    own = case.organisation_id in own_organisations(user)
    return case.kind == Kind.PROBLEM or user.pk == case.opened_by_id or own


def _why_not(user: User, case: Case, event: Event) -> str:
    code = partiality(user, case) if event is Event.DECIDE else ("own-case" if is_own_case(user, case) else None)
    return PARTIAL[code] if code else ""


def is_appealed(case: Case) -> bool:
    """Whether an appeal against the decision of the case is open or decided."""
    return case.appeals.exclude(state=State.TAKEN_BACK).exists()


def may_appeal(user: User, case: Case) -> bool:
    """Whether ``user`` may appeal against the decision of the case; against that on an appeal nobody may."""
    return case.outcome in APPEALABLE and not is_appealed(case) and user.has_perm("trust.open_cases", case)


def appealing_sides(user: User, order: AssessmentOrder) -> list[Organisation]:
    """List the sides in whose name ``user`` may appeal against the decision on an assessment; none if nobody may."""
    counted = order.appeals.exclude(state=State.TAKEN_BACK).values_list("organisation", "state")
    if order.state not in DECIDED or any(state in OPEN_STATES for _side, state in counted):
        return []
    heard = {side for side, _state in counted}
    sides = [side for side in (order.subject, order.assessor) if side.pk not in heard]
    if roles_of(user) & RIGHTS["trust.open_cases"].roles:
        return sides
    own = own_organisations(user, RIGHTS["trust.open_cases"].own)
    return [side for side in sides if side.pk in own]

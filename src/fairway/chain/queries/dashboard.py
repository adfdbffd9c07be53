"""The dashboard: how far everything has come, for the offices all of it, for an enterprise its own.

A fixed number of queries, however much there is, and one while nothing changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from fairway.base.cells import number
from fairway.base.models import AuditHead
from fairway.govern.rules import OFFICES, own_organisations, roles_of
from fairway.know.models import Organisation
from fairway.land import queries as land
from fairway.land.engine.intake import LANDED_MONEY
from fairway.land.engine.money import in_place
from fairway.land.templatetags.land import moneys, percent
from fairway.lib.money import MoneyKind
from fairway.match.queries import suggestions_seen_by
from fairway.meet.models import Event, Meeting, MeetingRequest, Unmet
from fairway.meet.queries.figures import current_timetable, current_timetables
from fairway.meet.queries.timetables import hours_of, meetings_of, touches
from fairway.sign.engine.amounts import money_text, trimmed
from fairway.sign.queries import agreements_seen_by
from fairway.trust.queries import ratings_seen_by

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from fairway.base.models import User
    from fairway.land.engine.funnel import Funnel
    from fairway.land.engine.money import MoneyByMonth
    from fairway.land.engine.tiles import TileMap
    from fairway.land.queries import Late
    from fairway.lib.money import Money

CACHE_SECONDS = 3600
LATE_SHOWN = 9
MEETINGS_SHOWN = 6


@dataclass(frozen=True)
class Kpi:
    """One figure on a card, with what it is of and where it leads; ``value`` is "–" where it cannot be said."""

    label: str
    value: str
    note: str
    url: str


@dataclass(frozen=True)
class NextMeeting:
    """A meeting to come: when, where, with whom."""

    number: int
    clock: str
    table: int
    sides: tuple[Organisation, ...]
    url: str


@dataclass(frozen=True)
class Dashboard:
    """Everything the page shows; ``event`` is the newest one, ``None`` while nothing is loaded."""

    as_of: date
    is_own: bool
    event: Event | None
    kpis: Sequence[Kpi]
    funnel: Funnel
    money: Sequence[MoneyByMonth]
    map: TileMap
    late: Late
    meetings: Sequence[NextMeeting]


def dashboard_for(user: User) -> Dashboard:
    """Put the dashboard together for one reader, or give the one put together since anything last changed.

    Whatever is written leaves an audit line, so the log's last hash names the state of everything.
    """
    state = AuditHead.objects.filter(pk=1).values_list("hash", flat=True).first()
    key = f"dashboard:{state}:{user.pk}:{get_language()}:{timezone.localdate()}"
    found: Dashboard | None = cache.get(key)
    if found is None:
        found = _dashboard(user)
        cache.set(key, found, CACHE_SECONDS)
    return found


def _dashboard(user: User) -> Dashboard:
    as_of = land.reporting_date()
    is_own = not (user.is_superuser or roles_of(user) & OFFICES)
    reader = user if is_own else None
    event = Event.objects.first()
    late = land.overdue(as_of, LATE_SHOWN, seen_by=reader)
    money = land.money_by_month(as_of, seen_by=reader)
    return Dashboard(
        as_of=as_of,
        is_own=is_own,
        event=event,
        kpis=_kpis(user, as_of, [total for each in money for total in each.totals], late, is_own=is_own),
        funnel=land.funnel(as_of, seen_by=reader),
        money=money,
        map=land.tiles(as_of, seen_by=reader),
        late=late,
        meetings=_next_meetings(event, own_organisations(user) if is_own else None),
    )


def _kpis(user: User, as_of: date, money: Sequence[Money], late: Late, *, is_own: bool) -> tuple[Kpi, ...]:
    return (
        _suggestions(user) if is_own else _organisations(),
        _own_rating(user) if is_own else _ratings(user),
        _requests(own_organisations(user) if is_own else None),
        _signed(user, as_of, money),
        _paid_in(money),
        _overdue(late),
    )


def _organisations() -> Kpi:
    counts = Organisation.objects.filter(merged_into=None).aggregate(
        all=Count("pk"), demo=Count("pk", filter=Q(is_demo=True))
    )
    note = _("%(demo)s of them demo") % {"demo": number(counts["demo"])}
    return Kpi(_("Organisations"), number(counts["all"]), note, reverse("know:organisations"))


def _suggestions(user: User) -> Kpi:
    states = (
        suggestions_seen_by(user).order_by().aggregate(all=Count("pk"), docked=Count("pk", filter=Q(state="docked")))
    )
    note = _("%(docked)s accepted by both sides") % {"docked": number(states["docked"])}
    return Kpi(_("Suggestions for you"), number(states["all"]), note, reverse("match:suggestions"))


def _ratings(user: User) -> Kpi:
    counts = (
        ratings_seen_by(user)
        .order_by()
        .aggregate(rated=Count("pk", filter=~Q(grade="")), none=Count("pk", filter=Q(grade="")))
    )
    note = _("%(none)s without a file") % {"none": number(counts["none"])}
    return Kpi(_("Organisations rated"), number(counts["rated"]), note, reverse("trust:ratings"))


def _own_rating(user: User) -> Kpi:
    rating = ratings_seen_by(user).first()
    url = reverse("trust:ratings")
    if rating is None:
        return Kpi(_("Your rating"), "–", _("not rated yet"), url)
    if not rating.grade:
        return Kpi(_("Your rating"), "–", _("no file"), url)
    note = _("%(points)s points") % {"points": number(rating.points)}
    return Kpi(_("Your rating"), rating.grade, note, reverse("trust:rating", args=[rating.organisation_id]))


def _requests(own: frozenset[int] | None) -> Kpi:
    wanted = MeetingRequest.objects.filter(carries_meeting=True)
    held = Meeting.objects.filter(timetable__in=current_timetables())
    left = Unmet.objects.filter(timetable__in=current_timetables())
    if own is not None:
        wanted = wanted.filter(touches(own))
        held, left = held.filter(touches(own, "request__")), left.filter(touches(own, "request__"))
    note = _("met, of %(mutual)s mutual requests; %(unmet)s found no place") % {
        "mutual": number(wanted.count()),
        "unmet": number(left.count()),
    }
    return Kpi(_("Meetings"), number(held.count()), note, reverse("meet:requests"))


def _signed(user: User, as_of: date, money: Sequence[Money]) -> Kpi:
    signed = [total for total in money if total.kind not in LANDED_MONEY]
    count = agreements_seen_by(user).filter(signed_on__lte=as_of).count()
    note = ngettext("%(count)s agreement", "%(count)s agreements", count) % {"count": number(count)}
    contracts = [total for total in signed if total.kind is MoneyKind.CONTRACT]
    other = _beside([total for total in signed if total.kind is not MoneyKind.CONTRACT])
    return Kpi(_("Contracts signed"), _amounts(contracts), note + other, reverse("sign:agreements"))


def _beside(found: Sequence[Money]) -> str:
    """Money of other kinds is counted beside, never added."""
    return f"; {moneys(found)}" if found else ""


def _amounts(found: Sequence[Money]) -> str:
    return "; ".join(money_text(total) for total in found) or "–"


def _paid_in(money: Sequence[Money]) -> Kpi:
    found = in_place(money)
    amounts = [f"{number(trimmed(each.paid_in))} {each.currency}" for each in found if each.paid_in]
    shares = [percent(each.share) for each in found if each.share is not None]
    note = _("%(share)s of the contracts") % {"share": ", ".join(shares)} if shares else _("nothing signed yet")
    return Kpi(_("Paid in"), "; ".join(amounts) or "–", note, reverse("land:funnel"))


def _overdue(late: Late) -> Kpi:
    most = max((each.days for each in late.projects), default=None)
    note = _("the latest by %(days)s days") % {"days": most} if most is not None else _("nothing is late")
    return Kpi(_("Overdue projects"), number(late.count), note, f"{reverse('land:overdue')}?kind=stage")


def _next_meetings(event: Event | None, own: frozenset[int] | None) -> list[NextMeeting]:
    """List the first meetings of the newest event's timetable, for an enterprise its own."""
    timetable = current_timetable(event) if event is not None else None
    if event is None or timetable is None:
        return []
    rows = meetings_of(timetable)
    if own is not None:
        rows = rows.filter(touches(own, "request__"))
    clocks = {hour.number: hour.clock for hour in hours_of(event)}
    return [_next_meeting(row, clocks[row.slot.number], event, own) for row in rows[:MEETINGS_SHOWN]]


def _next_meeting(row: Meeting, clock: str, event: Event, own: frozenset[int] | None) -> NextMeeting:
    sides = row.request.requester.organisation, row.request.requested.organisation
    shown = tuple(side for side in sides if own is None or side.pk not in own) or sides
    mine = next((side.pk for side in sides if own is not None and side.pk in own), sides[0].pk)
    url = reverse("meet:agenda", args=[event.pk, mine])
    return NextMeeting(row.slot.number, clock, row.table, shown, url)

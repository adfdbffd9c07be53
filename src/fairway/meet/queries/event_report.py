"""The report on an event: one set of figures for the page, the workbook and the printed pages."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _

from fairway.base.cells import number
from fairway.know.models import Organisation
from fairway.lib.paper import pdf
from fairway.lib.tables import Sheet, workbook_bytes
from fairway.meet.engine.balance import FEW, MANY, Account, Share, by_wishes, ratio, share_of
from fairway.meet.engine.result import breaks_by_participant
from fairway.meet.models import MeetingReport, Opportunity, Participation
from fairway.meet.queries.after import Standing, standing_of
from fairway.meet.queries.figures import current_timetable, event_figures, percent
from fairway.meet.queries.hand import Hand, hand_of
from fairway.meet.queries.minutes import REPORTS, paper_values, stamp
from fairway.meet.queries.timetables import unmet_of
from fairway.meet.queries.words import cause_sentence, organisation_name

if TYPE_CHECKING:
    from fairway.lib.tables.write import Cell
    from fairway.meet.models import Event, Timetable
    from fairway.meet.queries.figures import EventFigures

    Row = tuple[Cell, ...]

UNMET_LISTED = 100
"""Unmet requests that the report lists, the highest priorities first; their number is always that of all."""
Size = Organisation.Size
SMALL, LARGE = (Size.SMALL, Size.MICRO), (Size.LARGE, Size.MEDIUM)
Way = MeetingReport.Outcome


@dataclass(frozen=True)
class Section:
    """A table of the report; cells are plain values, ``None`` where nothing can be said."""

    key: str
    title: str
    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    note: str = ""

    @property
    def labelled(self) -> list[list[tuple[str, Cell]]]:
        """Each row with its headings beside the cells."""
        return [list(zip(self.headings, row, strict=True)) for row in self.rows]

    @property
    def numeric(self) -> tuple[int, ...]:
        """Columns of figures."""
        return tuple(
            column
            for column in range(1, len(self.headings))
            if all(isinstance(row[column], int | Decimal | None) for row in self.rows)
        )


@dataclass(frozen=True)
class EventReport:
    """All sections, in order, and the steps of the funnel as counts."""

    event: Event
    sections: tuple[Section, ...]
    funnel: tuple[tuple[str, int], ...] = field(default=())


def event_report(event: Event) -> EventReport:
    """Work out every figure of the report."""
    timetable = current_timetable(event)
    figures = event_figures(event, timetable)
    reports = _reports(event)
    funnel = _funnel(event, figures, reports)
    accounts, people = _accounts(event, timetable)
    sections = (
        _attendance(event),
        _requests(figures),
        _unmet(timetable),
        _quality(timetable),
        _waiting(accounts),
        _exposure(accounts, people),
        _fairness(accounts, people),
        Section(
            "funnel", _("From request to result"), (_("Step"), _("Meetings"), _("Share in percent")), _steps(funnel)
        ),
        _outcomes(event, reports),
        _leads(event),
    )
    return EventReport(event, sections, funnel)


def _attendance(event: Event) -> Section:
    counted = dict(event.participations.order_by().values_list("status").annotate(n=Count("pk")))
    rows = [(str(status.label), counted.get(status.value, 0)) for status in Participation.Status]
    rows.append((_("welcomed at the desk"), event.participations.exclude(check_ins=None).distinct().count()))
    rows.append((_("presentations"), event.presentations.count()))
    return Section("attendance", _("Attendance"), (_("Participants"), _("Count")), tuple(rows))


def _requests(figures: EventFigures) -> Section:
    rows: tuple[Row, ...] = (
        (_("requests"), figures.requests),
        (_("pairs that both want to meet"), figures.mutual),
        (_("one-sided requests"), figures.one_sided),
        (_("declined requests"), figures.declined),
        (_("meetings held"), figures.met),
        (_("wanted by both and without a place"), figures.unmet),
        (_("held, of those wanted, in percent"), figures.met_percent),
    )
    return Section("requests", _("Requests"), (_("What"), _("Count")), rows)


def _unmet(timetable: Timetable | None) -> Section:
    found = list(unmet_of(timetable)[:UNMET_LISTED]) if timetable else []
    total = timetable.unmet.count() if timetable else 0
    rows = tuple(
        (
            organisation_name(unmet.request.requester.organisation),
            organisation_name(unmet.request.requested.organisation),
            unmet.request.priority,
            cause_sentence(unmet),
        )
        for unmet in found
    )
    note = _("%(shown)s of %(total)s are listed.") % {"shown": len(rows), "total": total} if total > len(rows) else ""
    headings = (_("Asked by"), _("Asked"), _("Priority"), _("Cause"))
    return Section("unmet", _("Unmet requests with causes"), headings, rows, note)


def _quality(timetable: Timetable | None) -> Section:
    rows: tuple[Row, ...] = ()
    if timetable is not None:
        rows = (
            (_("value held"), timetable.value),
            (_("proven bound: no timetable has more"), timetable.bound),
            (_("gap"), timetable.gap),
            (_("gap, of the bound, in percent"), timetable.gap_percent),
            (_("changes by hand"), timetable.version - 1),
        )
    return Section("quality", _("Value against bound"), (_("What"), _("Count")), rows)


def _accounts(event: Event, timetable: Timetable | None) -> tuple[dict[int, Account], dict[int, str]]:
    """Account of each approved participant, by its number in the problem, and the size of its enterprise."""
    if timetable is None:
        return {}, {}
    hand = hand_of(event, timetable)
    wanted, held = _counts(hand)
    breaks = breaks_by_participant(hand.problem, hand.slot_of())
    people = event.participations.filter(status=Participation.Status.APPROVED).order_by("pk")
    sizes = dict(enumerate(people.values_list("organisation__size", flat=True), start=1))
    return {key: Account(wanted[key], held[key], breaks.get(key, 0)) for key in sizes}, sizes


def _counts(hand: Hand) -> tuple[Counter[int], Counter[int]]:
    slot_of = hand.slot_of()
    wanted = Counter(person for wish in hand.problem.wishes for person in wish.parties)
    held = Counter(person for wish in hand.problem.wishes if wish.key in slot_of for person in wish.parties)
    return wanted, held


def _waiting(accounts: dict[int, Account]) -> Section:
    share = share_of(account for account in accounts.values() if account.held)
    rows: tuple[Row, ...] = (
        (_("participants with meetings"), share.participants),
        (_("idle stretches between meetings, per participant"), share.mean_breaks),
        (_("most idle stretches of one participant"), share.most_breaks),
    )
    return Section("waiting", _("Waiting"), (_("What"), _("Count")), rows)


def _exposure(accounts: dict[int, Account], sizes: dict[int, str]) -> Section:
    headings = (
        _("Participants by size"), _("Count"), _("Meetings"), _("Meetings each"), _("Fewest"), _("Most"),
    )  # fmt: skip
    groups = [(str(size.label), {size.value}) for size in Size]
    groups += [(_("size not stated"), {""}), (_("all"), {*Size.values, ""})]
    rows = tuple(
        (label, share.participants, share.held, share.mean_held, share.least_held, share.most_held)
        for label, wanted in groups
        if (share := _group(accounts, sizes, wanted)).participants or label == _("all")
    )
    return Section("exposure", _("Exposure"), headings, rows)


def _group(accounts: dict[int, Account], groups: dict[int, str], wanted: set[str]) -> Share:
    return share_of(account for key, account in accounts.items() if groups.get(key) in wanted)


def _fairness(accounts: dict[int, Account], sizes: dict[int, str]) -> Section:
    wishes = by_wishes(accounts)
    few, many = (_group(accounts, wishes, {group}) for group in (FEW, MANY))
    small, large = (_group(accounts, sizes, {str(size) for size in group}) for group in (SMALL, LARGE))
    named = [
        (_("few wishes (up to the median)"), few),
        (_("many wishes"), many),
        (_("small and micro enterprises"), small),
        (_("large and medium-sized enterprises"), large),
    ]
    rows: list[Row] = [(name, s.participants, s.wanted, s.held, s.granted_percent) for name, s in named]
    rows.append((_("few wishes against many"), None, None, None, ratio(few, many)))
    rows.append((_("small enterprises against large"), None, None, None, ratio(small, large)))
    headings = (_("Participants"), _("Count"), _("Wanted"), _("Held"), _("Granted (percent; ratio below)"))
    return Section("fairness", _("Fairness"), headings, tuple(rows))


def _reports(event: Event) -> dict[int, list[str]]:
    """Return the outcomes reported, by request."""
    found: dict[int, list[str]] = {}
    for request, outcome in MeetingReport.objects.filter(request__event=event).values_list("request_id", "outcome"):
        found.setdefault(request, []).append(outcome)
    return found


def _funnel(event: Event, figures: EventFigures, reports: dict[int, list[str]]) -> tuple[tuple[str, int], ...]:
    """Count meetings step by step; what one side alone says counts apart from what both say."""
    came = [standing_of(said) for said in reports.values()]
    both = {Standing.DOCKED, Standing.INTENTION}
    some = sum(any(each != Way.NO for each in said) for said in reports.values())
    agreed = sum(standing in both for standing in came) + sum(
        set(said) == {Way.DOCKED, Way.INTENTION} for said in reports.values()
    )
    done = event.opportunities.filter(state=Opportunity.State.DONE).count()
    return (
        (_("requested (pairs)"), _pairs(event)),
        (_("wanted by both"), figures.mutual),
        (_("held"), figures.met or 0),
        (_("a result, says at least one side"), some),
        (_("intention or more, say both"), agreed),
        (_("docked, say both"), sum(standing is Standing.DOCKED for standing in came)),
        (_("next step done"), done),
    )


def _pairs(event: Event) -> int:
    """Pairs of which at least one side asked for the other."""
    ends = event.requests.order_by().values_list("requester_id", "requested_id")
    return len({frozenset(pair) for pair in ends})


def _steps(funnel: tuple[tuple[str, int], ...]) -> tuple[Row, ...]:
    first = funnel[0][1]
    return tuple((label, count, percent(count, first)) for label, count in funnel)


def _outcomes(event: Event, reports: dict[int, list[str]]) -> Section:
    counted = Counter(standing_of(said) for said in reports.values())
    rows: list[Row] = [(str(standing.label), counted[standing]) for standing in Standing if standing != Standing.NONE]
    rated = MeetingReport.objects.filter(request__event=event).aggregate(count=Count("pk"), sum=Sum("usefulness"))
    mean = (Decimal(rated["sum"]) / rated["count"]).quantize(Decimal("0.1")) if rated["count"] else None
    rows += [(_("reports of single sides"), rated["count"]), (_("usefulness of the meetings, mean of 1 to 5"), mean)]
    return Section("outcomes", _("Reports of both sides"), (_("What"), _("Count")), tuple(rows))


def _leads(event: Event) -> Section:
    presented = event.presentations.select_related("organisation").annotate(
        won=Count("leads"), investing=Count("leads", filter=Q(leads__interest="investment"))
    )
    rows = tuple(
        (organisation_name(row.organisation), row.title, row.won, row.investing) for row in presented.order_by("order")
    )
    headings = (_("Presenter"), _("Topic"), _("Leads"), _("Of these considering an investment"))
    return Section("leads", _("Leads per presenter"), headings, rows)


def report_workbook(report: EventReport) -> bytes:
    """Return the report as a workbook, one sheet a section."""
    return workbook_bytes([Sheet(s.title, s.headings, s.rows) for s in report.sections], stamp(report.event))


def report_pdf(report: EventReport) -> bytes:
    """Set the report as pages to print."""
    sections = [_printed(section) for section in report.sections]
    return pdf(
        REPORTS / "paper.typ",
        paper_values(report.event, _("Report"), report.event.title, sections),
        stamp(report.event),
    )


def _printed(section: Section) -> dict[str, object]:
    return {
        "title": section.title,
        "headings": list(section.headings),
        "rows": [[number(cell) for cell in row] for row in section.rows],
        "numeric": list(section.numeric),
        "note": section.note,
    }

"""An event with one of everything MEET keeps: organisation A's own things, on which anybody else may try a hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from tests import cast

from fairway.govern.models import Membership, Role
from fairway.know.models import Organisation
from fairway.meet import actions
from fairway.meet.actions import day
from fairway.meet.actions.minutes import Written
from fairway.meet.models import Disturbance, Presentation
from fairway.meet.queries.day.desk import badge_code
from fairway.meet.queries.registration import token_of
from fairway.meet.tasks import start_timetable
from fairway.meet.tests.registering import CODES, applied, coded, opened
from fairway.meet.tests.running import arrange, running
from fairway.meet.tests.stage import Stage

if TYPE_CHECKING:
    from fairway.base.models import User

WHO = ("nobody", "own", "other", "stranger", "office", "its own", "zone", "credit")
"""``own`` acts for A, ``other`` for one that takes part too, ``stranger`` for one that does not.

``its own`` is an account of the office that acts for A and for whoever applies besides.
"""


@dataclass
class Everything:
    """The event; ``ids`` are what stands in addresses, by what they name; accounts by the words of :data:`WHO`."""

    made: Stage
    ids: dict[str, object]
    users: dict[str, User | None]

    @property
    def next_day(self) -> date:
        """A day on which what was agreed may be due."""
        return self.made.event.held_on + timedelta(days=14)


def everything() -> Everything:
    """Build it. A and B have met already; A and C will; G asked A; a decision stands and one is to be made."""
    made = opened(running("AB AC GA", keys="ABCFGH"))
    arrange(made, {"AB": (1, 1), "AC": (4, 1)})
    found = Everything(made, {"pk": made.event.pk, "code": made.event.code}, {})
    applicants = [
        coded(cast.organisation(name=f"示例{word}有限公司"), code) for word, code in zip(WORDS, CODES, strict=True)
    ]
    _accounts(found, applicants)
    _registered(found, applicants)
    _met(found)
    _shown(found)
    _on_the_day(found)
    return found


WORDS = ("新能源", "精密铸造", "光电")


def _accounts(found: Everything, applicants: list[Organisation]) -> None:
    a, f = (found.made.organisations[key] for key in "AF")
    own = cast.account(Role.PROMOTION_OFFICE)
    for organisation in (a, *applicants):
        Membership.objects.create(
            user=own, organisation=organisation, role=Role.ENTERPRISE, valid_from=date(2020, 1, 1)
        )
    found.users = dict(
        zip(
            WHO,
            (
                None,
                cast.account(Role.ENTERPRISE, a),
                cast.account(Role.ENTERPRISE, f),
                cast.account(Role.ENTERPRISE),
                cast.account(Role.PROMOTION_OFFICE),
                own,
                cast.account(Role.ZONE_COMMITTEE),
                cast.account(Role.CREDIT_OFFICE),
            ),
            strict=True,
        )
    )


def _registered(found: Everything, applicants: list[Organisation]) -> None:
    made, operator = found.made, found.made.operator
    decided, open_one, unlinked = (
        applied(made, each.name, uscc=code) if number < 2 else applied(made, "示例光点有限公司")
        for number, (each, code) in enumerate(zip(applicants, CODES, strict=True))
    )
    decision = actions.decide_applications(
        actor=operator, reason="test", event=made.event, applications=[decided.pk], answer="approved"
    )[0]
    withdrawn = made.place("H")
    actions.withdraw_participation(actor=operator, reason="test", participation=withdrawn)
    kept = actions.check_import(
        actor=operator, reason="test", event=made.event, kind="participants", file_name="a.csv",
        content="Legal name\n示例二号有限公司\n".encode(),
    )  # fmt: skip
    found.ids |= {
        "application": open_one.pk,
        "unlinked": unlinked.pk,
        "to link": applicants[2].pk,
        "decision": decision.pk,
        "application token": token_of(open_one),
        "withdrawn": withdrawn.pk,
        "import": kept.pk,
    }


def _met(found: Everything) -> None:
    made, operator = found.made, found.made.operator
    request = made.request("A", "B")
    entry = actions.ReportEntry("docked", 5, "Visit the plant", found.next_day)
    actions.enter_report(actor=operator, reason="test", request=request, side=made.place("A"), entry=entry)
    minutes = actions.write_minutes(
        actor=operator, reason="test", event=made.event, written=Written("Heating"), request=request
    )
    apart = actions.keep_apart(actor=operator, reason="test", one=made.place("A"), other=made.place("F"))
    timetable = made.event.timetables.order_by("-pk").first()
    assert timetable is not None
    edit = actions.lock_meeting(
        actor=operator, reason="test", timetable=timetable, version=1, request=made.request("A", "C").pk, is_locked=True
    )
    run = start_timetable(actor=operator, reason="test", event=made.event)
    found.ids |= {
        "request": request.pk,
        "coming": made.request("A", "C").pk,
        "asked": made.request("G", "A").pk,
        "opportunity": request.opportunity.pk,
        "minutes": minutes.pk,
        "apart": apart.pk,
        "earlier": made.event.timetables.order_by("pk").values_list("pk", flat=True)[0],
        "timetable": f"{timetable.pk}.2",
        "edit": edit.pk,
        "run": run.pk,
    }


def _shown(found: Everything) -> None:
    made, operator, a = found.made, found.made.operator, found.made.organisations["A"]
    actions.set_presentations(
        actor=operator, reason="test", event=made.event, talks=[actions.TalkPlan(a, "What A offers")]
    )
    item = actions.agree_action(
        actor=operator, reason="test", event=made.event, agreed=actions.Agreed("Send the list", responsible=a.pk)
    )
    shown = Presentation.objects.select_related("event").get(event=made.event)
    lead = actions.Lead("visit", made.event.held_on, made.organisations["G"])
    actions.note_lead(actor=operator, reason="test", presentation=shown, lead=lead)
    found.ids |= {"presentation": shown.pk, "item": item.pk}


def _on_the_day(found: Everything) -> None:
    made = found.made
    place = made.place("A")
    report = day.report_disturbance(
        actor=made.operator,
        reason="test",
        event=made.event,
        report=day.Report(Disturbance.Kind.ABSENT, made.place("C")),
    )
    places = {f"place {key}": made.place(key).pk for key in "ABCFG"}
    found.ids |= places | {
        "organisation": place.organisation_id,
        "badge": badge_code(place),
        "token": place.token,
        "report": report.pk,
        "today": timezone.localdate().isoformat(),
    }

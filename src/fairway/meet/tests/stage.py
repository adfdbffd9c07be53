"""A small event to act on: slots of twenty minutes from nine, participants by letters, requests by pairs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from tests import cast

from fairway.base.models import User
from fairway.know.engine.intake import OrganisationKind, OrganisationRow
from fairway.know.models import Organisation
from fairway.meet import actions
from fairway.meet.engine.intake import Answer, RequestRow
from fairway.meet.models import Event, MeetingRequest, Participation, Timetable

ZONE = ZoneInfo("Asia/Shanghai")
NINE = datetime(2021, 10, 19, 9, 0, tzinfo=ZONE)


def plan(**given: object) -> actions.EventPlan:
    values: dict[str, object] = {
        "code": "changchun-test",
        "name": "Sister Cities of Changchun",
        "name_zh": "长春友城推介会",
        "held_on": date(2021, 10, 19),
        "as_of": date(2022, 1, 17),
        "region_code": "220100",
        "venue": "Hall 1",
        "is_demo": True,
        "seed": 7,
        "tables": 2,
        "slots": tuple(slot_plan(number) for number in (1, 2, 3)),
    }
    return actions.EventPlan(**{**values, **given})  # type: ignore[arg-type]


def slot_plan(number: int) -> actions.SlotPlan:
    start = NINE + timedelta(hours=2 * (number - 1))
    return actions.SlotPlan(number, start, start + timedelta(minutes=20))


def row(key: str, **given: object) -> OrganisationRow:
    values: dict[str, object] = {
        "key": key,
        "legal_name": f"示例{key}公司",
        "kind": OrganisationKind.ENTERPRISE,
        "region": "220100",
        "demo": True,
    }
    return OrganisationRow(**{**values, **given})  # type: ignore[arg-type]


@dataclass
class Stage:
    """An open event; ``organisations`` by their keys."""

    operator: User
    event: Event
    organisations: dict[str, Organisation]

    @property
    def ids(self) -> dict[str, int]:
        return {key: organisation.pk for key, organisation in self.organisations.items()}

    def place(self, key: str) -> Participation:
        return Participation.objects.select_related("organisation").get(
            event=self.event, organisation=self.organisations[key]
        )

    def load(self, *rows: RequestRow) -> int:
        return actions.load_requests(
            actor=self.operator, reason="test", event=self.event, rows=rows, organisations=self.ids
        )

    def request(self, asking: str, asked: str) -> MeetingRequest:
        return MeetingRequest.objects.select_related("requester__organisation", "requested__organisation").get(
            requester=self.place(asking), requested=self.place(asked)
        )

    def make(self) -> Timetable:
        return actions.make_timetable(actor=self.operator, reason="test", event=self.event)


def stage(keys: str = "ABCD", rows: dict[str, dict[str, object]] | None = None, **given: object) -> Stage:
    """Open an event in which each letter of ``keys`` takes part, with the fields of ``rows`` where given."""
    operator = cast.operator()
    organisations = {key: cast.organisation(name=f"示例{key}公司", name_en=f"Example {key}") for key in keys}
    ids = {key: organisation.pk for key, organisation in organisations.items()}
    event = actions.open_event(actor=operator, reason="test", spec=plan(**given), organisations=ids)
    actions.register_participants(
        actor=operator,
        reason="test",
        event=event,
        rows=[row(key, **(rows or {}).get(key, {})) for key in keys],
        organisations=ids,
    )
    return Stage(operator, event, organisations)


def accepted(pairs: str, priority: int = 3) -> list[RequestRow]:
    """Accepted requests from "AB CD": each first letter asks each second."""
    return [RequestRow(pair[0], pair[1], priority, Answer.ACCEPTED) for pair in pairs.split()]


def placed() -> Stage:
    """Four companies, three slots, two tables: A–B, A–C and C–D are met, B–D cannot be (never there together)."""
    made = stage(rows={"B": {"available": frozenset({1, 2})}, "D": {"available": frozenset({3})}})
    made.load(*accepted("AB AC CD BD"), RequestRow("A", "D"), RequestRow("B", "C", 2, Answer.DECLINED))
    made.make()
    return made

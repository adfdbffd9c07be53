from __future__ import annotations

import pytest

from fairway.lib.tables import RawTable, read_table
from fairway.meet.engine.event_tables import EventTables, read_event
from fairway.meet.engine.problem import Interpreters, MeetingWish, Participant, Session, Slot

PEOPLE = "Key,Name,Seats,Available,At least,At most\na,Ada Ltd,2,,1,\nb,Bo AG,,1-2,,3\nc,,1,,,\n"
REQUESTS = "From,To,Number,Priority,Must be held,Half of day,Fixed slot,After requests,Interpreter\n"
SLOTS = "Slot,Day,Half of day,Tables\n1,1,morning,2\n2,1,下午,\n3,2,morning,1\n"


def _read(people: str = PEOPLE, requests: str = "", slots: str = SLOTS, speakers: str = "") -> EventTables:
    texts = {"participants": people, "requests": REQUESTS + requests, "slots": slots, "interpreters": speakers}
    tables: dict[str, RawTable] = {
        name: read_table(text.encode(), f"{name}.csv") for name, text in texts.items() if text
    }
    return read_event(tables, event_tables=None, price=2, name="fair")


def test_an_event_in_tables_becomes_the_problem() -> None:
    speakers = "Language,Number,Slots\nde,1,\nde,2,2-3\n"
    rows = "a,b,7,4,yes,morning,,,de\nb,a,8,5,,,,,\na,c,9,,,,3,7,\n"
    event = _read(requests=rows, speakers=speakers)
    assert event.problems == ()
    assert event.keys == ("a", "b", "c")
    problem = event.problem
    assert problem is not None
    assert problem.participants == (
        Participant(1, frozenset({1, 2, 3}), 2, None, "Ada Ltd", 1),
        Participant(2, frozenset({1, 2}), 1, 3, "Bo AG"),
        Participant(3, frozenset({1, 2, 3}), 1, None, "c"),
    )
    assert problem.wishes == (
        MeetingWish(7, 1, 2, 5, Session.MORNING, must_hold=True, interpreter="de"),
        MeetingWish(9, 1, 3, 1, fixed_slot=3, after=frozenset({7})),
    )
    assert problem.slots == (
        Slot(1, Session.MORNING, 1, 2),
        Slot(2, Session.AFTERNOON, 1, None),
        Slot(3, Session.MORNING, 2, 1),
    )
    assert (problem.tables, problem.price_of_shortfall, problem.name) == (2, 2, "fair")
    assert problem.interpreters == (Interpreters("de", (1, 3, 3)),)


def test_requests_without_numbers_are_numbered_by_their_place() -> None:
    problem = _read(requests="a,b,,,,,,,\nb,c,,,,,,,\n").problem
    assert problem is not None
    assert [wish.key for wish in problem.wishes] == [1, 2]


@pytest.mark.parametrize(
    ("tables", "code", "row"),
    [
        ({"requests": "a,x,,,,,,,\n"}, "unknown-participant", 2),
        ({"requests": "a,a,,,,,,,\n"}, "wish-self", None),
        ({"requests": "a,b,1,,,,,,\nb,c,1,,,,,,\n"}, "wish-twice", None),
        ({"requests": "a,b,,,,,,,fr\n"}, "wish-language", None),
        ({"requests": "a,b,,0,,,,,\n"}, "out-of-range", 2),
        ({"requests": "a,b,,,,evening,,,\n"}, "choice", 2),
        ({"requests": "a,b,,,,,9,,\n"}, "wish-fixed", None),
        ({"requests": "a,b,,,,,,,\n", "people": "Key,Available\na,1-9\nb,\n"}, "available-slot", None),
        ({"requests": "a,b,,,,,,,\n", "people": "Key\na\na\n"}, "duplicate-key", 3),
        ({"requests": "a,b,,,,,,,\n", "slots": "Slot\n2\n"}, "slot-numbers", None),
        ({"requests": "a,b,,,,,,,\n", "slots": ""}, "table-missing", None),
    ],
)
def test_what_is_wrong_is_said_where_it_stands(tables: dict[str, str], code: str, row: int | None) -> None:
    event = _read(**tables)
    assert event.problem is None
    assert (code, row) in [(problem.code, problem.row) for problem in event.problems]
    assert all(str(problem) for problem in event.problems)

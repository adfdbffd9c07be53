from __future__ import annotations

from dataclasses import replace

import pytest

from fairway.lib.errors import Invalid
from fairway.meet.engine.problem import Interpreters, MeetingProblem, MeetingWish, Participant, Session, Slot
from fairway.meet.tests.engine_events import people, slots

WISH = MeetingWish(1, 1, 2)
GOOD = MeetingProblem(people(3, 2), (WISH, MeetingWish(2, 2, 3)), slots(1, 1), tables=1)


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("slot-numbers", {"slots": (Slot(2, Session.MORNING), Slot(1, Session.MORNING))}),
        ("slot-session", {"slots": (Slot(1, Session.ANY), Slot(2, Session.MORNING))}),
        ("tables-negative", {"tables": -1}),
        ("participant-twice", {"participants": (*people(3, 2), Participant(3, frozenset()))}),
        ("wish-twice", {"wishes": (WISH, MeetingWish(1, 2, 3))}),
        ("seats", {"participants": (*people(3, 2), Participant(4, frozenset(), seats=0))}),
        ("at-most", {"participants": (*people(3, 2), Participant(4, frozenset(), at_most=-1))}),
        ("available-slot", {"participants": (*people(3, 2), Participant(4, frozenset({3})))}),
        ("wish-party", {"wishes": (MeetingWish(1, 1, 9),)}),
        ("wish-self", {"wishes": (MeetingWish(1, 2, 2),)}),
        ("wish-priority", {"wishes": (replace(WISH, priority=0),)}),
        ("wish-fixed", {"wishes": (replace(WISH, fixed_slot=3),)}),
        ("wish-after", {"wishes": (replace(WISH, after=frozenset({7})),)}),
        ("at-least", {"participants": (*people(3, 2), Participant(4, frozenset(), at_most=2, at_least=3))}),
        ("slot-tables", {"slots": (Slot(1, Session.MORNING, tables=2), Slot(2, Session.AFTERNOON))}),
        ("interpreters", {"interpreters": (Interpreters("de", (1,)),)}),
        ("interpreters", {"interpreters": (Interpreters("de", (1, -1)),)}),
        ("interpreters-twice", {"interpreters": (Interpreters("de", (1, 1)), Interpreters("de", (0, 1)))}),
        ("wish-language", {"wishes": (replace(WISH, interpreter="de"),)}),
        ("wish-after-self", {"wishes": (replace(WISH, after=frozenset({1})),)}),
    ],
)
def test_parts_that_do_not_fit_are_refused(code: str, change: dict[str, object]) -> None:
    with pytest.raises(Invalid) as refusal:
        replace(GOOD, **change)
    assert refusal.value.code == code
    assert "%" not in str(refusal.value)


def test_order_and_names() -> None:
    turned = replace(GOOD, participants=GOOD.participants[::-1], wishes=GOOD.wishes[::-1])
    assert turned != GOOD
    assert turned.ordered() == GOOD
    assert [str(person) for person in (people(1, 1)[0], Participant(7, frozenset()))] == ["P1", "7"]

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import checker

from fairway.lib.errors import Invalid
from fairway.meet.engine.dzn import read_dzn
from fairway.meet.engine.minizinc import LONGEST_TEXT
from fairway.meet.engine.problem import MeetingProblem, MeetingWish, Participant, Session

TEXT = """% three firms, three meetings
nBusiness = 3;
nMeetings = 3;
nTables = 2;
nTotalSlots = 4 ;
nMorningSlots=2;

requested = [|1, 2,1,
|1, 3,2, \n|2,3,3,
|];
meetingsxBusiness = [{1,2,3},
{1,2,4}, {1,3,4}];
nMeetingsBusiness = [2,2,2,];
forbidden = [{0},
{0,4},{}];
fixed = [0,3,0];
precedences = [{},
{1},
{0}];
"""


def test_a_small_event_by_hand() -> None:
    problem = read_dzn(TEXT, "three")
    assert problem.participants == (
        Participant(1, frozenset({1, 2, 3, 4})),
        Participant(2, frozenset({1, 2, 3})),
        Participant(3, frozenset({1, 2, 3, 4})),
    )
    assert problem.wishes == (
        MeetingWish(1, 1, 2, session=Session.MORNING),
        MeetingWish(2, 1, 3, session=Session.AFTERNOON, fixed_slot=3, after=frozenset({1})),
        MeetingWish(3, 2, 3),
    )
    assert [slot.session for slot in problem.slots] == [Session.MORNING] * 2 + [Session.AFTERNOON] * 2
    assert (problem.tables, problem.must_hold_all, problem.name) == (2, True, "three")
    assert checker.event_from_dzn(TEXT) == checker.event_from_problem(problem)


def test_line_ends_and_layout_do_not_matter() -> None:
    flat = " ".join(TEXT.split("\n")[1:])
    assert read_dzn(TEXT.replace("\n", "\r\n"), "three") == read_dzn(flat, "three") == read_dzn(TEXT, "three")


@pytest.mark.parametrize(
    ("old", "new", "field", "line"),
    [
        ("nTables = 2;\n", "", "nTables", 0),
        ("nBusiness = 3;", "nBusiness = 999999999;", "meetingsxBusiness", 12),
        ("nTables = 2;", "nTables = two;", "nTables", 4),
        ("nTables = 2;", "nTables = 2 3;", "nTables", 4),
        ("nTables = 2;", "nTables = -2;", "nTables", 4),
        ("nTables = 2;", "nTables = ;", "nTables", 4),
        ("nTables = 2;", "2 = nTables;", "2", 4),
        ("nTables = 2;", "nBusiness = 3;", "nBusiness", 4),
        ("nTables = 2;", "nTables = 2; ?", "'?'", 4),
        ("nTables = 2;", "nTables = 12345678901;", "'1'", 4),
        ("nTotalSlots = 4 ", "nTotalSlots = 4000 ", "nTotalSlots", 5),
        ("nMorningSlots=2", "nMorningSlots=5", "nMorningSlots", 6),
        ("nMeetings = 3", "nMeetings = 4", "requested", 8),
        ("nBusiness = 3", "nBusiness = 4", "meetingsxBusiness", 12),
        ("|1, 2,1,", "|1, 9,1,", "requested", 8),
        ("|1, 2,1,", "|1, 1,1,", "requested", 8),
        ("|1, 2,1,", "|1, 2,4,", "requested", 8),
        ("|1, 3,2, ", "|1, 3, ", "requested", 9),
        ("|1, 3,2, ", "1, 3,2, ", "requested", 8),
        ("|2,3,3,\n|]", "|2,3,3,\n]", "requested", 11),
        ("{1,2,4}", "{1,2}", "meetingsxBusiness", 13),
        ("{1,2,4}", "{}", "meetingsxBusiness", 12),
        ("{1,2,4}", "{2,4}", "meetingsxBusiness", 13),
        ("[2,2,2,]", "[2,2,1]", "nMeetingsBusiness", 14),
        ("[2,2,2,]", "[2,2]", "nMeetingsBusiness", 14),
        ("{0,4}", "{0,5}", "forbidden", 16),
        ("{0,4}", "{0,4", "forbidden", 16),
        ("[0,3,0]", "[0,5,0]", "fixed", 17),
        ("[0,3,0]", "[0 3,0]", "fixed", 17),
        ("\n{1},", "\n{4},", "precedences", 19),
        ("\n{1},", "\n{2},", "precedences", 19),
        ("{0}];\n", "{0}]\n", "precedences", 20),
    ],
)
def test_a_damaged_file_is_refused_where_it_is_damaged(old: str, new: str, field: str, line: int) -> None:
    assert TEXT.count(old) == 1
    with pytest.raises(Invalid) as refusal:
        read_dzn(TEXT.replace(old, new), "three")
    facts = refusal.value.facts
    assert (facts["file"], facts["field"], facts["line"]) == ("three", field, line)
    assert field in str(refusal.value)


def test_a_text_longer_than_any_event_is_refused_unread() -> None:
    with pytest.raises(Invalid, match="more than 2000000 characters"):
        read_dzn(TEXT + " " * LONGEST_TEXT, "long")


def _read(text: str) -> MeetingProblem | None:
    try:
        return read_dzn(text, "fuzz")
    except Invalid:
        return None


@given(st.text(alphabet=st.sampled_from("nBusinestabl =;[]{}|,%0123456789-\n٣") | st.characters(), max_size=80))
@settings(max_examples=100, deadline=None)
def test_any_text_is_read_or_refused(text: str) -> None:
    assert _read(text) is None


@given(
    st.integers(0, len(TEXT)),
    st.integers(0, 6),
    st.sampled_from(["", "0", "9", ",", "|", "{", "}", "];", "x", "-"]),
)
@settings(max_examples=100, deadline=None)
def test_a_mutated_file_is_read_or_refused(start: int, length: int, put: str) -> None:
    problem = _read(TEXT[:start] + put + TEXT[start + length :])
    if problem is not None:
        assert len(problem.wishes) == 3


def test_what_a_message_shows_of_the_file_is_short() -> None:
    with pytest.raises(Invalid) as refused:
        read_dzn("a" * 100_000, "long")
    assert len(str(refused.value)) < 200

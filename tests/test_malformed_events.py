"""Inputs of an event that are damaged, or that nobody could ever satisfy: each is explained, none ends in a crash.

Instance files name the file, the line and the field; tables the file, the row, the column and what would be right;
wishes that contradict each other are named together with what they contradict.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from fairway.lib.errors import Invalid
from fairway.lib.tables.check import check
from fairway.lib.tables.raw import read_table
from fairway.lib.tables.spec import TableSpec
from fairway.lib.tables.write import xlsx_bytes
from fairway.meet.engine.dzn import read_dzn
from fairway.meet.engine.entry import PARTICIPANTS
from fairway.meet.engine.intake import REQUESTS
from fairway.meet.engine.least_breaks.solve import fewest_breaks
from fairway.meet.engine.problem import Interpreters, MeetingProblem, MeetingWish, Participant, Session, Slot
from fairway.meet.engine.result import Status
from fairway.meet.engine.why_not.contradiction import explain_contradiction

EVENT = """nBusiness = 3;
nMeetings = 3;
nTables = 2;
nTotalSlots = 4;
nMorningSlots = 2;
requested = [|1, 2, 1,
|1, 3, 2,
|2, 3, 3|];
meetingsxBusiness = [{1,2,3},
{1,2,4}, {1,3,4}];
nMeetingsBusiness = [2,2,2];
forbidden = [{0}, {0,4}, {}];
fixed = [0,3,0];
precedences = [{}, {1}, {0}];
"""
DAMAGED = [
    # what stood there, what stands there now, the line said, a word of the sentence
    (EVENT, "", 0, "nTotalSlots is missing"),
    (EVENT, "\x00\x01\x02", 1, "does not belong here"),
    (EVENT, "[" * 5000, 1, "is missing"),
    (EVENT, EVENT[:100], 6, "; after requested is missing"),
    ("nTables = 2;", "", 0, "nTables is missing"),
    ("nTables = 2;", "nTables = 2", 3, "; after nTables is missing"),
    ("nTables = 2;", "nTables = ;", 3, "nTables"),
    ("nTables = 2;", "nTables : 2;", 3, "does not belong here"),
    ("nTables = 2;", "nTables = two;", 3, "two"),
    ("nTables = 2;", "nTables = 2.5;", 3, "does not belong here"),
    ("nTables = 2;", "nTables = -1;", 3, "outside"),
    ("nTables = 2;", "nTables = 99999999999;", 3, "9"),
    ("nTables = 2;", "nTables = {2};", 3, "unexpected {"),
    ("nTables = 2;", "nTables = 2;\nnTables = 3;", 4, "given twice"),
    ("nTables = 2;", "nTables = ２;", 3, "does not belong here"),
    ("nTotalSlots = 4;", "nTotalSlots = 5000;", 4, "outside"),
    ("nMorningSlots = 2;", "nMorningSlots = 5;", 5, "outside"),
    ("nBusiness = 3;", "nBusiness = 4;", 9, "4 are announced"),
    ("nMeetings = 3;", "nMeetings = 2;", 6, "2 are announced"),
    ("nMeetings = 3;", "nMeetings = 999999999;", 6, "announced"),
    ("|1, 2, 1,", "|1, 2,", 6, "needs 3 numbers"),
    ("|1, 2, 1,", "|1, 1, 1,", 6, "meets itself"),
    ("|1, 2, 1,", "|1, 9, 1,", 6, "outside"),
    ("|1, 2, 1,", "|1, 2, 4,", 6, "outside"),
    ("|2, 3, 3|]", "|2, 3, 3]", 8, "unexpected ]"),
    ("{1,2,3},", "{1,2},", 9, "does not agree"),
    ("{1,2,3},", "{1,2,3", 10, "unexpected {"),
    ("[2,2,2]", "[2,2,3]", 11, "does not agree"),
    ("[2,2,2]", "[2,2]", 11, "3 are announced"),
    ("{0,4}", "{0,7}", 12, "outside"),
    ("[0,3,0]", "[0,5,0]", 13, "outside"),
    ("[0,3,0]", "[0,[3],0]", 13, "unexpected ["),
    ("{1}, {0}]", "{2}, {0}]", 14, "comes before itself"),
    ("{1}, {0}]", "{8}, {0}]", 14, "outside"),
]


@pytest.mark.parametrize(("old", "new", "line", "words"), DAMAGED)
def test_a_damaged_instance_names_file_line_and_field(old: str, new: str, line: int, words: str) -> None:
    damaged = EVENT.replace(old, new)
    assert damaged != EVENT
    with pytest.raises(Invalid) as refused:
        read_dzn(damaged, "event.dzn")
    said = str(refused.value)
    assert "event.dzn" in said
    assert words in said
    assert refused.value.facts["line"] == line, said


def _workbook(*rows: tuple[str, ...]) -> bytes:
    headings, *entries = rows
    return xlsx_bytes(headings, entries, "Requests", datetime(2026, 1, 1, tzinfo=UTC))


def _without_sheets() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
    return packed.getvalue()


HEAD = "From,To,Priority,Answer\n"
TABLES = [
    # table, file, its bytes, the row said, the column said, the code
    (REQUESTS, "r.csv", b"", None, None, "empty-file"),
    (REQUESTS, "r.csv", b"\n\n\n", None, None, "empty-file"),
    (REQUESTS, "r.csv", HEAD.encode(), None, None, "empty-table"),
    (REQUESTS, "r.txt", HEAD.encode(), None, None, "file-kind"),
    (REQUESTS, "r.csv", b"\xff\xfe\x00", None, None, "encoding"),
    (REQUESTS, "r.csv", b"From,Priority\na,3\n", None, "To", "missing-column"),
    (REQUESTS, "r.csv", b"From,To,Prioritty\na,b,3\n", None, "Prioritty", "unknown-column"),
    (REQUESTS, "r.csv", b"From,To,To\na,b,c\n", 1, "To", "duplicate-column"),
    (REQUESTS, "r.csv", b"From,To,asked\na,b,c\n", None, "asked", "duplicate-column"),
    (REQUESTS, "r.csv", b"From,To,\na,b,c\n", 1, None, "blank-heading"),
    (REQUESTS, "r.csv", HEAD.encode() + b"a,b,3,yes,more\n", 2, None, "ragged-row"),
    (REQUESTS, "r.csv", HEAD.encode() + b"a,,3,yes\n", 2, "To", "missing-value"),
    (REQUESTS, "r.csv", HEAD.encode() + b"a,a,3,yes\n", 2, "To", "meets-itself"),
    (REQUESTS, "r.csv", HEAD.encode() + b"a,b,9,yes\n", 2, "Priority", "out-of-range"),
    (REQUESTS, "r.csv", HEAD.encode() + b"a,b,high,yes\n", 2, "Priority", "whole-number"),
    (REQUESTS, "r.csv", HEAD.encode() + b"a,b,3,perhaps\n", 2, "Answer", "choice"),
    (REQUESTS, "r.csv", HEAD.encode() + b"a,b,3,yes\na,b,4,yes\n", 3, "From", "duplicate-key"),
    (REQUESTS, "r.csv", HEAD.encode() + b"a\x00,b,3,yes\n", 2, "From", "control-character"),
    (REQUESTS, "r.csv", HEAD.encode() + b'"a,b,3,yes\n', None, None, "csv-quotes"),
    (REQUESTS, "r.xlsx", b"PK not a workbook", None, None, "damaged-workbook"),
    (REQUESTS, "r.xlsx", _without_sheets(), None, None, "damaged-workbook"),
    (REQUESTS, "r.xlsx", _workbook(("From", "To"), ("a", "a")), 2, "To", "meets-itself"),
    (REQUESTS, "r.xlsx", _workbook(("From", "To", "Priority"), ("a", "b", "0")), 2, "Priority", "out-of-range"),
    (PARTICIPANTS, "p.csv", b"USCC\n123\n", None, "Organisation", "missing-column"),
    (PARTICIPANTS, "p.csv", b"Organisation,USCC\nAda,123\n", 2, "USCC", "uscc-length"),
    (PARTICIPANTS, "p.csv", b"Organisation,Seats\nAda,0\n", 2, "Seats", "out-of-range"),
    (PARTICIPANTS, "p.csv", b"Organisation,Available\nAda,morning\n", 2, "Available", "slots"),
    (PARTICIPANTS, "p.csv", b"Organisation,At least,At most\nAda,5,2\n", 2, "At least", "least-above-most"),
    (PARTICIPANTS, "p.csv", b"Organisation,Languages\nAda,klingon\n", 2, "Languages", "language"),
    (PARTICIPANTS, "p.csv", b"Organisation,Contact e-mail\nAda,ada\n", 2, "Contact e-mail", "email"),
    (PARTICIPANTS, "p.csv", b"Organisation,Representatives\nAda,: Li\n", 2, "Representatives", "representative"),
    (PARTICIPANTS, "p.csv", b"Organisation\nAda\nAda\n", 3, "Organisation", "duplicate-key"),
]


@pytest.mark.parametrize(("spec", "file", "data", "row", "column", "code"), TABLES)
def test_a_damaged_table_names_file_row_column_and_remedy(
    spec: TableSpec[object], file: str, data: bytes, row: int | None, column: str | None, code: str
) -> None:
    checked = check(read_table(data, file), spec)
    found = [(problem.row, problem.column, problem.code) for problem in checked.problems]
    assert (row, column, code) in found
    for problem in checked.problems:
        assert problem.file == file
        assert problem.sentence
        assert problem.advice
        assert "%(" not in problem.sentence + problem.advice


ADA, BO, CY = (Participant(key, frozenset({1, 2, 3}), name=name) for key, name in enumerate(("Ada", "Bo", "Cy"), 1))
DAY = (Slot(1, Session.MORNING), Slot(2, Session.MORNING), Slot(3, Session.AFTERNOON))
PLAIN = MeetingProblem((ADA, BO, CY), (), DAY, 2, must_hold_all=True, interpreters=(Interpreters("de", (1, 0, 0)),))
ONE = MeetingWish(1, 1, 2)


def _event(*wishes: MeetingWish, **changed: object) -> MeetingProblem:
    return replace(PLAIN, wishes=wishes, **changed)  # type: ignore[arg-type]


def _early(person: Participant, *slots: int) -> Participant:
    return replace(person, available=frozenset(slots))


CONTRADICTIONS = [
    (_event(ONE, participants=(_early(ADA, 1), _early(BO, 2), CY)), "Ada is there only then (slots: 1)."),
    (_event(ONE, participants=(_early(ADA), BO, CY)), "Ada is never there."),
    (_event(replace(ONE, session=Session.AFTERNOON), participants=(_early(ADA, 1, 2), BO, CY)), "wished for the after"),
    (_event(replace(ONE, session=Session.MORNING, fixed_slot=3)), "Meeting 1 is fixed (slot: 3)."),
    (_event(replace(ONE, fixed_slot=2), participants=(_early(ADA, 1), BO, CY)), "Meeting 1 is fixed (slot: 2)."),
    (_event(replace(ONE, interpreter="de", session=Session.AFTERNOON)), "Interpreters for de, slot by slot: 1, 0, 0."),
    (_event(ONE, tables=0), "Tables in each slot: 0."),
    (_event(ONE, slots=(), participants=(_early(ADA), _early(BO), _early(CY)), interpreters=()), "whole event: 0."),
    (_event(ONE, MeetingWish(2, 1, 3), MeetingWish(3, 2, 1), MeetingWish(4, 3, 1)), "Slots in the whole event: 3."),
    (_event(ONE, participants=(replace(ADA, at_most=0), BO, CY)), "Ada accepts at most this many meetings: 0."),
    (_event(replace(ONE, fixed_slot=1), MeetingWish(2, 1, 3, fixed_slot=1)), "Ada can be in only one meeting"),
    (
        _event(replace(ONE, fixed_slot=1), MeetingWish(2, 3, 4, fixed_slot=1), tables=1,
               participants=(ADA, BO, CY, Participant(4, frozenset({1}), name="Di"))),
        "Tables in each slot: 1.",
    ),
    (_event(replace(ONE, after=frozenset({2})), MeetingWish(2, 1, 3, after=frozenset({1}))), "must come after"),
    (_event(replace(ONE, fixed_slot=1, after=frozenset({2})), MeetingWish(2, 1, 3)), "Meeting 1 must come after"),
    (
        _event(*(MeetingWish(key, 2, 3, after=frozenset({key - 1}) - {0}) for key in (1, 2, 3, 4))),
        "Slots in the whole event: 3.",
    ),
    (_event(*(MeetingWish(key, 1, 2 + key % 2) for key in (1, 2, 3, 4))), "Ada can be in only one meeting at a time."),
    (
        _event(replace(ONE, interpreter="de"), MeetingWish(2, 1, 3, interpreter="de")),
        "Interpreters for de, slot by slot: 1, 0, 0.",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("problem", "sentence"), CONTRADICTIONS)
def test_a_contradiction_is_named(problem: MeetingProblem, sentence: str) -> None:
    said = [str(reason) for reason in explain_contradiction(problem)]
    assert any(sentence in reason for reason in said), said
    assert any("must be held" in reason for reason in said)
    if all(person.at_most is None for person in problem.participants) and not problem.interpreters:
        assert fewest_breaks(problem, fairness=None, seconds=10).status is Status.INFEASIBLE


def test_there_are_eighty_of_them() -> None:
    assert len(DAMAGED) + len(TABLES) + len(CONTRADICTIONS) >= 80

"""The folder as a whole: good rows taken, bad ones given back, nothing that refers to nothing."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairway.chain.engine.event import Session
from fairway.chain.engine.folder import Folder, read_folder
from fairway.chain.tests.broken_folders import BROKEN, TEXTS, Files, good_folder
from fairway.lib.tables import Level

TABLES = ("organisations", "records", "offers", "needs", "requests", "agreements", "stages")


def taken(files: Files) -> Folder:
    folder = read_folder(files, accept_good_rows=True).folder
    assert folder is not None
    return folder


def swapped(*changes: tuple[str, str, str]) -> Files:
    files = good_folder()
    for file, old, new in changes:
        text = files[file].decode()
        assert old in text
        files[file] = text.replace(old, new).encode()
    return files


def assert_whole(folder: Folder) -> None:
    """Nothing in the folder refers to something that is not in it."""
    keys = {row.key for row in folder.organisations}
    numbers = {row.number for row in folder.agreements}
    assert {row.organisation for row in (*folder.records, *folder.offers, *folder.needs)} <= keys
    assert {key for row in folder.requests for key in (row.from_key, row.to_key)} <= keys
    assert {party.organisation for row in folder.agreements for party in row.parties} <= keys
    assert {row.agreement for row in folder.stages} <= numbers
    assert {row.responsible for row in folder.stages} <= keys
    assert {fact.subject for fact in folder.event.facts} - {"event"} <= keys
    assert {post.organisation for post in folder.event.posts} <= keys
    assert {each.organisation for each in folder.event.presentations} <= keys


def test_the_good_folder() -> None:
    folder = taken(good_folder())
    assert [len(getattr(folder, name)) for name in TABLES] == [5, 3, 1, 1, 4, 1, 3]
    assert [row.demo for row in folder.organisations] == [False, True, True, True, True]
    assert folder.agreements[0].demo
    assert_whole(folder)


def test_the_event() -> None:
    event = taken(good_folder()).event
    assert event.meeting is not None
    slots = event.meeting.slots
    assert [slot.number for slot in slots] == list(range(1, 9))
    assert slots[1].start.isoformat() == "2021-10-19T09:25:00+08:00"
    assert slots[1].end.isoformat() == "2021-10-19T09:45:00+08:00"
    assert [slot.session for slot in slots] == [Session.MORNING] * 4 + [Session.AFTERNOON] * 4
    assert event.signing is not None
    assert event.signing.expected_total == Decimal(1_200_000_000)
    assert (event.facts[0].comparator, event.facts[0].value) == (">", "400")


def test_a_fact_without_a_value_is_not_stated() -> None:
    folder = taken(swapped(("event.toml", 'value = 400\ncomparator = ">"\n', "")))
    assert folder.event.facts[0].value is None


def test_tables_may_be_absent() -> None:
    files = {name: data for name, data in good_folder().items() if name in {"event.toml", "organisations.csv"}}
    check = read_folder(files)
    assert check.problems == ()
    assert check.folder is not None
    assert check.folder.stages == ()


def test_a_note_beside_the_tables_is_only_told() -> None:
    check = read_folder({**good_folder(), "README.md": b"hello"})
    assert [(problem.code, problem.level) for problem in check.problems] == [("unknown-file", Level.WARNING)]
    assert check.errors == ()
    assert check.folder is not None


def test_one_bad_row_takes_what_refers_to_it() -> None:
    """Without s-1 there is no contract, without the contract no stages."""
    check = read_folder(swapped(("organisations.csv", '3670,yes,1,"1-3', '9999,yes,1,"1-3')), accept_good_rows=True)
    assert check.folder is not None
    assert_whole(check.folder)
    assert {row.key for row in check.folder.organisations} == {"g-1", "z-1", "s-2", "b-1"}
    assert [len(getattr(check.folder, name)) for name in TABLES] == [4, 1, 0, 1, 1, 0, 0]
    assert {name: len(rows) for name, rows in check.bad_rows.items()} == {
        "organisations": 1, "records": 2, "offers": 1, "requests": 3, "agreements": 1, "stages": 3,
    }  # fmt: skip
    assert {p.code for rows in check.bad_rows.values() for row in rows for p in row.reasons} == {
        "industry", "depends-on-bad-row",
    }  # fmt: skip


def test_without_accepting_only_the_cause_is_named() -> None:
    check = read_folder(swapped(("organisations.csv", '3670,yes,1,"1-3', '9999,yes,1,"1-3')))
    assert check.folder is None
    assert [problem.code for problem in check.problems] == ["industry"]
    assert list(check.bad_rows) == ["organisations"]


def test_posts_of_a_bad_organisation_stay_out_with_a_warning() -> None:
    check = read_folder(swapped(("organisations.csv", "g-1,长春市人民政府", "g-1,")), accept_good_rows=True)
    assert check.folder is not None
    assert check.folder.event.posts == ()
    assert check.folder.event.presentations == ()
    told = [problem for problem in check.problems if problem.file == "event.toml"]
    assert {problem.level for problem in told} == {Level.WARNING}


def test_nothing_left_is_nothing_loaded() -> None:
    files = good_folder()
    files["organisations.csv"] = b"Key,Legal name,Kind,Region\na,,bank,220100\n"
    check = read_folder(files, accept_good_rows=True)
    assert check.folder is None
    assert "nothing-left" in {problem.code for problem in check.problems}


@pytest.mark.parametrize("name", BROKEN)
def test_good_rows_of_broken_folders_hold_together(name: str) -> None:
    check = read_folder(BROKEN[name].files(), accept_good_rows=True)
    rowless = BROKEN[name].row in {None, 1} or BROKEN[name].file == "event.toml"
    assert (check.folder is None) == rowless
    if check.folder is not None:
        assert_whole(check.folder)
        assert BROKEN[name].row in {row.raw.number for rows in check.bad_rows.values() for row in rows}


@given(st.randoms())
@settings(max_examples=15, deadline=None)
def test_the_order_of_rows_changes_nothing(random: object) -> None:
    files = good_folder()
    for name in files:
        if name.endswith(".csv"):
            head, *rows = files[name].decode().splitlines()
            random.shuffle(rows)  # type: ignore[attr-defined]
            files[name] = "\n".join([head, *rows]).encode()
    shuffled, straight = taken(files), taken(good_folder())
    for name in TABLES:
        assert set(map(repr, getattr(shuffled, name))) == set(map(repr, getattr(straight, name)))


@given(st.sampled_from(sorted(TEXTS)), st.integers(0, 2000), st.binary(min_size=1, max_size=4))
@settings(max_examples=80, deadline=None)
def test_no_bytes_make_the_folder_fall(name: str, place: int, noise: bytes) -> None:
    files = good_folder()
    place %= len(files[name])
    files[name] = files[name][:place] + noise + files[name][place + len(noise) :]
    check = read_folder(files)
    assert (check.folder is None) == bool(check.errors)
    loose = read_folder(files, accept_good_rows=True)
    if loose.folder is not None:
        assert_whole(loose.folder)

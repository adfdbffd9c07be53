"""event.toml: types, lines, and what does not fit together."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from fairway.chain.engine.event import EventSpec
from fairway.chain.engine.event_file import read_event
from fairway.chain.engine.toml_fields import key_lines
from fairway.chain.tests.broken_folders import TEXTS

EVENT = TEXTS["event.toml"]
SMALL = 'code = "e"\nname = "E"\ndate = 2021-10-19\nas_of = 2021-10-20\nregion = "220100"\n'
SOURCE = '[[sources]]\nkey = "s"\ntitle = "T"\npublisher = "P"\n'


def codes(text: str) -> list[tuple[str, str | None, int | None]]:
    return [(problem.code, problem.column, problem.row) for problem in read_event(text.encode()).problems]


def small(more: str) -> EventSpec:
    read = read_event(f"[event]\n{SMALL}{more}".encode())
    assert read.problems == ()
    assert read.event is not None
    return read.event


def test_the_least_there_can_be() -> None:
    event = small("")
    assert event == EventSpec("e", "E", date(2021, 10, 19), date(2021, 10, 20), "220100")


def test_days_and_figures_may_stand_in_quotes() -> None:
    event = small(f'[signing]\nexpected_total = "210亿"\n{SOURCE}published_on = "2021年10月20日"\n')
    assert event.signing is not None
    assert event.signing.expected_total == Decimal(21_000_000_000)
    assert event.signing.expected_count is None
    assert event.sources[0].published_on == date(2021, 10, 20)


@pytest.mark.parametrize(
    ("written", "kept"), [("7.94", "7.94"), ("2021-10-19", "2021-10-19"), ('"text"', "text"), ('""', None)]
)
def test_values_are_kept_as_written(written: str, kept: str | None) -> None:
    fact = f'[[facts]]\nsubject = "event"\npredicate = "p"\non = 2021-10-19\nsource = "s"\nvalue = {written}\n'
    assert small(SOURCE + fact).facts[0].value == kept


def test_a_post_from_until() -> None:
    post = '[[posts]]\norganisation = "g"\ntitle = "Mayor"\nholder = "H"\nsource = "s"\nfrom = 2020-01-01\n'
    [kept] = small(f"{SOURCE}{post}until = 2021-01-01\n").posts
    assert (kept.from_, kept.until, kept.on) == (date(2020, 1, 1), date(2021, 1, 1), None)
    assert codes(f"[event]\n{SMALL}{SOURCE}{post}until = 2019-01-01\n") == [("ends-before-start", "posts[1].until", 17)]


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ("venue = 5", ("wrong-type", "event.venue", 7)),
        ('venue = ""', ("missing-value", "event.venue", 7)),
        ('venue = "a\\u0000b"', ("control-character", "event.venue", 7)),
        ("seed = true", ("wrong-type", "event.seed", 7)),
        ("seed = -1", ("out-of-range", "event.seed", 7)),
        ("zzzzz = 1", ("unknown-key", "event.zzzzz", 7)),
        ("[meeting]\ntables = 1\nminutes = 5\nsessions = 3", ("wrong-type", "meeting.sessions", 10)),
        ("[meeting]\ntables = 1\nminutes = 5\nsessions = []", ("slot-count", "meeting.sessions", 10)),
        ("[meeting]\ntables = 1\nminutes = 5\nsessions = [3]", ("wrong-type", "meeting.sessions[1]", 10)),
        (
            "[meeting]\ntables = 1\nminutes = 5\n[[meeting.sessions]]\nstart = 2021-10-19\nslots = 1",
            ("wrong-type", "meeting.sessions[1].start", 11),
        ),
        (
            "[meeting]\ntables = 1\nminutes = 5\n[[meeting.sessions]]\nstart = 2021-10-19T09:00:00Z\nslots = 1",
            ("wrong-type", "meeting.sessions[1].start", 11),
        ),
        ("[facts]\nsubject = 1", ("wrong-type", "facts", 7)),
        ("[signing]\nexpected_total = true", ("wrong-type", "signing.expected_total", 8)),
        ("[signing]\nexpected_total = 0.5e-3", ("amount-range", "signing.expected_total", 8)),
        (f"{SOURCE}published_on = 5", ("wrong-type", "sources[1].published_on", 11)),
        ("[[facts]]\nvalue = true", ("wrong-type", "facts[1].value", 8)),
    ],
)  # fmt: skip
def test_what_is_wrong_and_where(more: str, problem: tuple[str, str, int | None]) -> None:
    assert problem in codes(f"[event]\n{SMALL}{more}\n")


def test_a_file_without_event() -> None:
    assert ("missing-key", "event.code", None) in codes("")
    assert codes("event = 5") == [("wrong-type", "event", 1)]


def test_a_nest_too_deep_is_a_problem() -> None:
    assert [code for code, *_rest in codes("a = " + "[" * 5000)] == ["toml"]


def test_lines_of_keys() -> None:
    lines = key_lines(EVENT)
    assert lines["event"] == 1
    assert lines["meeting.sessions[2].start"] == 22
    assert EVENT.splitlines()[lines["facts[1].quote"] - 1].startswith("quote")


@pytest.mark.parametrize(
    "written", ["1" * 5000, "0x" + "f" * 4000, "1e99999999999999999999", "1e900000000", "-1e-900000000"]
)
def test_a_number_that_would_fill_the_memory_is_a_problem(written: str) -> None:
    assert codes(f"[event]\n{SMALL}seed = {written}\n")[0][0] == "toml"


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_year_nobody_means_is_a_problem(day: str) -> None:
    session = f"[meeting]\ntables = 1\nminutes = 15\n[[meeting.sessions]]\nstart = {day}T23:59:00\nslots = 2\n"
    assert codes(f"[event]\n{SMALL}{session}")[0][0] == "date-range"
    assert codes(f"[event]\n{SMALL}".replace("2021-10-19", day))[0][0] == "date-range"


def test_a_code_keeps_apart_from_the_keys_behind_it() -> None:
    assert codes(f"[event]\n{SMALL}".replace('"e"', '"e/s"')) == [("event-code", "event.code", 2)]

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from tests import cast

from fairway.govern.models import Role
from fairway.lib.errors import Refused
from fairway.meet.models import MeetingRequest, Unmet
from fairway.meet.queries.words import Hours, cause_sentence, sentence_of, times
from fairway.meet.tests.stage import Stage, accepted, stage
from fairway.meet.tests.test_views import signed_in, text

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Asia/Shanghai")


def _hours(*clocks: tuple[int, int, int]) -> Hours:
    starts = [datetime(2021, 10, day, hour, minute, tzinfo=ZONE) for day, hour, minute in clocks]
    return {number: (start, start + timedelta(minutes=20)) for number, start in enumerate(starts, start=1)}


def test_slots_that_follow_one_another_are_one_stretch() -> None:
    day = _hours((19, 9, 0), (19, 9, 20), (19, 10, 0), (19, 13, 0), (19, 13, 20))
    assert times("1, 2", day) == "09:00–09:40"
    assert times("1, 2, 4, 5", day) == "09:00–09:40, 13:00–13:40"
    assert times("2", day) == "09:20–09:40"
    assert times("3, 4", day) == "10:00–10:20, 13:00–13:20"  # not over noon


def test_the_day_is_said_where_there_are_several() -> None:
    days = _hours((19, 9, 0), (20, 9, 0))
    with translation.override("en"):
        assert times("1, 2", days) == "Tue 09:00–09:20, Wed 09:00–09:20"


def test_a_slot_that_is_not_there_any_more_keeps_its_number() -> None:
    assert times("7", _hours((19, 9, 0))) == "7"


def test_languages_are_named() -> None:
    text = "All interpreters for %(language)s are taken when both are free (slots: %(slots)s)."
    params: dict[str, str | int] = {"language": "de", "slots": "1"}
    with translation.override("en"):
        said = sentence_of(text, params, {}, _hours((19, 9, 0)))
        assert said == "All interpreters for German are taken when both are free (slots: 09:00–09:20)."
    with translation.override("zh-hans"):
        assert "德语" in sentence_of(text, params, {}, _hours((19, 9, 0)))


def crowded() -> Stage:
    """One slot for A, who is asked for twice: A–B (5) is met, A–C (2) is not."""
    made = stage("ABC", rows={"A": {"available": frozenset({2})}})
    made.load(*accepted("AB", 5), *accepted("AC", 2))
    made.make()
    return made


def test_a_cause_is_said_with_the_time_in_both_languages() -> None:
    crowded()
    unmet = Unmet.objects.get()
    with translation.override("en"):
        assert cause_sentence(unmet) == ("Example A is in other meetings whenever both are there (slots: 11:00–11:20).")
    with translation.override("zh-hans"):
        assert "11:00–11:20" in cause_sentence(unmet)


def test_the_office_reads_what_would_make_it_possible(client: Client) -> None:
    made = crowded()
    signed_in(client, made.operator)
    page = text(client.get(reverse("meet:request", args=[made.request("A", "C").pk])))
    assert "What would make it possible" in page
    assert "Give up the meeting of Example A with Example B (slot: 11:00–11:20, priority 5)." in page
    assert "Others would lose 5 points; this meeting is worth 2." in page
    assert "Example A would need one more representative." in page


def test_an_enterprise_does_not_read_whose_meeting_could_be_given_up(client: Client) -> None:
    made = crowded()
    signed_in(client, cast.account(Role.ENTERPRISE, made.organisations["C"]))
    page = text(client.get(reverse("meet:request", args=[made.request("A", "C").pk])))
    assert "Example A is in other meetings" in page
    assert "What would make it possible" not in page


PRICE = "Others would lose 5 points; this meeting is worth 2."
GIVEN_UP = "Give up the meeting of Example A with Example B (slot: 11:00–11:20, priority 5)."


def test_the_list_of_unmet_requests_tells_the_office_the_price(client: Client) -> None:
    made = crowded()
    signed_in(client, made.operator)
    for asked in ({}, {"event": "no-such-event"}):
        page = text(client.get(reverse("meet:unmet"), asked))
        assert "Example A is in other meetings" in page
        assert PRICE not in page
        assert "Choose an event" in page
    page = text(client.get(reverse("meet:unmet"), {"event": made.event.code}))
    assert f"11:00–11:20: {GIVEN_UP} {PRICE}" in page
    assert PRICE not in client.get(reverse("meet:unmet"), {"format": "csv"}).content.decode()
    signed_in(client, cast.account(Role.ENTERPRISE, made.organisations["C"]))
    own = text(client.get(reverse("meet:unmet")))
    assert "Example A is in other meetings" in own
    assert "Example B" not in own


def test_the_list_asks_no_more_of_three_unmet_requests_than_of_one(client: Client) -> None:
    counts = []
    for code, keys, unmet in (("one", "ABC", "AC"), ("three", "ABCDE", "AC AD AE")):
        made = stage(keys, rows={"A": {"available": frozenset({2})}}, code=code)
        made.load(*accepted("AB", 5), *accepted(unmet, 2))
        made.make()
        signed_in(client, made.operator)
        address = f"{reverse('meet:unmet')}?event={code}"
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert text(client.get(address)).count("Others would lose") == len(unmet.split())
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(("who", "named"), [("C", False), ("A", True), ("", True)])
def test_an_agenda_tells_the_price_and_names_no_meeting_of_others(client: Client, who: str, *, named: bool) -> None:
    made = crowded()
    signed_in(client, cast.account(Role.ENTERPRISE, made.organisations[who]) if who else made.operator)
    page = text(client.get(reverse("meet:agenda", args=[made.event.pk, made.organisations[who or "C"].pk])))
    assert PRICE in page
    assert (GIVEN_UP in page) == named
    assert ("1 meeting of others would change." in page) != named


def test_hard_wishes_that_contradict_each_other_are_named() -> None:
    made = stage("ABC", rows={"A": {"available": frozenset({2})}})
    made.load(*accepted("AB AC"))
    MeetingRequest.objects.update(must_hold=True)
    with pytest.raises(Refused) as refused:
        made.make()
    assert refused.value.code == "hard-wishes-contradict"
    said = str(refused.value)
    assert "can be in only one meeting at a time" in said
    assert said.count("must be held") == 2

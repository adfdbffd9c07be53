"""What is asked about organisations, posts, facts and sources."""

from __future__ import annotations

import pytest
from django.utils import translation
from tests.cast import organisation

from fairway.know import queries
from fairway.know.models import Name, Organisation

pytestmark = pytest.mark.django_db


def named(text: str, *more: str) -> Organisation:
    found = organisation(name=text)
    for other in (text, *more):
        Name.objects.create(organisation=found, text=other, kind="printed", language="zh-Hans")
    return found


def test_a_file_takes_the_same_queries_however_long(django_assert_num_queries) -> None:
    few, many = named("一"), named("二", *(f"名{n}" for n in range(20)))
    for each in (few, many):
        with django_assert_num_queries(9):
            found = queries.organisation_file(each.pk).get()
            assert len(found.names.all()) >= 1


def test_prefectures_among_codes_are_choices() -> None:
    with translation.override("en"):
        assert queries.place_choices(["310115"]) == [("3101", "Shanghai")]
        assert queries.place_choices(["220102", "220100", "", "220200"]) == [
            ("2201", "Changchun"),
            ("2202", "Jilin City"),
        ]


def test_places_and_industries_are_named_in_the_reader_s_language() -> None:
    with translation.override("zh-hans"):
        assert (queries.place_name("220100"), queries.industry_name("3670")) == ("长春市", "3670 汽车零部件及配件制造")
    with translation.override("en"):
        assert queries.place_name("220100") == "Changchun"
        assert queries.place_name("999999") == "999999"
    assert (queries.place_name(""), queries.industry_name("")) == ("", "")

"""The search box finds names and codes, exact ones first."""

from __future__ import annotations

import pytest
from django.utils import translation
from tests.cast import organisation

from fairway.know import queries
from fairway.know.models import Identifier, Name, Organisation

pytestmark = pytest.mark.django_db


def named(text: str, *more: str) -> Organisation:
    found = organisation(name=text)
    for other in (text, *more):
        Name.objects.create(organisation=found, text=other, kind="printed", language="zh-Hans")
    return found


def test_two_characters_find_a_name() -> None:
    wanted = named("长春一汽富维公司", "富维")
    named("吉林化纤公司")
    assert list(queries.search_organisations("富维")) == [wanted]


def test_every_word_must_be_there() -> None:
    wanted = named("长春轴承公司", "Changchun Bearing")
    named("长春齿轮公司", "Changchun Gear")
    assert list(queries.search_organisations("changchun bearing")) == [wanted]


def test_the_exact_name_comes_first_then_the_shorter() -> None:
    long, exact, short = named("一汽解放长春分公司"), named("一汽"), named("一汽轿车")
    assert list(queries.search_organisations("一汽")) == [exact, short, long]


def test_a_code_is_found_by_its_beginning() -> None:
    wanted = named("某公司")
    Identifier.objects.create(organisation=wanted, scheme="uscc", value="91350100M000100Y43")
    assert list(queries.search_organisations("91350100m")) == [wanted]


@pytest.mark.parametrize("words", ["", "   ", "\x00", "%", "_", "' OR 1=1 --"])
def test_nothing_asked_or_nothing_there_finds_nothing(words: str) -> None:
    named("长春轴承公司")
    assert list(queries.search_organisations(words)) == []


def test_one_organisation_is_found_once() -> None:
    named("红旗零部件", "红旗", "红旗集团")
    assert queries.search_organisations("红旗").count() == 1


def test_a_file_takes_the_same_queries_however_long(django_assert_num_queries) -> None:
    few, many = named("一"), named("二", *(f"名{n}" for n in range(20)))
    for each in (few, many):
        with django_assert_num_queries(5):
            found = queries.organisation_file(each.pk).get()
            assert len(found.names.all()) >= 1


def test_prefectures_among_codes_are_choices() -> None:
    with translation.override("en"):
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

"""S2, Changchun, 29 June 2020: one zone in three spellings, two bodies on a dual line, a mayor on his day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.test import Client, TestCase
from tests.cast import account, operator

from fairway.chain import actions
from fairway.chain.engine.folder import Folder, read_folder
from fairway.govern.models import Role
from fairway.know.models import Organisation, Post, Relation
from fairway.know.queries import family, find_organisations, holders_on, post_contradictions

EXAMPLES = Path(__file__).parents[4] / "examples"
UNVEILED, CONFERENCE = date(2020, 6, 29), date(2021, 10, 19)
SPELLINGS = (
    "China-South Korea (Changchun) International Cooperation Demonstration Zone",
    "China-ROK (Changchun)",
    "China-Korea (Changchun)",
    "中韩（长春）国际合作示范区",
)


def folder(name: str) -> Folder:
    files = {f.name: f.read_bytes() for f in (EXAMPLES / name).iterdir() if f.suffix in {".toml", ".csv", ".xlsx"}}
    check = read_folder(files)
    assert check.problems == ()
    assert check.folder is not None
    return check.folder


def test_the_folder_holds_nothing_invented() -> None:
    given = folder("changchun-zone-2020")
    assert not given.event.demo
    assert not any(row.demo for row in given.organisations)
    assert given.records == given.agreements == ()


class TestZone(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        actions.load_folder(actor=operator(), reason="story", folder=folder("changchun-zone-2020"))

    def test_three_spellings_are_one_zone(self) -> None:
        found = [find_organisations(spelling) for spelling in SPELLINGS]
        assert {len(each) for each in found} == {1}
        assert {each[0].pk for each in found} == {Organisation.objects.get(name="中韩（长春）国际合作示范区").pk}
        assert found[0][0].kind == "zone"

    def test_both_bodies_stand_on_two_lines(self) -> None:
        city = Organisation.objects.get(name="长春市人民政府")
        for name, province in (
            ("中韩（长春）国际合作示范区管理委员会", "吉林省人民政府"),
            ("中共中韩（长春）国际合作示范区工作委员会", "中国共产党吉林省委员会"),
        ):
            body = Organisation.objects.get(name=name)
            lines = set(body.relations.values_list("kind", "other__name"))
            assert lines == {
                ("part", "中韩（长春）国际合作示范区"),
                ("dispatched", province),
                ("entrusted", city.name),
            }
            above = {(b.organisation.name, b.line.tie.kind) for b in family(body.pk, UNVEILED).above}
            assert above == {(name, kind) for kind, name in lines}
            assert family(body.pk, date(2020, 6, 28)).above == ()
            assert body.relations.exclude(source=None).count() == 3
        below = {b.organisation.name for b in family(city.pk, UNVEILED).below}
        assert len(below) == 2

    def test_jilin_the_province_and_jilin_the_city_stay_two(self) -> None:
        found = find_organisations("Jilin")
        assert {o.name: o.region_code for o in found} == {"吉林省人民政府": "220000", "吉林市人民政府": "220200"}
        assert not Organisation.objects.filter(merged_into__isnull=False).exists()

    def test_the_page_of_the_zone_opens(self) -> None:
        visitor = Client()
        visitor.force_login(account(Role.PROMOTION_OFFICE))
        zone = Organisation.objects.get(name="中韩（长春）国际合作示范区")
        shown = visitor.get(f"/organisations/{zone.pk}/?on=2020-06-29").content.decode()
        for text in ("China-ROK (Changchun)", "is a part of", "fields of cooperation", "5 fields"):
            assert text in shown, text


@pytest.mark.example
class TestMayorAndSecretary(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        for name in ("changchun-zone-2020", "changchun-auto-2021"):
            actions.load_folder(actor=operator(), reason="story", folder=folder(name))

    def test_zhang_zhijun_is_mayor_then_secretary_and_never_both(self) -> None:
        for day, title in ((UNVEILED, "Mayor"), (CONFERENCE, "Party Secretary")):
            assert {p.title for p in holders_on(day).filter(holder="Zhang Zhijun")} == {title}
        days = {p.valid_from for p in Post.objects.filter(holder="Zhang Zhijun")}
        assert all(len({p.title for p in holders_on(day).filter(holder="Zhang Zhijun")}) == 1 for day in days if day)
        assert post_contradictions(Post.objects.all()) == []

    def test_nothing_was_merged_by_its_name(self) -> None:
        assert Organisation.objects.filter(name="吉林市人民政府").count() == 2
        assert Relation.objects.count() == 6

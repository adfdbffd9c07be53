"""Stage maps and KPI definitions over the API: the region's own as those that ship, by rights told as a table."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.cast import account, organisation, project

from fairway.govern.models import Role
from fairway.land.engine.kpi.shipped import shipped_definitions
from fairway.land.engine.stage_map_reading import shipped_map, shipped_maps
from fairway.land.tests.test_methods import KPI, KPI_KIND, MAP, MAP_KIND, OWN, OWN_KPIS, add, approved

pytestmark = pytest.mark.django_db
MAPS, ONE_MAP = "/api/stage-maps", "/api/stage-maps/investment/1"
METHODS, ONE_METHOD = "/api/methods", "/api/methods/stage-map/investment/1"
PATHS = (MAPS, ONE_MAP, METHODS, ONE_METHOD)
MAY: dict[Role | None, tuple[str, ...]] = {
    Role.PROMOTION_OFFICE: PATHS,
    Role.ZONE_COMMITTEE: PATHS,
    Role.CREDIT_OFFICE: PATHS,
    Role.ENTERPRISE: (MAPS, ONE_MAP),
    None: (),
}
"""Who reads what, as on the pages: an enterprise the maps projects follow, offices also what waits, with its text."""


@pytest.mark.parametrize("role", [*Role, None])
def test_each_role_reads_what_it_may(client: Client, role: Role | None) -> None:
    assert [client.get(path).status_code for path in PATHS] == [401] * len(PATHS)
    client.force_login(account(role, organisation() if role else None))
    assert tuple(path for path in PATHS if client.get(path).status_code == 200) == MAY[role]
    assert {client.get(path).status_code for path in PATHS} <= {200, 403}


def office() -> Client:
    client = Client()
    client.force_login(account(Role.PROMOTION_OFFICE))
    return client


def test_own_versions_are_listed_as_those_that_ship() -> None:
    approved()
    add(OWN_KPIS, KPI_KIND)
    project()
    items = office().get(METHODS).json()["items"]
    told = {(each["kind"], each["key"], each["version"]): each for each in items}
    ships = {("stage-map", *place) for place in shipped_maps()} | {("kpis", *place) for place in shipped_definitions()}
    own = {("stage-map", "investment", 2), ("kpis", "fairway", 2)}
    assert told.keys() == ships | own
    assert {place for place, each in told.items() if each["is_own"]} == own
    assert [told["stage-map", "investment", n]["is_newest"] for n in (1, 2)] == [False, True]
    assert (told["stage-map", "investment", 1]["projects"], told["stage-map", "investment", 2]["name"]) == (1, "Ours")
    assert told["stage-map", "investment", 2]["approved_at"] is not None
    waits = told["kpis", "fairway", 2]
    assert (waits["approved_at"], waits["is_newest"], waits["added_at"] is None) == (None, False, False)
    only = office().get(f"{METHODS}?kind=kpis").json()["items"]
    assert {each["kind"] for each in only} == {"kpis"}
    assert office().get(f"{METHODS}?kind=other").status_code == 422


def test_a_text_is_read_as_it_was_kept_or_ships() -> None:
    add()
    add(OWN_KPIS, KPI_KIND)
    client = office()
    for kind, key, version, text in (
        (MAP_KIND, "investment", 1, MAP),
        (MAP_KIND, "investment", 2, OWN),
        (KPI_KIND, "fairway", 1, KPI),
        (KPI_KIND, "fairway", 2, OWN_KPIS),
    ):
        assert client.get(f"{METHODS}/{kind.value}/{key}/{version}").json()["text"] == text
    for lost in ("stage-map/investment/3", "kpis/investment/1", "other/investment/1"):
        assert client.get(f"{METHODS}/{lost}").status_code == 404


def test_a_map_tells_its_stages_and_one_that_waits_is_not_followed() -> None:
    kept = add()
    client = office()
    assert client.get(f"{MAPS}/investment/2").status_code == 404
    assert len(client.get(MAPS).json()["items"]) == len(shipped_maps())
    kept.delete()
    approved()
    assert len(client.get(MAPS).json()["items"]) == len(shipped_maps()) + 1
    road = client.get(f"{MAPS}/investment/2").json()
    assert [(each["key"], each["counts_as"]) for each in road["stages"]][3:6] == [
        ("registered", "registered"),
        ("permit", "registered"),
        ("started", "started"),
    ]
    first, ours = client.get(ONE_MAP).json(), shipped_map()
    assert {each["key"]: tuple(each["asks"]) for each in first["stages"]} == {
        each.key: ours.asks(each.key) for each in ours.stages
    }
    assert [(way["key"], len(way["reasons"])) for way in first["ways_out"]] == [
        (way.key, len(way.reasons)) for way in ours.ways_out
    ]
    assert client.get(f"{MAPS}/cooperation/1").json()["verified_money"] == ["realised"]


def test_lists_ask_the_same_number_of_questions_for_one_and_three() -> None:
    approved()
    client = office()
    asked = []
    for version in (2, 3, 4):
        if version > 2:
            approved(OWN.replace("version = 2", f"version = {version}"))
        client.get(METHODS)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(METHODS).status_code == client.get(MAPS).status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[-1]

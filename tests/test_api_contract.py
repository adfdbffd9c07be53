"""The API answers what its description says, and refuses what a role may not see."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, given, settings

from tests.workbench import Workbench, running

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def workbench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    with running(tmp_path_factory) as found:
        yield found


def signed_in(workbench: Workbench, name: str) -> tuple[OpenerDirector, CookieJar]:
    jar = CookieJar()
    opener = build_opener(HTTPCookieProcessor(jar))
    address = f"{workbench.url}/accounts/login/"
    with opener.open(address) as page:
        page.read()
    token = next(c.value for c in jar if c.name == "csrftoken")
    form = {"login": name, "password": workbench.passwords[name], "csrfmiddlewaretoken": token}
    with opener.open(Request(address, urlencode(form).encode(), {"Referer": address})) as page:
        page.read()
    return opener, jar


def status(opener: OpenerDirector, url: str) -> tuple[int, dict[str, object]]:
    try:
        with opener.open(url) as answer:
            return answer.status, json.load(answer)
    except HTTPError as refusal:
        with refusal:
            assert refusal.headers["Content-Type"] == "application/problem+json"
            return refusal.code, json.load(refusal)


def test_a_stranger_is_told_to_sign_in(workbench: Workbench) -> None:
    code, body = status(build_opener(), f"{workbench.url}/api/organisations")
    assert (code, body["type"], body["instance"]) == (401, "urn:fairway:sign-in-first", "/api/organisations")


def test_wrong_input_is_a_problem_with_its_place(workbench: Workbench) -> None:
    opener, _jar = signed_in(workbench, "promotion")
    code, body = status(opener, f"{workbench.url}/api/organisations?limit=many")
    assert code == 422
    assert "limit" in str(body["detail"])


def test_writing_without_a_token_is_refused(workbench: Workbench) -> None:
    opener, _jar = signed_in(workbench, "promotion")
    with pytest.raises(HTTPError) as refusal:
        opener.open(Request(f"{workbench.url}/api/projects/1/stages", b"{}", {"Content-Type": "application/json"}))
    refusal.value.close()
    assert refusal.value.code == 403


def test_every_reading_call_survives_any_input(workbench: Workbench) -> None:
    """Schemathesis sends right and wrong input to every reading call: an answer or a problem, never a fault."""
    opener, jar = signed_in(workbench, "promotion")
    with opener.open(f"{workbench.url}/api/openapi.json") as answer:
        schema = schemathesis.openapi.from_dict(json.load(answer))
    cookies = {c.name: str(c.value) for c in jar}
    calls = [found.ok() for found in schema.get_all_operations()]
    reading = [call for call in calls if call.method.upper() == "GET"]
    assert len(reading) >= 12
    with requests.Session() as session:
        session.cookies.update(cookies)
        for call in reading:
            survives(call, session, workbench.url)


def survives(call: schemathesis.APIOperation, session: requests.Session, url: str) -> None:
    @given(call.as_strategy())
    @settings(max_examples=15, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    def answered(case: schemathesis.Case) -> None:
        answer = case.call(base_url=url, session=session)
        assert answer.status_code < 500, (case.path, answer.text[:300])
        kind = answer.headers["content-type"][0]
        assert kind.startswith("application/json" if answer.status_code == 200 else "application/problem+json")

    answered()

"""The stories' projects go out as OC4IDS and IATI, valid by the checkers of both, and come in again as nothing new."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from lxml import etree

from fairway.chain.actions.load import load_folder
from fairway.chain.engine.folder import read_folder
from fairway.land.actions import take_file
from fairway.land.queries.exchange import exchanged, exchanged_by
from fairway.land.queries.exports import KINDS
from fairway.land.tests.oc4ids_profile import complaints, official
from fairway.land.tests.test_engine_iati import official as iati_schema
from fairway.land.tests.test_exchange import checked, forget_projects
from fairway.land.tests.test_exchange_iati import activities, as_it_stands, file_of
from tests.cast import operator

if TYPE_CHECKING:
    from fairway.base.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.example]
EXAMPLES = Path(__file__).parents[1] / "examples"


def files_of(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.suffix in {".toml", ".csv", ".xlsx"}}


@pytest.mark.parametrize("name", ["changchun-auto-2021", "jilin-beijing-2018"])
def test_a_story_s_projects_are_valid_and_come_in_again_unchanged(name: str) -> None:
    user = operator()
    found = read_folder(files_of(EXAMPLES / name))
    assert found.folder is not None
    load_folder(actor=user, reason="test", folder=found.folder)
    count = len(list(exchanged(exchanged_by(user))))
    assert count
    data = b"".join(KINDS["json"].pieces(user, "https://fairway.example/projects.json"))
    package = json.loads(data)
    assert complaints(package) == []
    if official() is not None:
        assert complaints(package, official()) == []
    iati_schema().assertValid(etree.fromstring(b"".join(KINDS["xml"].pieces(user, ""))))
    for kind in ("json", "xml", "xlsx", "zip"):
        content = b"".join(KINDS[kind].pieces(user, "https://fairway.example/projects.json"))
        kept = checked(content, user, f"projects.{kind}")
        assert (kept.problems, kept.counts["unchanged"]) == ([], count)
    _begin_elsewhere(user, count)


def _begin_elsewhere(user: User, count: int) -> None:
    """Activities of IATI where nothing is known: what is taken goes out the same, the rest says what it lacks."""
    sent = {each.key: each for each in activities()}
    forget_projects()
    kept = checked(file_of(sent.values()), user, "projects.xml")
    assert {each["code"] for each in kept.problems} <= {"iati-unsaid", "iati-role", "iati-money", "next-due-early"}
    assert kept.counts["new"] + kept.counts["refused"] == count
    if kept.counts["new"]:
        take_file(actor=user, reason="test", kept=kept)
    assert len(activities()) == kept.counts["new"]
    for each in activities():
        assert as_it_stands(each) == as_it_stands(sent[each.key])

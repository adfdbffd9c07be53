"""The stories' projects go out as OC4IDS and IATI, valid by the checkers of both, and come in again as nothing new."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from lxml import etree

from fairway.chain.actions.load import load_folder
from fairway.chain.engine.folder import read_folder
from fairway.land.queries.exchange import exchanged, exchanged_by
from fairway.land.queries.exports import KINDS
from fairway.land.tests.oc4ids_profile import complaints, official
from fairway.land.tests.test_engine_iati import official as iati_schema
from fairway.land.tests.test_exchange import checked
from tests.cast import operator

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
    for kind in ("json", "xlsx", "zip"):
        content = b"".join(KINDS[kind].pieces(user, "https://fairway.example/projects.json"))
        kept = checked(content, user, f"projects.{kind}")
        assert (kept.problems, kept.counts["unchanged"]) == ([], count)

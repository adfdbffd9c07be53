"""Stage maps: those that ship, what they ask for, and texts that are refused with line and remedy."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import fairway.land
from fairway.land.engine.intake import Stage
from fairway.land.engine.stage_map import StageMap, Way
from fairway.land.engine.stage_map_reading import read_stage_map, shipped_map, shipped_maps
from fairway.lib.errors import Invalid

FOLDER = Path(fairway.land.__file__).parent / "stage_maps"
GOOD = (FOLDER / "investment-1.toml").read_text(encoding="utf-8")


def test_the_default_map_is_the_road_of_the_figures() -> None:
    road = shipped_map()
    assert (road.key, road.version) == ("investment", 1)
    assert [stage.key for stage in road.stages] == [stage.value for stage in Stage if stage.rank is not None]
    assert all(stage.key == stage.counts_as for stage in road.stages)
    assert list(shipped_maps()) == [("investment", 1), ("cooperation", 1)]


@pytest.mark.parametrize("road", shipped_maps().values(), ids=lambda road: f"{road.key}-{road.version}")
def test_a_shipped_map_stands_in_a_file_of_its_name_and_is_chinese_too(road: StageMap) -> None:
    assert (FOLDER / f"{road.key}-{road.version}.toml").is_file()
    names = [each.name_zh for each in (*road.stages, *road.ways_out)]
    assert all(any("\u4e00" <= sign <= "\u9fff" for sign in name) for name in names)
    assert all(road.step_of(stage.counts_as) == stage.key for stage in road.stages)


def test_what_each_stage_asks_for() -> None:
    road = shipped_map()
    assert road.asks("intention") == ()
    assert set(road.asks("docking")) == {"investor", "host"}
    assert "agreement" in road.asks("signed")
    assert {"region", "amount", "evidence"} <= set(road.asks("started"))
    assert road.asks("withdrawn") == ()
    assert road.lacks("signed", {"investor", "host"}) == ("agreement",)
    assert "verified_evidence" in shipped_map("cooperation").asks("effective")


@given(st.sampled_from(list(shipped_maps().values())))
def test_what_is_asked_for_once_is_asked_for_ever_after(road: StageMap) -> None:
    asked = [set(road.asks(stage.key)) for stage in road.stages]
    assert all(one <= following for one, following in pairwise(asked))
    assert all(isinstance(way, Way) for stage in road.stages[:-1] for way in road.following(stage.key)[1:])


WRONG = {
    "no TOML": (('key = "investment"', "key investment"), "model-syntax", 2),
    "a key in capitals": (('key = "investment"', 'key = "Investment"'), "map-key", 2),
    "version nought": (("version = 1", "version = 0"), "map-version", 3),
    "a version in words": (("version = 1", 'version = "1"'), "model-not-whole", 3),
    "a field nobody knows": (('region = "registered"', 'colour = "registered"'), "model-key-unknown", None),
    "a stage nobody knows": (('region = "registered"', 'region = "flying"'), "map-word", None),
    "a kind of counting nobody knows": (('counts_as = "docking"', 'counts_as = "dancing"'), "map-word", None),
    "stages out of order": (('counts_as = "docking"', 'counts_as = "started"'), "map-order", None),
    "a stage twice": (('key = "docking"', 'key = "intention"'), "map-twice", None),
    "evidence too late": (('evidence = "started"', 'evidence = "effective"'), "map-evidence", None),
    "no evidence at all": (('evidence = "started"\n', ""), "map-evidence", None),
    "nothing signed": (('counts_as = "signed"', 'counts_as = "registered"'), "map-needs", None),
    "no end": (('counts_as = "effective"', 'counts_as = "at_capacity"'), "map-needs", None),
    "opens with a word": (("opens = true", 'opens = "yes"'), "map-flag", None),
    "opens after the signature": (
        ('counts_as = "registered"', 'counts_as = "registered"\nopens = true'), "map-opens", None,
    ),
    "a way out that is a stage": (('counts_as = "withdrawn"', 'counts_as = "started"'), "map-word", None),
    "no other reason": (('key = "other"', 'key = "else"'), "map-reasons", None),
    "a line nobody knows": (("[required]", 'colour = "red"\n[required]'), "model-key-unknown", None),
    "no Chinese": (('name_zh = "建设类投资项目"\n', ""), "model-key-missing", None),
}  # fmt: skip


@pytest.mark.parametrize("change, code, line", WRONG.values(), ids=WRONG)  # noqa: PT006  # one case a line
def test_a_wrong_map_is_refused_with_its_line(change: tuple[str, str], code: str, line: int | None) -> None:
    text = GOOD.replace(*change, 1)
    assert text != GOOD
    with pytest.raises(Invalid) as caught:
        read_stage_map(text, "ours.toml")
    facts = caught.value.facts
    assert (caught.value.code, facts["file"]) == (code, "ours.toml")
    assert facts["line"] >= 1 if line is None else facts["line"] == line  # type: ignore[operator]
    assert (caught.value.text % facts).endswith((".", '"'))


def test_verified_evidence_and_money() -> None:
    text = GOOD.replace('evidence = "started"\n', 'evidence = "started"\nverified_evidence = "registered"\n')
    with pytest.raises(Invalid, match="before any"):
        read_stage_map(text, "ours.toml")
    text = GOOD.replace("[[stages]]", '[money]\nverified = ["contract"]\n[[stages]]', 1)
    with pytest.raises(Invalid) as caught:
        read_stage_map(text, "ours.toml")
    assert caught.value.code == "map-word"


@given(st.data())
def test_a_text_with_a_line_lost_is_read_or_refused_with_its_place(data: st.DataObject) -> None:
    lines = GOOD.splitlines()
    gone = data.draw(st.integers(0, len(lines) - 1))
    try:
        read_stage_map("\n".join(lines[:gone] + lines[gone + 1 :]), "ours.toml")
    except Invalid as refused:
        assert refused.facts["line"]

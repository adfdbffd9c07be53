"""The shipped example: complete, without a problem, and made again to the byte."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from fairway.chain.engine.folder import Folder, read_folder
from fairway.know.engine.intake import OrganisationKind
from fairway.land.engine.intake import Stage
from fairway.meet.engine.intake import mutual_pairs

EXAMPLES = Path(__file__).parents[4] / "examples"
FOLDER = EXAMPLES / "changchun-auto-2021"

pytestmark = [
    pytest.mark.example,
    pytest.mark.skipif(not FOLDER.exists(), reason="the examples are not installed beside the package"),
]


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.fixture(scope="module")
def folder() -> Folder:
    check = read_folder(content(FOLDER))
    assert check.problems == ()
    assert check.folder is not None
    return check.folder


def test_it_is_made_again_to_the_byte(tmp_path: Path) -> None:
    subprocess.run([sys.executable, EXAMPLES / "generate.py", tmp_path], check=True, timeout=120)
    made = content(tmp_path)
    shipped = content(FOLDER)
    assert made == {name: shipped[name] for name in made}
    assert set(shipped) - set(made) == {"event.toml"}
    assert sum(map(len, shipped.values())) < 1_500_000


def test_it_is_large_enough(folder: Folder) -> None:
    suppliers = [row for row in folder.organisations if row.key.startswith("s-")]
    assert len(suppliers) > 400
    assert len(folder.organisations) >= 430
    assert len(folder.records) >= 4000
    assert len(folder.offers) >= 480
    assert len(folder.needs) >= 280
    assert len(mutual_pairs(folder.requests)) >= 1250
    assert len(folder.requests) > 1250 + 300


def test_nothing_invented_stands_under_a_real_name(folder: Folder) -> None:
    real = {row.key for row in folder.organisations if not row.demo}
    assert len(real) == 8
    about = {row.organisation for row in (*folder.records, *folder.offers, *folder.needs)}
    about |= {key for row in folder.requests for key in (row.from_key, row.to_key)}
    about |= {party.organisation for row in folder.agreements for party in row.parties}
    about |= {row.responsible for row in folder.stages}
    about |= {key for row in folder.promises for key in (row.debtor, row.creditor)}
    assert about.isdisjoint(real)
    assert all(row.legal_name.startswith("示例") for row in folder.organisations if row.demo)
    assert all(row.uscc[2:8] == "000000" for row in folder.organisations if row.uscc)


def test_the_known_facts(folder: Folder) -> None:
    facts = {(fact.subject, fact.predicate): fact for fact in folder.event.facts}
    representatives = facts["event", "supplier_representatives"]
    assert (representatives.comparator, representatives.value) == (">", "400")
    assert facts["event", "total_contractual_amount"].value == "21000000000"
    assert facts["event", "unit_of_trillion_level_goals"].value is None
    assert facts["faw", "brand"].value == "Hongqi"
    holders = {(post.holder, post.title, post.on) for post in folder.event.posts}
    assert ("Zhang Zhijun", "Mayor", date(2020, 6, 29)) in holders
    assert ("Zhang Zhijun", "Party Secretary", date(2021, 10, 19)) in holders
    presenting = {row.key: row for row in folder.organisations}
    assert [presenting[each.organisation].kind for each in folder.event.presentations] == [
        OrganisationKind.GOVERNMENT
    ] * 6


def test_eighteen_contracts_and_what_became_of_them(folder: Folder) -> None:
    assert folder.event.signing is not None
    assert len(folder.agreements) == folder.event.signing.expected_count
    assert sum(row.amount or 0 for row in folder.agreements) == folder.event.signing.expected_total == 21_000_000_000
    reached = Counter(row.stage for row in folder.stages)
    assert reached[Stage.SIGNED] == 18
    assert 18 > reached[Stage.REGISTERED] > reached[Stage.STARTED] > reached[Stage.COMPLETED] > 0
    assert (folder.event.as_of - folder.event.held_on).days == 90
    paid_in = sum(row.amount or 0 for row in folder.stages)
    assert 0 < paid_in < 21_000_000_000 // 2


def test_some_have_no_record_and_some_fall_due(folder: Folder) -> None:
    demo = {row.key for row in folder.organisations if row.demo}
    without = demo - {row.organisation for row in folder.records}
    assert 0.05 < len(without) / len(demo) < 0.2
    assert {row.status for row in folder.records} >= {"active", "repaired", "under_objection"}
    assert any(row.learned_on > row.happened_on for row in folder.records)
    latest = {row.agreement: row for row in folder.stages}
    assert any(row.next_due and row.next_due < folder.event.as_of for row in latest.values())

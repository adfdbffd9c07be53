"""The docs say what the code does, and lead nowhere that does not exist."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


def test_the_reference_tables_are_those_of_the_code() -> None:
    written = runpy.run_path(str(ROOT / "docs" / "write_reference.py"))["written"]()
    stale = [page.name for page, text in written.items() if page.read_text(encoding="utf-8") != text]
    assert stale == [], "run python docs/write_reference.py"


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8"))
    missing = [t for t in targets if "://" not in t and not (page.parent / t).exists()]
    assert missing == []


def test_every_named_file_of_the_contributors_guide_exists() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = re.findall(r"`((?:know|govern|trust|match|meet|sign|land|chain|base|lib)/[\w./]+\.\w+)`", text)
    assert [n for n in named if not (ROOT / "src/fairway" / n).exists()] == []


def test_every_decision_has_its_number_once() -> None:
    numbers = [p.name[:4] for p in sorted((ROOT / "docs/decisions").glob("*.md"))]
    assert numbers == [f"{n:04d}" for n in range(1, len(numbers) + 1)]

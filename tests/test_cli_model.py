"""``fairway model``: what it says of good and broken credit models, and with which exit code."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from fairway.cli import commands
from fairway.trust.tests.models import SMALL


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "good.toml").write_text(SMALL, encoding="utf-8")
    (tmp_path / "newer.toml").write_text(SMALL.replace("cap = 40", "cap = 45"), encoding="utf-8")
    (tmp_path / "broken.toml").write_text(SMALL.replace("cap = 40", "cap = 0"), encoding="utf-8")
    (tmp_path / "bytes.toml").write_bytes(b"name = 'x'\nversion = '\xff'\n")
    return tmp_path


def model(folder: Path, *arguments: str) -> Result:
    given = [str(folder / each) if each.endswith(".toml") else each for each in arguments]
    return CliRunner().invoke(commands, ["model", *given])


def test_a_good_model_is_summed_up(folder: Path) -> None:
    told = model(folder, "check", "good.toml")
    assert told.exit_code == 0
    assert told.output.startswith("Small 1\n  subjects: enterprise, institution, association, bank\n")


def test_a_broken_model_is_refused_with_its_line_in_either_language(folder: Path) -> None:
    told = model(folder, "check", "broken.toml")
    assert told.exit_code == 2
    assert "indicators[1].cap (line 37): a cap must be above 0" in told.output
    assert "封顶值必须大于 0" in model(folder, "check", "broken.toml", "--language", "zh-hans").output
    unread = model(folder, "diff", "bytes.toml", "good.toml")
    assert (unread.exit_code, "bytes.toml (line 2)" in unread.output) == (2, True)


def test_two_models_are_compared(folder: Path) -> None:
    told = model(folder, "diff", "good.toml", "newer.toml")
    assert told.exit_code == 0
    assert told.output.splitlines()[-1].split() == ["indicators.penalties.cap", "40", "45"]
    assert model(folder, "diff", "good.toml", "good.toml").output == "Both say the same.\n"

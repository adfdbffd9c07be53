"""Files written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from fairway.lib.whole_file import whole_file


def test_what_fails_leaves_the_earlier_file_and_nothing_beside_it(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    out.write_text("earlier")

    def fail() -> None:
        with whole_file(out) as place:
            place.write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert out.read_text() == "earlier"
    assert list(tmp_path.iterdir()) == [out]


def test_another_run_at_the_same_time_writes_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out.csv"
    with whole_file(out) as one:
        one.write_text("one, which is longer")
        monkeypatch.setattr(os, "getpid", lambda: 1)
        with whole_file(out) as other:
            other.write_text("other")
        assert out.read_text() == "other"
    assert out.read_text() == "one, which is longer"


def test_the_folder_is_made_and_a_link_stays_one(tmp_path: Path) -> None:
    link = tmp_path / "link.csv"
    link.symlink_to(tmp_path / "new" / "out.csv")
    with whole_file(link) as place:
        place.write_text("written")
    assert link.is_symlink()
    assert (tmp_path / "new" / "out.csv").read_text() == "written"


def test_a_pipe_is_written_straight_and_stays_one(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with whole_file(pipe) as place:
        assert place == pipe
    assert pipe.is_fifo()

"""Every broken folder names file, row, column and remedy, and leaves nothing to load."""

from __future__ import annotations

import pytest

from fairway.chain.engine.folder import read_folder
from fairway.chain.tests.broken_folders import BROKEN, Broken, good_folder


def test_the_good_folder_is_good() -> None:
    check = read_folder(good_folder())
    assert check.problems == ()
    assert check.folder is not None
    assert check.bad_rows == {}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN.keys())
def test_broken_folder(broken: Broken) -> None:
    check = read_folder(broken.files())
    places = [(problem.file, problem.row, problem.column, problem.code) for problem in check.errors]
    assert (broken.file, broken.row, broken.column, broken.code) in places
    assert check.folder is None


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN.keys())
def test_every_problem_says_what_would_be_right(broken: Broken) -> None:
    for problem in read_folder(broken.files()).problems:
        assert problem.sentence.strip()
        assert problem.advice.strip()
        assert "%(" not in str(problem)
        assert problem.file


def test_there_are_many() -> None:
    assert len(BROKEN) >= 60

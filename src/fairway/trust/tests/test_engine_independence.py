"""Whether an assessor stands apart: a table of ties and what they lead to."""

from __future__ import annotations

import random
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairway.trust.engine.independence import (
    ADVISES,
    FINANCES,
    OWNED,
    Declaration,
    Interest,
    Pair,
    Tie,
    refusals,
)

ASSESSOR, SUBJECT, PARENT, CHILD, STRANGER = range(1, 6)
NAMES = {ASSESSOR: "Assessor", SUBJECT: "Subject", PARENT: "Parent", CHILD: "Child", STRANGER: "Stranger"}
PAIR = Pair(ASSESSOR, SUBJECT, NAMES)
NONE = Declaration(date(2016, 6, 1))


def owned(who: int, by: int) -> Tie:
    return Tie(who, by, OWNED, source="Register")


def said(*ties: Tie, declaration: Declaration | None = NONE) -> list[str]:
    return [str(reason) for reason in refusals(PAIR, ties, declaration)]


@pytest.mark.parametrize(
    ("ties", "words"),
    [
        ([], []),
        ([Tie(ASSESSOR, SUBJECT, ADVISES, "the end of 2015", "Report")],
         ["Assessor advises Subject (since: the end of 2015). Source: Report."]),
        ([Tie(ASSESSOR, SUBJECT, FINANCES)], ["Assessor finances Subject (since: –). Source: –."]),
        ([Tie(SUBJECT, ASSESSOR, ADVISES)], []),
        ([owned(ASSESSOR, SUBJECT)], ["Assessor belongs to Subject, wholly or in part (since: –). Source: Register."]),
        ([owned(SUBJECT, ASSESSOR)], ["Subject belongs to Assessor, wholly or in part (since: –). Source: Register."]),
        ([owned(ASSESSOR, PARENT), owned(PARENT, SUBJECT)], ["Assessor → Parent → Subject"]),
        ([owned(SUBJECT, PARENT), owned(PARENT, ASSESSOR)], ["Subject → Parent → Assessor"]),
        ([owned(ASSESSOR, PARENT), Tie(PARENT, SUBJECT, ADVISES)], ["Parent advises Subject"]),
        ([owned(CHILD, ASSESSOR), Tie(CHILD, SUBJECT, FINANCES)], ["Child finances Subject"]),
        ([owned(CHILD, SUBJECT), Tie(ASSESSOR, CHILD, ADVISES)], ["Assessor advises Child"]),
        ([owned(ASSESSOR, PARENT), owned(SUBJECT, PARENT)], []),
        ([owned(ASSESSOR, PARENT), owned(STRANGER, PARENT), Tie(STRANGER, SUBJECT, ADVISES)], []),
        ([Tie(ASSESSOR, STRANGER, ADVISES), Tie(STRANGER, SUBJECT, FINANCES)], []),
        ([owned(ASSESSOR, PARENT), owned(PARENT, ASSESSOR)], []),
    ],
)  # fmt: skip
def test_ties_of_the_registry(ties: list[Tie], words: list[str]) -> None:
    found = said(*ties)
    assert len(found) == len(words)
    assert all(word in sentence for word, sentence in zip(words, found, strict=True))


def test_without_a_declaration_nothing_is_published() -> None:
    assert said(declaration=None) == ["Assessor has not declared its interests in Subject."]


@pytest.mark.parametrize(
    ("kind", "words"),
    [(ADVISES, "advises"), (FINANCES, "finances"), ("owns", "owns a share"), (OWNED, "owns a share of it")],
)
def test_what_was_declared_counts(kind: str, words: str) -> None:
    [sentence] = said(declaration=Declaration(date(2016, 6, 1), (Interest(kind, "We help", "the end of 2015"),)))
    assert words in sentence
    assert "2016-06-01" in sentence
    assert "since: the end of 2015" in sentence


def test_nobody_assesses_itself() -> None:
    [reason] = refusals(Pair(ASSESSOR, ASSESSOR, NAMES), [], NONE)
    assert "itself" in str(reason)


TIES = st.builds(
    Tie,
    st.sampled_from(list(NAMES)),
    st.sampled_from(list(NAMES)),
    st.sampled_from([OWNED, ADVISES, FINANCES]),
)


@settings(max_examples=80)
@given(st.lists(TIES, max_size=8), TIES, st.randoms())
def test_order_changes_nothing_and_one_more_tie_never_makes_it_independent(
    ties: list[Tie], more: Tie, dice: random.Random
) -> None:
    shuffled = list(ties)
    dice.shuffle(shuffled)
    assert said(*shuffled) == said(*ties)
    assert not said(*ties) or said(*ties, more)

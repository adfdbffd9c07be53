"""A rating with its reasons as they are shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from fairway.base.words import reads_chinese
from fairway.trust.queries.methods import method, needed_model
from fairway.trust.queries.outcomes import outcomes
from fairway.trust.queries.proposals import grade_before
from fairway.trust.queries.ratings import in_force_before

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from fairway.know.models import Organisation
    from fairway.trust.engine import credit_model
    from fairway.trust.models import CreditModel, Rating
    from fairway.trust.queries.outcomes import Line


Words = Callable[[str], str]


@dataclass(frozen=True)
class Account:
    """Kept reasons sorted by what they do: add up to the points, hold the grade down, or remark."""

    shares: Sequence[Line]
    red_lines: Sequence[Line]
    remarks: Sequence[Line]


def account(lines: Sequence[Line]) -> Account:
    """Sort the reasons of a rating. Only a red line names the basis on which it holds the grade down."""
    plain = [line for line in lines if line["points"] is None]
    return Account(
        shares=[line for line in lines if line["points"] is not None],
        red_lines=[line for line in plain if "basis" in line["params"]],
        remarks=[line for line in plain if "basis" not in line["params"]],
    )


def spoken(lines: Sequence[Line], rules: credit_model.CreditModel) -> list[Line]:
    """Put the lines' parameters into the reader's language: catalogue words and the model's own."""
    own = rules.in_chinese() if reads_chinese() else {}
    return [{**line, "params": {k: _word(k, v, own) for k, v in line["params"].items()}} for line in lines]


WORDS = frozenset({"kind", "model", "indicator", "dimension", "basis"})
"""Parameters that are words; the others are numbers, dates and document numbers, alike in every language."""


def _word(key: str, value: str | int, own: Mapping[str, str]) -> str | int:
    if key not in WORDS:
        return value
    return own.get(str(value)) or gettext(str(value))


@dataclass(frozen=True)
class Statement:
    """A rating to be shown, kept or worked out just now (``is_replay``)."""

    model: CreditModel
    as_of: date
    points: int | None
    grade: str
    lines: Sequence[Line]
    is_replay: bool


def statement(organisation: Organisation, kept: Sequence[Rating], day: date | None) -> Statement | None:
    """Take the newest of ``kept``, or work out what its model says as of ``day``.

    ``None`` without either, and as of a day for a record that was merged into another: that one is rated.
    """
    if day is None:
        return _kept(kept[0]) if kept else None
    fitting = [rating.model for rating in kept if organisation.kind in method(rating.model).subjects]
    model = fitting[0] if fitting else needed_model(organisation.kind)
    before = in_force_before(day, [organisation.pk]).first()
    previous = {} if before is None else {organisation.pk: grade_before(before, day)}
    found = outcomes(model, day, [organisation.pk], previous=previous)
    if not found:
        return None
    outcome, result = found[0], found[0].result
    return Statement(model, day, result.points, result.grade or "", outcome.lines, is_replay=True)


def _kept(rating: Rating) -> Statement:
    return Statement(rating.model, rating.as_of, rating.points, rating.grade, rating.reasons, is_replay=False)


def own_words(model: CreditModel) -> Words:
    """Put a catalogue word, or one of the model's own, into the reader's language."""
    own = method(model).in_chinese() if reads_chinese() else {}
    return lambda word: own.get(word) or gettext(word)

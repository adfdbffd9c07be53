"""What a new rating means for an organisation: in effect at once, or to be announced first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fairway.trust.engine import notice as engine
from fairway.trust.engine.notice import NOTHING, Judged
from fairway.trust.models import CreditModel, Notice, Rating
from fairway.trust.queries.methods import method
from fairway.trust.queries.notices import open_notices
from fairway.trust.queries.outcomes import Outcome, outcomes
from fairway.trust.queries.ratings import graded_before, graded_before_merging, in_force_before

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date


@dataclass(frozen=True)
class Proposal:
    """A result not kept yet, with the rating in force before it and the notice that is open.

    It is measured against ``graded``, the newest rating in force that gave a grade, be it to a record merged into it.
    """

    model: CreditModel
    outcome: Outcome
    before: Rating | None
    graded: Rating | None
    open: Notice | None

    @property
    def is_adverse(self) -> bool:
        """Whether it must be announced first. A first rating has no grade to fall from; a red line is adverse."""
        return engine.needs_notice(self._after(), self._before())

    @property
    def reasons(self) -> list[engine.Line]:
        """What moved points down and the red lines crossed, against the rating in force."""
        return engine.principal_reasons(self._after(), self._before())

    @property
    def is_outdated(self) -> bool:
        """Whether something of a later day was announced already."""
        return self.open is not None and self.open.rating.as_of > self.outcome.result.as_of

    @property
    def is_announced(self) -> bool:
        """Whether exactly this waits to take effect."""
        waiting = self.open.rating if self.open is not None else None
        new = self.rating()
        fields = ("model_id", "as_of", "points", "grade", "reasons")
        return waiting is not None and all(getattr(waiting, f) == getattr(new, f) for f in fields)

    @property
    def runs_on(self) -> bool:
        """Whether the open notice said all this: then its clock runs on."""
        if self.open is None or engine.is_lower(self._after(), judged(self.open.rating)):
            return False
        return engine.says_no_more(self.reasons, self.open.reasons)

    def rating(self) -> Rating:
        """The rating as it is to be kept, not in effect."""
        result = self.outcome.result
        return Rating(
            organisation_id=self.outcome.organisation_id,
            model=self.model,
            as_of=result.as_of,
            points=result.points,
            grade=result.grade or "",
            previous_grade=grade_before(self.before, result.as_of) if self.before is not None else "",
            reasons=self.outcome.lines,
            is_demo=self.outcome.is_demo,
        )

    def effective_rating(self) -> Rating:
        """The same in effect at once; over an announced one of the same day that took effect since, in its place."""
        rating = self.rating()
        rating.effective_on = rating.as_of
        if self.before is not None and self.before.as_of == rating.as_of and self.before.effective_on is not None:
            rating.effective_on = self.before.effective_on
        return rating

    def notice(self, rating: Rating, served_on: date) -> Notice:
        """The notice to serve for the kept ``rating``."""
        return Notice(
            organisation_id=rating.organisation_id,
            rating=rating,
            grade_before=self.graded.grade if self.graded is not None else "",
            grade_after=rating.grade,
            reasons=self.reasons,
            served_on=served_on,
            takes_effect_on=engine.takes_effect_on(served_on),
        )

    def _after(self) -> Judged:
        return judged(self.rating())

    def _before(self) -> Judged:
        return NOTHING if self.graded is None else judged(self.graded)


def grade_before(before: Rating, as_of: date) -> str:
    """The grade a rating as of ``as_of`` starts from: over one of the same day what that one started from."""
    return before.previous_grade if before.as_of == as_of else before.grade


def judged(rating: Rating) -> Judged:
    """A kept rating as the engine compares it."""
    return Judged(rating.grade, method(rating.model).grade_keys(), rating.reasons)


def proposals(model: CreditModel, as_of: date, organisations: Collection[int] | None = None) -> list[Proposal]:
    """Rate organisations (all by default) and find what each is measured against; the queries do not grow with them."""
    before = {r.organisation_id: r for r in in_force_before(as_of, organisations).select_related("model")}
    graded = {r.organisation.merged_into_id: r for r in graded_before_merging(as_of, organisations)}
    graded |= {r.organisation_id: r for r in graded_before(as_of, organisations).select_related("model")}
    announced = {n.organisation_id: n for n in open_notices(organisations).select_related("rating__model")}
    previous = {pk: grade_before(rating, as_of) for pk, rating in before.items()}
    return [
        Proposal(
            model,
            each,
            before.get(each.organisation_id),
            graded.get(each.organisation_id),
            announced.get(each.organisation_id),
        )
        for each in outcomes(model, as_of, organisations, previous=previous)
    ]

"""Questions about ratings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Case, Exists, OuterRef, Q, Value, When

from fairway.trust.models import Rating
from fairway.trust.queries.narrowing import narrowed

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from fairway.base.models import User
    from fairway.know.models import Organisation
NO_FILE = "none"
"""What the filter of grades calls organisations without a file."""


def latest_ratings(as_of: date | None = None) -> QuerySet[Rating]:
    """Find the newest rating of each organisation (of those made as of ``as_of`` or earlier, if given)."""
    rows = Rating.objects.all() if as_of is None else Rating.objects.filter(as_of__lte=as_of)
    same_day = Q(as_of=OuterRef("as_of"), pk__gt=OuterRef("pk"))
    newer = rows.filter(Q(as_of__gt=OuterRef("as_of")) | same_day, organisation=OuterRef("organisation"))
    return rows.filter(~Exists(newer))


def latest_grades(as_of: date | None = None) -> dict[int, str]:
    """Map organisation ids to grades in one query: "" where there is no file, absent if never rated."""
    return dict(latest_ratings(as_of).values_list("organisation_id", "grade"))


def ratings_seen_by(user: User) -> QuerySet[Rating]:
    """List the newest ratings: all for the offices, their own organisations' for enterprises."""
    rows = latest_ratings().select_related("organisation", "model")
    rows = rows.annotate(grade_or_no_file=Case(When(grade="", then=Value(NO_FILE)), default="grade"))
    return narrowed(rows, user, "trust.see_ratings")


def of_grade(rows: QuerySet[Rating], grade: str) -> QuerySet[Rating]:
    """Narrow ratings to a grade; ``NO_FILE`` stands for none."""
    return rows.filter(grade="" if grade == NO_FILE else grade)


def history(organisation: Organisation) -> QuerySet[Rating]:
    """List every kept rating of an organisation, the newest first."""
    return organisation.ratings.select_related("model").order_by("-as_of", "-pk")

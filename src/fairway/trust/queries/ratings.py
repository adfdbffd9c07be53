"""Questions about ratings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Case, Exists, OuterRef, Q, Value, When

from fairway.trust.models import Notice, Rating
from fairway.trust.queries.narrowing import narrowed

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from django.db.models import QuerySet

    from fairway.base.models import User
    from fairway.know.models import Organisation
NO_FILE = "none"
"""What the filter of grades calls organisations without a file."""
NEWEST_FIRST = ("-as_of", "-effective_on", "-pk")


def latest_ratings(day: date | None = None) -> QuerySet[Rating]:
    """Find the rating in force of each organisation today, or on ``day``: of those in effect the newest.

    A rating that was announced and has not taken effect is not in force: the earlier one stays. Nor is one that
    stayed with a merged record.
    """
    rows = Rating.objects.filter(effective_on__isnull=False, organisation__merged_into=None)
    return _newest(rows if day is None else rows.filter(effective_on__lte=day))


def is_graded(organisation: int) -> bool:
    """Whether an organisation was given a grade that took effect."""
    return Rating.objects.filter(organisation=organisation, effective_on__isnull=False).exclude(grade="").exists()


def latest_grades(day: date | None = None) -> dict[int, str]:
    """Map organisation ids to grades in force in one query: "" where there is no file, absent if never rated."""
    return dict(latest_ratings(day).values_list("organisation_id", "grade"))


def in_force_before(as_of: date, organisations: Collection[int] | None = None) -> QuerySet[Rating]:
    """Find what a rating as of ``as_of`` is measured against: the newest in effect as of that day or earlier."""
    rows = Rating.objects.filter(effective_on__isnull=False, as_of__lte=as_of)
    return _newest(rows if organisations is None else rows.filter(organisation__in=organisations))


def graded_before(as_of: date, organisations: Collection[int] | None = None) -> QuerySet[Rating]:
    """Find the newest in effect that gave a grade: having no file in between makes nobody's fall unannounced."""
    rows = Rating.objects.filter(effective_on__isnull=False, as_of__lte=as_of).exclude(grade="")
    return _newest(rows if organisations is None else rows.filter(organisation__in=organisations))


def graded_before_merging(as_of: date, organisations: Collection[int] | None = None) -> QuerySet[Rating]:
    """Find what was in force for records merged into these organisations and stayed with them, the newest last.

    One that took over another and has no grade of its own is measured against it. ``organisation`` and ``model`` come
    along.
    """
    merged = Rating.objects.filter(effective_on__isnull=False, as_of__lte=as_of).exclude(grade="")
    if organisations is None:
        merged = merged.filter(organisation__merged_into__isnull=False)
    else:
        merged = merged.filter(organisation__merged_into__in=organisations)
    return _newest(merged).select_related("organisation", "model").order_by("as_of", "pk")


def newest_results(as_of: date) -> QuerySet[Rating]:
    """Find the newest result as of ``as_of`` of each organisation, in force or announced: an office's working paper."""
    announced = Q(notice__state=Notice.State.SERVED)
    rows = Rating.objects.filter(Q(effective_on__isnull=False) | announced, as_of__lte=as_of)
    newer = rows.filter(
        Q(as_of__gt=OuterRef("as_of")) | Q(as_of=OuterRef("as_of"), pk__gt=OuterRef("pk")),
        organisation=OuterRef("organisation"),
    )
    return rows.filter(~Exists(newer))


def _newest(rows: QuerySet[Rating]) -> QuerySet[Rating]:
    """Keep the newest of ``rows`` (all in effect) for each organisation: by day, then by when it took effect."""
    same_day = Q(as_of=OuterRef("as_of"))
    later_effect = same_day & Q(effective_on__gt=OuterRef("effective_on"))
    same_effect = same_day & Q(effective_on=OuterRef("effective_on"), pk__gt=OuterRef("pk"))
    newer = Q(as_of__gt=OuterRef("as_of")) | later_effect | same_effect
    return rows.filter(~Exists(rows.filter(newer, organisation=OuterRef("organisation"))))


def ratings_seen_by(user: User) -> QuerySet[Rating]:
    """List the ratings in force: all for the offices, their own organisations' for enterprises."""
    rows = latest_ratings().select_related("organisation", "model")
    rows = rows.annotate(grade_or_no_file=Case(When(grade="", then=Value(NO_FILE)), default="grade"))
    return narrowed(rows, user, "trust.see_ratings")


def of_grade(rows: QuerySet[Rating], grade: str) -> QuerySet[Rating]:
    """Narrow ratings to a grade; ``NO_FILE`` stands for none."""
    return rows.filter(grade="" if grade == NO_FILE else grade)


def history(organisation: Organisation) -> QuerySet[Rating]:
    """List every rating of an organisation that took effect, the newest first."""
    in_effect = organisation.ratings.filter(effective_on__isnull=False)
    return in_effect.select_related("model").order_by(*NEWEST_FIRST)

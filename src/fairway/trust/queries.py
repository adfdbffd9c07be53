"""Questions about records, credit models and ratings."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, TypedDict, TypeVar

from django.db.models import Case, Count, Exists, Model, OuterRef, Q, Value, When
from django.utils.translation import gettext, gettext_noop

from fairway.base.words import reads_chinese
from fairway.govern.rules import own_organisations, roles_of
from fairway.know.models import Organisation
from fairway.lib.errors import Refused
from fairway.trust.engine import credit_model, rating
from fairway.trust.engine.record import RecordFact, Status, refuse_invented
from fairway.trust.models import CreditModel, CreditRecord, Rating
from fairway.trust.rules import RIGHTS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

    from django.db.models import QuerySet

    from fairway.base.models import User
    from fairway.lib.explain import Reason

Row = TypeVar("Row", bound=Model)
NO_FILE = "none"
"""What the filter of grades calls organisations without a file."""
SHIPPED = "enterprise-credit-1.toml"


class Line(TypedDict):
    """A kept reason: ``record`` is the primary key of the record it speaks of, ``None`` without one."""

    text: str
    params: dict[str, str | int]
    points: int | None
    record: int | None


@dataclass(frozen=True)
class Outcome:
    """What a model says of one organisation as of a date, with its reasons as they are kept.

    Lines with points add up to ``result.points`` exactly; red lines and remarks have none.
    """

    organisation_id: int
    is_demo: bool
    result: rating.Rating
    lines: list[Line]


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
    return _narrowed(rows, user, "trust.see_ratings")


def of_grade(rows: QuerySet[Rating], grade: str) -> QuerySet[Rating]:
    """Narrow ratings to a grade; ``NO_FILE`` stands for none."""
    return rows.filter(grade="" if grade == NO_FILE else grade)


def records_seen_by(user: User) -> QuerySet[CreditRecord]:
    """List records: all for the credit and promotion offices, their own organisations' for enterprises."""
    return _narrowed(CreditRecord.objects.select_related("organisation"), user, "trust.see_records")


def _narrowed(rows: QuerySet[Row], user: User, right: str) -> QuerySet[Row]:
    if user.is_superuser or roles_of(user) & RIGHTS[right].roles:
        return rows
    return rows.filter(organisation__in=own_organisations(user, RIGHTS[right].own))


def history(organisation: Organisation) -> QuerySet[Rating]:
    """List every kept rating of an organisation, the newest first."""
    return organisation.ratings.select_related("model").order_by("-as_of", "-pk")


def credit_files(organisations: Collection[int]) -> dict[int, int]:
    """Count credit records and ratings with a grade by organisation; "there is no file" counts for nothing."""
    records = CreditRecord.objects.filter(organisation__in=organisations)
    graded = Rating.objects.filter(organisation__in=organisations).exclude(grade="")
    found: Counter[int] = Counter()
    for rows in (records, graded):
        found.update(dict(rows.order_by().values_list("organisation_id").annotate(Count("pk"))))
    return dict(found)


def shipped_model() -> str:
    """Read the TOML text of the credit model that comes with Fairway; it rates only once it is approved."""
    return (files("fairway.trust") / "credit_models" / SHIPPED).read_text(encoding="utf-8")


def current_model() -> CreditModel | None:
    """Find the approved model published last; ``None`` before the first approval."""
    return CreditModel.objects.order_by("-published_on", "-pk").first()


def needed_model() -> CreditModel:
    """Find the approved model published last. Raises Refused ``no-model`` before the first approval."""
    model = current_model()
    if model is None:
        raise Refused("no-model", gettext_noop("No credit model has been approved yet, so nobody can be rated."))
    return model


def method(model: CreditModel) -> credit_model.CreditModel:
    """Read the approved text as the engine does."""
    return _read(model.toml, str(model))


@lru_cache(maxsize=16)
def _read(toml: str, name: str) -> credit_model.CreditModel:
    return credit_model.read_model(toml, name)


def outcomes(model: CreditModel, as_of: date, organisations: Collection[int] | None = None) -> list[Outcome]:
    """Rate organisations (all by default) without keeping anything: two queries however many there are.

    Raises Refused ``invented-records`` for a real organisation with invented records.
    """
    chosen = Organisation.objects.filter(merged_into=None).order_by("pk")
    records = CreditRecord.objects.filter(learned_on__lte=as_of)
    if organisations is not None:
        chosen = chosen.filter(pk__in=organisations)
        records = records.filter(organisation__in=organisations)
    rules, known = method(model), _by_organisation(records)
    return [
        _outcome(organisation, known.get(organisation.pk, {}), rules, as_of) for organisation in chosen.only("is_demo")
    ]


FACT_FIELDS = ("kind", "severity", "happened_on", "learned_on", "status", "is_demo")


def _by_organisation(records: QuerySet[CreditRecord]) -> dict[int, dict[int, RecordFact]]:
    """Sort records by organisation and primary key; an organisation holds a document number once."""
    found: dict[int, dict[int, RecordFact]] = defaultdict(dict)
    for organisation, pk, number, *rest in records.values_list("organisation_id", "pk", "number", *FACT_FIELDS):
        given = dict(zip(FACT_FIELDS, rest, strict=True))
        given["status"] = Status(given["status"])
        found[organisation][pk] = RecordFact(key=number, number=number, **given)
    return found


def _outcome(
    organisation: Organisation,
    records: Mapping[int, RecordFact],
    rules: credit_model.CreditModel,
    as_of: date,
) -> Outcome:
    refuse_invented(organisation_is_demo=organisation.is_demo, records=records.values())
    result = rating.rate(records.values(), rules, as_of)
    keys = {fact.key: record for record, fact in records.items()}
    lines = [_line(reason, keys) for reason in result.reasons]
    return Outcome(organisation.pk, organisation.is_demo, result, lines)


def _line(reason: Reason, keys: Mapping[str, int]) -> Line:
    record = keys.get(str(reason.params.get("record", "")))
    return Line(text=reason.text, params=dict(reason.params), points=reason.points, record=record)


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


WORDS = frozenset({"kind", "indicator", "dimension", "basis"})
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
    """Take the newest of ``kept``, or work out what its model says as of ``day``; ``None`` without either."""
    if day is None:
        return _kept(kept[0]) if kept else None
    model = kept[0].model if kept else needed_model()
    outcome = outcomes(model, day, [organisation.pk])[0]
    result = outcome.result
    return Statement(model, day, result.points, result.grade or "", outcome.lines, is_replay=True)


def _kept(rating: Rating) -> Statement:
    return Statement(rating.model, rating.as_of, rating.points, rating.grade, rating.reasons, is_replay=False)

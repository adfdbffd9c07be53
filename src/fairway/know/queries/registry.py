"""Questions behind an organisation's page: codes checked, seats then and now, contradictions, origins."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Protocol, TypeVar

from django.db.models import Count, Q, Value, Window
from django.db.models.functions import Coalesce, Lower, NullIf

from fairway.base.cells import shown
from fairway.base.words import in_language, reading_language, reads_chinese
from fairway.know.engine import places
from fairway.know.engine.conflicts import Claim, Conflict, Holder, conflicts, post_conflicts
from fairway.know.engine.legal_forms import legal_form
from fairway.know.models import Address, EarlierKind, Fact, FieldOrigin, Identifier, Name, Organisation, Post
from fairway.know.queries.files import industry_name, place_name, segment_name
from fairway.lib import codes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

MOST_CONFLICTS = 5000
"""Facts read at most to list every contradiction; more than that are looked at organisation by organisation."""
CHECKS = {
    Identifier.Scheme.USCC: codes.uscc_problem,
    Identifier.Scheme.ORGANISATION_CODE: codes.organisation_code_problem,
    Identifier.Scheme.LEI: codes.lei_problem,
    Identifier.Scheme.STOCK: codes.stock_code_problem,
}


def listed_organisations() -> QuerySet[Organisation]:
    """Everybody but those merged into others, with ``sorted_as``: the name in the reader's language, to sort by."""
    first = "name" if reads_chinese() else "name_en"
    sorted_as = Lower(Coalesce(NullIf(first, Value("")), "name"))
    return Organisation.objects.filter(merged_into=None).annotate(sorted_as=sorted_as)


def plain_code(scheme: str, written: str) -> str:
    """The code as it is kept: capitals, no blanks; an organisation code without its hyphen."""
    value = "".join(written.split()).upper()
    return value.replace("-", "") if scheme == Identifier.Scheme.ORGANISATION_CODE else value


@dataclass(frozen=True)
class CheckedCode:
    """A code and whether its check characters are right: True, False, or None where the scheme has none."""

    identifier: Identifier
    is_valid: bool | None


def checked_codes(organisation: Organisation) -> list[CheckedCode]:
    """The codes of an organisation whose identifiers are at hand."""
    return [CheckedCode(each, _is_valid(each)) for each in organisation.identifiers.all()]


def _is_valid(identifier: Identifier) -> bool | None:
    check = CHECKS.get(Identifier.Scheme(identifier.scheme))
    return check(identifier.value) is None if check else None


@dataclass(frozen=True)
class Seated:
    """An address with its place as its edition names it, and where that is today if it moved or was renamed."""

    address: Address
    place: str
    today: str


def seats(organisation: Organisation) -> list[Seated]:
    """The addresses of an organisation whose addresses are at hand: registered ones first, the latest first."""
    order = list(Address.Kind.values)
    rows = sorted(organisation.addresses.all(), key=lambda a: order.index(a.kind))
    return [Seated(a, *place_then_and_now(a.region_code, a.region_edition)) for a in rows]


def place_then_and_now(code: str, edition: str) -> tuple[str, str]:
    """A place with what it lies in, in the reader's language: as of its edition, and today ("" where unchanged)."""
    language = reading_language()
    then = places.full_name(code, language, edition)
    moved = places.moved_to(code, int(edition)) if edition.isdecimal() else None
    return then, f"{places.full_name(moved.code, language)} ({moved.code})" if moved else ""


@dataclass(frozen=True)
class Contradiction:
    """Facts or posts that cannot all be true, side by side, and a sentence that says why."""

    rows: Sequence[Fact | Post]
    conflict: Conflict

    @property
    def reason(self) -> dict[str, object]:
        """The sentence as pages translate it; posts, their holders and the day in the reader's language."""
        said = self.conflict.reason
        posts = sorted((p for p in self.rows if isinstance(p, Post)), key=lambda p: (p.valid_from or date.min, p.pk))
        if not posts:
            return said.as_data()
        first, last = posts[0], posts[-1]
        days = [day for day in (last.valid_from, first.valid_until) if day]
        told = {
            "post": in_language(last, "title"),
            "one": in_language(first, "holder"),
            "other": in_language(last, "holder"),
            "day": str(shown(days[0])) if days else said.params["day"],
        }
        return replace(said, params={**said.params, **told}).as_data()


def fact_contradictions(facts: Iterable[Fact]) -> list[Contradiction]:
    """Which of these facts cannot both be true; facts of several organisations may come together."""
    by_key = {fact.pk: fact for fact in facts}
    found = conflicts(_claim(fact) for fact in by_key.values())
    return [Contradiction([by_key[key] for key in each.keys], each) for each in found]


def _claim(fact: Fact) -> Claim:
    subject = f"organisation:{fact.organisation_id}" if fact.organisation_id else f"event:{fact.about}"
    return Claim(
        fact.pk,
        subject,
        fact.predicate,
        fact.value,
        fact.happened_on,
        fact.comparator,
        fact.unit,
        fact.status,
        str(fact.source_id),
    )


def post_contradictions(posts: Iterable[Post]) -> list[Contradiction]:
    """Which posts for one are held by two people on one day."""
    by_key = {post.pk: post for post in posts}
    found = post_conflicts(
        Holder(p.pk, p.organisation_id, p.title, p.holder, p.valid_from, p.valid_until, p.title_zh, p.holder_zh)
        for p in by_key.values()
    )
    return [Contradiction([by_key[key] for key in each.keys], each) for each in found]


def all_contradictions() -> list[Contradiction]:
    """Every contradiction among facts and posts, in two queries."""
    return fact_contradictions(_doubtful_facts()) + post_contradictions(_doubtful_posts())


def _doubtful_facts() -> Iterable[Fact]:
    """Facts that share subject, predicate and day with another one: one pass over the table, sorted."""
    stated = Fact.objects.exclude(value="").exclude(status=Fact.Status.WITHDRAWN)
    alike = Window(Count("pk"), partition_by=["organisation", "about", "predicate", "happened_on"])
    rows = stated.annotate(alike=alike).filter(alike__gt=1).select_related("organisation", "source")
    return rows.order_by("-happened_on", "pk")[:MOST_CONFLICTS]


def _doubtful_posts() -> Iterable[Post]:
    """Posts of organisations where one title stands twice."""
    twice = Post.objects.order_by().values("organisation", "title").annotate(rows=Count("pk")).filter(rows__gt=1)
    rows = Post.objects.filter(organisation__in=twice.values("organisation")).select_related("organisation", "source")
    return rows[:MOST_CONFLICTS]


def clashing_facts() -> frozenset[int]:
    """The ids of facts that contradict another."""
    return frozenset(row.pk for found in fact_contradictions(_doubtful_facts()) for row in found.rows)


@dataclass(frozen=True)
class FieldHistory:
    """What a field is, and was: latest first, each with where it came from and since when that is known."""

    field: str
    label: str
    values: Sequence[FieldOrigin]

    @property
    def latest(self) -> FieldOrigin:
        """Where the value of today comes from."""
        return self.values[0]

    @property
    def lines(self) -> list[tuple[FieldOrigin, str]]:
        """Each origin with its value in words."""
        return [(origin, in_words(self.field, origin.value)) for origin in self.values]


def in_words(field: str, value: str) -> str:
    """A kept value of a field as a reader knows it: codes with their names, days written out."""
    say = _WORDS.get(field)
    return say(value) if say and value else value


def legal_form_name(code: str) -> str:
    """A legal form's code and name in the reader's language where it has one there; "" for none."""
    found = legal_form(code, reading_language()[:2]) if code else None
    return f"{code} {found.name}" if found else code


def _day_name(value: str) -> str:
    try:
        return str(shown(date.fromisoformat(value)))
    except ValueError:
        return value


_WORDS: Mapping[str, Callable[[str], str]] = {
    "kind": lambda value: str(dict(Organisation.Kind.choices).get(value, value)),
    "region_code": lambda value: f"{value} {place_name(value)}",
    "industry_code": industry_name,
    "segment": segment_name,
    "legal_form": legal_form_name,
    "size": lambda value: str(dict(Organisation.Size.choices).get(value, value)),
    "ownership_type": lambda value: str(dict(Organisation.OwnershipType.choices).get(value, value)),
    "founded_on": _day_name,
    "dissolved_on": _day_name,
}


def field_histories(organisation: Organisation) -> list[FieldHistory]:
    """Every field with its origins, in the order of the record; origins must be at hand."""
    by_field: dict[str, list[FieldOrigin]] = {}
    for origin in organisation.origins.all():
        by_field.setdefault(origin.field, []).append(origin)
    labels = {f.name: str(f.verbose_name) for f in Organisation._meta.fields}
    order = [name for name in labels if name in by_field] + [name for name in by_field if name not in labels]
    return [FieldHistory(name, labels.get(name, name), by_field[name]) for name in order]


def kinds_on(moment: datetime) -> dict[int, str]:
    """What organisations were kept as at ``moment``, by id; those are left out whose kind was not corrected since."""
    rows = EarlierKind.objects.filter(until__gt=moment).order_by("-pk")
    return dict(rows.values_list("organisation_id", "kind"))


def kept_record(organisation: Organisation) -> Organisation:
    """The record a merged one stands in today: itself where it was not merged."""
    seen = {organisation.pk}
    while organisation.merged_into is not None and organisation.merged_into_id not in seen:
        organisation = organisation.merged_into
        seen.add(organisation.pk)
    return organisation


def find_organisations(words: str, most: int = 10) -> list[Organisation]:
    """Who is meant by ``#12`` (its number), a whole code or a whole name; several where a name is not enough."""
    text = words.strip()
    rows = Organisation.objects.filter(merged_into=None)
    if text.startswith("#") and text[1:].isdecimal():
        return list(rows.filter(pk=int(text[1:][:18])))
    named = Name.objects.filter(text__iexact=text).values("organisation")
    coded = Identifier.objects.filter(value__iexact=text).values("organisation")
    return list(rows.filter(Q(pk__in=coded) | Q(pk__in=named) | Q(name__iexact=text)).order_by("pk")[:most])


def holders_of(organisation: Organisation, day: date) -> list[Post]:
    """Who holds which post on ``day``, of an organisation whose posts are at hand."""
    return held_on(organisation.posts.all(), day)


class Dated(Protocol):
    """A row with its first and last day; None is open."""

    valid_from: date | None
    valid_until: date | None


Row = TypeVar("Row", bound=Dated)


def held_on(rows: Iterable[Row], day: date | None) -> list[Row]:
    """The rows at hand that hold on ``day``; all of them for None."""
    return [row for row in rows if day is None or (row.valid_from or date.min) <= day <= (row.valid_until or date.max)]

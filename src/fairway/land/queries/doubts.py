"""Signs over all projects, read in columns, with what officers answered; told page by page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from django.core.cache import cache
from django.db.models import Count, Prefetch
from django.utils.translation import gettext_noop

from fairway.base.models import AuditHead
from fairway.base.raw import raw
from fairway.know.models import Organisation
from fairway.land.engine.columns import CODES, KINDS
from fairway.land.engine.doubts import Deals, Doubt, Sign, doubts, not_shown
from fairway.land.models import DoubtAnswer, Evidence, Payment, Project, ProjectParty
from fairway.land.queries.books import books
from fairway.lib.errors import Missing
from fairway.meet.queries.reporting import reporting_date
from fairway.sign.models import Party

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

KEPT_SECONDS = 600
AT_ONCE = 1_000


@dataclass(frozen=True)
class Seen:
    """One sign ready to be read: its projects, the investor it names, and the newest answer (``None``: none yet)."""

    doubt: Doubt
    projects: tuple[Project, ...]
    investor: Organisation | None
    answer: DoubtAnswer | None


class Doubts:
    """Signs that can be narrowed and cut as the rows of a list; read as objects when gone through."""

    def __init__(self, found: tuple[Doubt, ...], answers: dict[str, DoubtAnswer]) -> None:
        self._found, self._answers = found, answers

    def __len__(self) -> int:
        return len(self._found)

    def __getitem__(self, part: slice) -> Doubts:
        return Doubts(self._found[part], self._answers)

    def __iter__(self) -> Iterator[Seen]:
        for first in range(0, len(self), AT_ONCE):
            yield from _seen(self._found[first : first + AT_ONCE], self._answers)

    def filter(self, *, sign: str = "", state: str = "", key: str = "") -> Doubts:
        """Narrow to a sign, to how it was answered (open, explained, concern), or to one key."""
        found = self._found
        if sign:
            found = tuple(each for each in found if each.sign == sign)
        if state:
            found = tuple(each for each in found if self._state(each) == state)
        if key:
            found = tuple(each for each in found if each.key == key)
        return Doubts(found, self._answers)

    def order_by(self, *_fields: str) -> Doubts:
        """They stand by kind and project."""
        return self

    def _state(self, doubt: Doubt) -> str:
        answer = self._answers.get(doubt.key)
        return "open" if answer is None else "concern" if answer.is_concern else "explained"


def doubts_on(as_of: date | None = None) -> Doubts:
    """Every sign as known on a day (the reporting date unless said), with the newest answer to each."""
    day = as_of or reporting_date()
    state = AuditHead.objects.filter(pk=1).values_list("hash", flat=True).first()
    kept: tuple[Doubt, ...] | None = cache.get(f"doubts:{state}:{day}") if state else None
    if kept is None:
        kept = read_doubts(day)
        cache.set(f"doubts:{state}:{day}", kept, KEPT_SECONDS)
    answers = {each.key: each for each in DoubtAnswer.objects.order_by("pk").select_related("answered_by")}
    return Doubts(kept, answers)


def doubt(key: str) -> Seen:
    """One sign by its key; Missing where nothing of the kind is seen."""
    found = next(iter(doubts_on().filter(key=key)), None)
    if found is None:
        raise Missing("doubt-missing", gettext_noop("No sign has this address: what it rested on has changed."))
    return found


def answers_to(key: str) -> list[DoubtAnswer]:
    """Every word on a sign, the newest first."""
    return list(DoubtAnswer.objects.filter(key=key).select_related("answered_by"))


def read_doubts(as_of: date) -> tuple[Doubt, ...]:
    """Work every sign out anew. As many queries for many projects as for one."""
    known = books()
    documents = raw(Evidence.objects.exclude(sha256="").order_by().values_list("sha256", "project"))
    unshown = Payment.objects.filter(
        kind=Payment.Kind.REALISED, evidence="", document=None, reverses=None, reversed_by=None, learned_on__lte=as_of
    )
    counted = unshown.order_by().values_list("project").annotate(count=Count("pk"))
    found = doubts(_deals(as_of), known.log, known.paid, documents, as_of)
    return tuple(sorted((*found, *not_shown(counted)), key=lambda each: (_ORDER[each.sign], each.projects)))


_ORDER = {sign: place for place, sign in enumerate(Sign)}


def _deals(as_of: date) -> Deals:
    """Who invests in what, of what is signed by ``as_of``; each amount an agreement states is a row of its own."""
    known = books()
    amounts: dict[int, list[tuple[str, int]]] = {}
    signed = known.signed_for
    for paper, kind, currency, amount in zip(
        signed.owner.tolist(), signed.kind.tolist(), signed.currency.tolist(), signed.amount.tolist(), strict=True
    ):
        amounts.setdefault(paper, []).append((f"{KINDS[kind]} {CODES[currency]}", amount))
    papers = known.papers.pick((known.papers.project > 0) & (known.papers.signed <= np.datetime64(as_of, "D")))
    of = dict(zip(papers.owner.tolist(), zip(papers.project.tolist(), papers.signed, strict=True), strict=True))
    region = dict(zip(known.places.owner.tolist(), known.places.region.tolist(), strict=True))
    firms = Party.objects.filter(organisation__kind=Organisation.Kind.ENTERPRISE).order_by()
    names = ("agreement", "organisation", "organisation__founded_on", "organisation__dissolved_on")
    return Deals.of_rows(
        (of[paper][0], firm, region.get(of[paper][0], 0), what, amount, of[paper][1], founded, dissolved)
        for paper, firm, founded, dissolved in raw(firms.values_list(*names))
        if paper in of
        for what, amount in amounts.get(paper, [("", 0)])
    )


def _seen(found: tuple[Doubt, ...], answers: dict[str, DoubtAnswer]) -> Iterator[Seen]:
    """These signs with their projects and investors. Four queries."""
    parties = Prefetch("agreement__parties", Party.objects.order_by("order"))
    rows = Project.objects.select_related("agreement").prefetch_related(
        parties, Prefetch("parties", ProjectParty.objects.all())
    )
    projects = rows.in_bulk({pk for each in found for pk in each.projects})
    firms = Organisation.objects.in_bulk({int(dict(each.facts).get("investor", 0)) for each in found})
    for each in found:
        own = tuple(projects[pk] for pk in each.projects if pk in projects)
        investor = firms.get(int(dict(each.facts).get("investor", 0)))
        if own:
            yield Seen(each, own, investor, answers.get(each.key))

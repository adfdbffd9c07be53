"""Stages, kinds of money, shares and places in the reader's words. These filters never query."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fairway.base.cells import number
from fairway.base.words import in_language, reads_chinese
from fairway.know.queries import place_name
from fairway.land.engine.kpi.definition import Cohort, Land, Reached, States, Sum
from fairway.land.models import LandArea, PlannedCapacity, Stage
from fairway.land.queries.methods import map_of
from fairway.lib.money import Money, MoneyKind
from fairway.sign.engine.amounts import money_text as exact_text
from fairway.sign.models import Agreement, Promise

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from fractions import Fraction

    from fairway.land.engine.kpi.definition import Definition, Kpi, Part
    from fairway.land.engine.kpi.figures import Figure
    from fairway.land.engine.money import MoneyByMonth
    from fairway.land.engine.stage_map import MapStage, StageMap, Way, WayReason
    from fairway.land.models import ClaimAnswer, Project, Report
    from fairway.land.queries import Seen
    from fairway.sign.queries import PromiseLine

register = template.Library()
# What amounts on an axis are told in, from the largest down: Chinese counts in ten thousands, English in thousands.
SCALES = {
    True: (
        (Decimal(10**8), gettext_lazy("hundred million %(currency)s")),
        (Decimal(10**4), gettext_lazy("ten thousand %(currency)s")),
    ),
    False: (
        (Decimal(10**9), gettext_lazy("billion %(currency)s")),
        (Decimal(10**6), gettext_lazy("million %(currency)s")),
    ),
}
DRAWN = (MoneyKind.CONTRACT, MoneyKind.PAID_IN)
MONTHS_IN_SHORT = 24

TONES = {
    "intention": "plain",
    "docking": "plain",
    "signed": "plain",
    "registered": "info",
    "started": "info",
    "completed": "accent",
    "in_production": "ok",
    "at_capacity": "ok",
    "effective": "ok",
    "withdrawn": "bad",
    "terminated": "bad",
}
FIELD_WORDS = {
    "agreement": gettext_lazy("Agreement"),
    "region": gettext_lazy("Region"),
    "industry": gettext_lazy("Industry"),
    "investor": gettext_lazy("Investor"),
    "host": gettext_lazy("Host"),
    "amount": gettext_lazy("Amount"),
    "site": gettext_lazy("Site"),
    "evidence": gettext_lazy("Evidence"),
    "verified_evidence": gettext_lazy("Verified evidence"),
}
"""What a stage map may ask for, in words."""
PAPERS = dict(Agreement.Kind.choices)
KINDS = {
    "intention": gettext_lazy("intention"),
    "docking": gettext_lazy("docking"),
    "framework": gettext_lazy("framework"),
    "contract": gettext_lazy("contract"),
    "committed": gettext_lazy("committed"),
    "paid_in": gettext_lazy("paid in"),
    "realised": gettext_lazy("realised"),
}


@register.filter
def stage_label(stage: str) -> str:
    """The stage in words."""
    return str(Stage(stage).label)


@register.filter
def stage_tone(stage: str) -> str:
    """The colour of a stage's badge."""
    return TONES[stage]


@register.filter
def step_label(project: Project, step: str = "") -> str:
    """A stage of the map a project follows, the one it stands at unless another is named."""
    key = step or project.map_stage
    found = map_of(project.map_key, project.map_version).find(key)
    return named(found) if found is not None else key


@register.filter
def map_label(project: Project) -> str:
    """The stage map a project follows, with its version."""
    return versioned(map_of(project.map_key, project.map_version))


@register.filter
def promise_state(line: PromiseLine) -> str:
    """Where a promise stands."""
    return str(Promise.State(line.standing.state).label)


@register.filter
def kind_label(kind: str) -> str:
    """The kind of money in words."""
    return str(KINDS[kind])


@register.filter
def percent(share: Fraction | None) -> str:
    """A share with one decimal, rounded half up; what cannot be said is a dash."""
    if share is None:
        return "–"
    exact = Decimal(share.numerator) * 100 / Decimal(share.denominator)
    return f"{exact.quantize(Decimal('0.1'), ROUND_HALF_UP)} %"


@register.filter
def bar(share: Fraction | None) -> str:
    """A share as a plain number for a bar's length, 0 where it cannot be said, never longer than the track."""
    return f"{float(min(share or 0, 1)):.4f}"


@register.filter
def bar_percent(share: Fraction | None) -> int:
    """A share in whole percent for a progress bar, at most 100."""
    return int(min(share or 0, 1) * 100)


@register.filter
def size_text(size: LandArea | PlannedCapacity) -> str:
    """How much land, or a capacity in its own unit."""
    if isinstance(size, LandArea):
        return _("%(mu)s mu") % {"mu": number(size.mu)}
    return f"{number(size.quantity)} {size.unit}"


@register.filter
def money_text(money: Money) -> str:
    """An exact amount with its currency."""
    return exact_text(money)


@register.filter
def moneys(totals: Iterable[Money]) -> str:
    """Amounts of different kinds or currencies side by side, each with its kind."""
    return "; ".join(f"{exact_text(total)} ({KINDS[total.kind.value]})" for total in totals)


@register.filter
def place(code: str) -> str:
    """A place in the reader's language."""
    return place_name(code)


@register.filter
def money_option(found: MoneyByMonth) -> dict[str, object]:
    """Running totals of contracts against paid in, month by month; a kind nobody knows of is a gap."""
    scale, unit = _scale(found)
    names = {MoneyKind.CONTRACT: _("contracts signed"), MoneyKind.PAID_IN: _("paid in")}
    return {
        "type": "lines",
        "title": _("Signed against paid in, %(currency)s") % {"currency": found.currency},
        "unit": unit,
        "categories": [month.strftime("%Y-%m") for month in found.months],
        "series": [{"name": names[kind], "values": _running(found, kind, scale)} for kind in DRAWN],
    }


@register.filter
def months_shown(found: MoneyByMonth, short: object) -> MoneyByMonth:
    """All months, or in a ``short`` table the last ones and what was before them."""
    return found.last(MONTHS_IN_SHORT) if short else found


def _scale(found: MoneyByMonth) -> tuple[Decimal, str]:
    """What to divide the amounts by so that they read well on an axis, and what that is called."""
    most = max((amount for kind in DRAWN if (line := found.of(kind)) for amount in line.running), default=Decimal(0))
    for scale, unit in SCALES[reads_chinese()]:
        if most >= scale:
            return scale, str(unit) % {"currency": found.currency}
    return Decimal(1), found.currency


def _running(found: MoneyByMonth, kind: MoneyKind, scale: Decimal) -> Sequence[float | None]:
    series = found.of(kind)
    if series is None:
        return [None] * len(found.months)
    return [float(round(amount / scale, 4)) for amount in series.running]


@register.filter
def named(said: Definition | Kpi | StageMap | MapStage | Way | WayReason) -> str:
    """The name of a definition, a figure, a stage map or a part of one in the reader's language."""
    return said.name_zh if reads_chinese() else said.name


@register.filter
def versioned(said: Definition | StageMap) -> str:
    """The name of a definition or a stage map with its version."""
    return f"{named(said)}, {_('version %(version)s') % {'version': said.version}}"


@register.filter
def figure_text(figure: Figure) -> str:
    """A share in percent; money for each mu as an amount with two decimals; a dash where it cannot be said."""
    share = figure.share
    if share is None or not isinstance(figure.kpi.denominator, Land):
        return percent(share)
    exact = Decimal(share.numerator) / Decimal(share.denominator)
    return f"{exact.quantize(Decimal('0.01'), ROUND_HALF_UP):,f} {figure.currency}"


@register.filter
def figure_counts(figure: Figure) -> str:
    """Numerator and denominator, and what was left out or not stated."""
    said = [f"{number(figure.numerator)} / {number(figure.denominator)}"]
    if figure.left_out:
        said.append(_("%(count)s left out") % {"count": number(figure.left_out)})
    if figure.not_stated:
        said.append(_("%(count)s state no area") % {"count": number(figure.not_stated)})
    return " · ".join(said)


@register.filter
def kpi_text(kpi: Kpi) -> str:
    """What a figure counts, of what, over which cohort, in one sentence."""
    said = _("%(name)s: %(above)s, of %(below)s; %(cohort)s.") % {
        "name": named(kpi),
        "above": _part_text(kpi.numerator),
        "below": _part_text(kpi.denominator),
        "cohort": _("signed in the period") if kpi.cohort is Cohort.PERIOD else _("signed up to its last day"),
    }
    if kpi.papers:
        said += " " + _("Only: %(papers)s.") % {"papers": ", ".join(str(PAPERS[each]) for each in sorted(kpi.papers))}
    if kpi.left_out:
        said += " " + _("Left out: %(ways)s.") % {"ways": ", ".join(stage_label(each) for each in sorted(kpi.left_out))}
    return said


def _part_text(part: Part) -> str:
    if isinstance(part, Reached):
        words = (
            _("projects that came at least as far as “%(stage)s”")
            if part.nested
            else _("projects that reached “%(stage)s” itself")
        )
        return words % {"stage": stage_label(part.stage)}
    if isinstance(part, Sum):
        return _("money of the kind “%(kind)s”") % {"kind": kind_label(part.kind)}
    if isinstance(part, States):
        return _("promises that are %(states)s") % {
            "states": ", ".join(str(Promise.State(each).label) for each in part.states)
        }
    return _("mu of land")


@register.filter
def answer_to(report: Report, claim: str) -> ClaimAnswer | None:
    """What an office made of one claim of a report whose answers are at hand."""
    return next((answer for answer in report.answers.all() if answer.claim == claim), None)


DOUBTS = {
    "same_deal": gettext_lazy("%(investor)s signed %(count)s times in one place for the same amount: %(amount)s."),
    "same_document": gettext_lazy("The same file is evidence for %(count)s projects: SHA-256 %(digest)s."),
    "last_days": gettext_lazy("Signed on %(day)s, at the end of a half-year; for a year nothing was told of it since."),
    "not_shown": gettext_lazy("Payments said to be realised without anything that shows them: %(count)s."),
    "paid_unstarted": gettext_lazy("All the contract's money is said to be paid in, but nothing has started."),
    "built_at_once": gettext_lazy("Completed %(days)s days after it started."),
    "founded_after": gettext_lazy("Signed on %(signed)s by %(investor)s, which was founded on %(day)s."),
    "dissolved_before": gettext_lazy("Signed on %(signed)s by %(investor)s, which was dissolved on %(day)s."),
}


@register.filter
def doubt_words(seen: Seen) -> str:
    """What was seen, as a sentence with its figures."""
    facts = dict(seen.doubt.facts)
    if "amount" in facts:
        kind, _space, currency = str(facts["what"]).partition(" ")
        money = Money(Decimal(str(facts["amount"])).scaleb(-4), currency, MoneyKind(kind))
        facts |= {"amount": f"{exact_text(money)} ({kind_label(kind)})"}
    investor = in_language(seen.investor) if seen.investor else "–"
    return str(DOUBTS[seen.doubt.sign.value]) % {"count": len(seen.projects), **facts, "investor": investor}

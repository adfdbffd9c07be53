"""The kinds of record that may be stored at all. Nothing outside this catalogue can be.

Every kind names the published instrument it rests on, the severities or levels it may carry (from the best
to the worst), and for how many calendar months the harshest publicity class lets each of them be used.
Instruments are named, not quoted; clause numbers are left out where the text itself was not at hand.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from fairway.know.engine.intake import OrganisationKind
from fairway.lib.errors import Invalid
from fairway.lib.explain import gettext_noop as _

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ENTERPRISES = (
    OrganisationKind.ENTERPRISE,
    OrganisationKind.INSTITUTION,
    OrganisationKind.ASSOCIATION,
    OrganisationKind.BANK,
)
"""Organisations that are supervised."""
GOVERNMENTS = (OrganisationKind.GOVERNMENT, OrganisationKind.ZONE, OrganisationKind.COMMITTEE)
"""Organisations that supervise, and give promises of their own."""
EVERYBODY = (*ENTERPRISES, *GOVERNMENTS)


class Sign(StrEnum):
    """Which way a record may move points. Neutral ones are kept for the file and never counted."""

    GOOD = "good"
    NEUTRAL = "neutral"
    ADVERSE = "adverse"


@dataclass(frozen=True, slots=True)
class Severity:
    """One severity or level a kind may carry; the key is "" for kinds that come without any.

    ``publicity_months`` is the longest time the record may be published and used, in calendar months;
    ``None`` where the catalogue knows no such limit.
    """

    key: str
    label: str
    sign: Sign
    publicity_months: int | None = None


@dataclass(frozen=True, slots=True)
class RecordKind:
    """One kind of record: what it is called, what it rests on, and what it may say."""

    key: str
    label: str
    basis: str
    severities: tuple[Severity, ...]
    is_state: bool = False
    """A state replaces the earlier one (a tax grade); an event stands beside it (a penalty)."""
    subjects: tuple[OrganisationKind, ...] = ENTERPRISES
    """The kinds of organisation that such a record may be about."""

    def is_for(self, subjects: Iterable[str]) -> bool:
        """Whether such a record may be about an organisation of at least one of these kinds."""
        return not set(self.subjects).isdisjoint(subjects)

    def severity(self, key: str) -> Severity:
        """Look up the severity with this key.

        Raises :class:`Invalid` ``record-severity`` when the kind does not carry it.
        """
        for severity in self.severities:
            if severity.key == key:
                return severity
        allowed = ", ".join(s.key for s in self.severities)
        if not allowed:
            text = _("A record of kind %(kind)s carries no severity: leave it empty, not “%(severity)s”.")
            raise Invalid("record-severity", text, kind=self.key, severity=key)
        text = _("“%(severity)s” is no severity of kind %(kind)s. Use one of: %(allowed)s.")
        raise Invalid("record-severity", text, kind=self.key, severity=key, allowed=allowed)


PLAIN_GOOD = (Severity("", "", Sign.GOOD),)
PLAIN_NEUTRAL = (Severity("", "", Sign.NEUTRAL),)
# Upper ends of the three publicity classes: minor none or up to 3 months, general up to 1 year, serious to 3.
LISTED = (Severity("", "", Sign.ADVERSE, 36),)
GRADED = (
    Severity("minor", _("minor"), Sign.ADVERSE, 3),
    Severity("general", _("general"), Sign.ADVERSE, 12),
    Severity("serious", _("serious"), Sign.ADVERSE, 36),
)
TAX_GRADES = (
    Severity("A", _("grade A"), Sign.GOOD),
    Severity("B", _("grade B"), Sign.GOOD),
    Severity("M", _("grade M (new)"), Sign.NEUTRAL),
    Severity("C", _("grade C"), Sign.ADVERSE),
    Severity("D", _("grade D"), Sign.ADVERSE),
)
CUSTOMS_LEVELS = (
    Severity("advanced_certified", _("advanced certified enterprise"), Sign.GOOD),
    Severity("certified", _("certified enterprise"), Sign.GOOD),
    Severity("regular", _("regular enterprise"), Sign.NEUTRAL),
    Severity("dishonest", _("dishonest enterprise"), Sign.ADVERSE),
    Severity("seriously_dishonest", _("seriously dishonest enterprise"), Sign.ADVERSE),
)
SOCIAL_INSURANCE = (
    Severity("paid", _("paid in full"), Sign.GOOD),
    Severity("arrears", _("in arrears"), Sign.ADVERSE),
)

BASIC_CATALOGUE = _("National Basic Catalogue of Public Credit Information (公共信用信息基础目录, 2024)")
BASIC_LIST = _("National Basic List of Punishment Measures for Dishonesty (失信惩戒措施基础清单, 2024)")
DOUBLE_PUBLICITY = _("Double publicity of licences and penalties (双公示): online within 7 working days")
COURT_LIST = _("Supreme People's Court rules on publishing dishonest judgment debtors (失信被执行人)")
TAX_MEASURES = _("Measures for tax and fee payment credit (纳税缴费信用), in force since 1 July 2025")
CUSTOMS_MEASURES = _("Customs enterprise credit rules (海关 AEO), five levels since 1 April 2026")
SMALL_FIRMS_ORDER = _(
    "State Council Order 802 on payments to small and medium-sized enterprises, in force since 1 June 2025"
)
PROMISES_RULES = _(
    "Regulations on Improving the Business Environment (优化营商环境条例, State Council Order 722, in force since "
    "1 January 2020): policy promises and contracts made lawfully are to be honoured"
)
REPAIR_MEASURES = _(
    "Measures for Credit Repair (信用修复管理办法, in force since 1 April 2026): decided within 3 working days, "
    "answered within 10"
)

_KINDS = (
    RecordKind("licence", _("Administrative licence"), DOUBLE_PUBLICITY, PLAIN_NEUTRAL),
    RecordKind("penalty", _("Administrative penalty"), DOUBLE_PUBLICITY, GRADED),
    # The two years a name stays on the list are from an excerpt: the credit model's look-back says them.
    RecordKind("court_default", _("Dishonest judgment debtor"), COURT_LIST, LISTED, subjects=EVERYBODY),
    RecordKind("serious_list", _("On a list of seriously dishonest entities"), BASIC_LIST, LISTED),
    RecordKind("irregular_operation", _("Listed for irregular operation"), BASIC_CATALOGUE, LISTED),
    RecordKind("tax_grade", _("Tax credit grade"), TAX_MEASURES, TAX_GRADES, is_state=True),
    RecordKind("customs_level", _("Customs credit level"), CUSTOMS_MEASURES, CUSTOMS_LEVELS, is_state=True),
    RecordKind("social_insurance", _("Social insurance"), BASIC_CATALOGUE, SOCIAL_INSURANCE, is_state=True),
    RecordKind("arrears", _("Overdue payment to a small enterprise"), SMALL_FIRMS_ORDER, GRADED, subjects=EVERYBODY),
    RecordKind("contract_kept", _("Contract kept"), BASIC_CATALOGUE, PLAIN_GOOD, subjects=EVERYBODY),
    RecordKind("contract_broken", _("Contract broken"), BASIC_CATALOGUE, GRADED, subjects=EVERYBODY),
    RecordKind("commitment_kept", _("Credit commitment kept"), BASIC_CATALOGUE, PLAIN_GOOD),
    RecordKind("commitment_broken", _("Credit commitment broken"), BASIC_CATALOGUE, GRADED),
    RecordKind("award", _("Public award for honesty or performance"), BASIC_CATALOGUE, PLAIN_GOOD, subjects=EVERYBODY),
    RecordKind("promise_kept", _("Promise to investors kept"), PROMISES_RULES, PLAIN_GOOD, subjects=GOVERNMENTS),
    RecordKind("promise_broken", _("Promise to investors broken"), PROMISES_RULES, GRADED, subjects=GOVERNMENTS),
    RecordKind("answer_in_time", _("Objection answered in time"), REPAIR_MEASURES, PLAIN_GOOD, subjects=GOVERNMENTS),
    RecordKind("answer_late", _("Objection answered late"), REPAIR_MEASURES, GRADED, subjects=GOVERNMENTS),
)

CATALOGUE: Mapping[str, RecordKind] = MappingProxyType({kind.key: kind for kind in _KINDS})


def record_kind(key: str) -> RecordKind:
    """Look up the kind with this key.

    Raises :class:`Invalid` ``record-kind``, naming the nearest key, when the catalogue does not hold it.
    """
    if key in CATALOGUE:
        return CATALOGUE[key]
    near = difflib.get_close_matches(key, CATALOGUE, n=1, cutoff=0.0)
    text = _("“%(kind)s” is not in the catalogue, so it may not be stored. The nearest is “%(nearest)s”.")
    raise Invalid("record-kind", text, kind=key, nearest=near[0])


def check_record(kind: str, severity: str, subject: str | None = None) -> Severity:
    """Look up what the catalogue says about a record of this kind and severity.

    Raises :class:`Invalid` ``record-kind`` or ``record-severity``; where the kind of the organisation is given
    as ``subject``, also ``record-subject`` for a record that such an organisation cannot carry.
    """
    found = record_kind(kind)
    if subject is not None and not found.is_for([subject]):
        text = _("A record of kind %(kind)s is about %(carriers)s. This organisation is of kind %(subject)s.")
        raise Invalid("record-subject", text, kind=kind, carriers=", ".join(found.subjects), subject=subject)
    return found.severity(severity)

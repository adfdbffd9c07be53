"""What the actions on a project share: lines of the log, what is filled in, and saying no."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext_noop

from fairway.land.engine.intake import TERMINAL
from fairway.land.engine.log import in_order
from fairway.land.models import Project, StageEntry
from fairway.lib.errors import Invalid, Refused
from fairway.lib.money import MoneyKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fairway.land.engine.log import Entry
    from fairway.land.engine.stages import Objection
    from fairway.land.models import Evidence
    from fairway.lib.money import Money
    from fairway.sign.models import Agreement

PLEDGED = frozenset({MoneyKind.INTENTION, MoneyKind.DOCKING})


@dataclass(frozen=True)
class Change:
    """What is filled in on a project; ``None`` leaves it as it is."""

    title: str | None = None
    region: str | None = None
    industry: str | None = None
    site: str | None = None
    pledged: Money | None = None
    agreement: Agreement | None = None

    def told(self) -> dict[str, object]:
        """What is filled in, as the audit log keeps it."""
        plain = {name: getattr(self, name) for name in ("title", "region", "industry", "site")}
        found: dict[str, object] = {name: value for name, value in plain.items() if value is not None}
        if self.pledged is not None:
            found["pledged"] = f"{self.pledged.amount} {self.pledged.currency} ({self.pledged.kind})"
        if self.agreement is not None:
            found["agreement"] = self.agreement.pk
        return found


def _apply(project: Project, change: Change) -> None:
    """Write what is filled in on a project that is not kept yet."""
    columns = {"title": "title", "region": "region_code", "industry": "industry_code", "site": "site"}
    for name, column in columns.items():
        value = getattr(change, name)
        if value is not None:
            setattr(project, column, value)
    if change.pledged is not None:
        _pledge(project, change.pledged)
    if change.agreement is not None:
        _sign(project, change.agreement)


def _pledge(project: Project, money: Money) -> None:
    if money.kind not in PLEDGED:
        raise Invalid("money-kind", gettext_noop("Before a signature an amount is an intention or a docking."))
    if money.amount <= 0:
        raise Invalid("amount", gettext_noop("The amount must be above zero."))
    project.pledged_kind = money.kind.value
    project.pledged_amount = money.amount
    project.pledged_currency = money.currency


def _sign(project: Project, agreement: Agreement) -> None:
    """Name the agreement; it binds at least one of those the project was opened for."""
    if project.agreement_id is not None and project.agreement_id != agreement.pk:
        raise Refused("agreement-named", gettext_noop("This project has its agreement already."))
    if Project.objects.filter(agreement=agreement).exclude(pk=project.pk).exists():
        raise Refused("project-open", gettext_noop("This agreement has its project already."))
    if project.is_demo != agreement.is_demo:
        raise Invalid("demo-differs", gettext_noop("A demo project has a demo agreement, a real one a real one."))
    if project.agreement_id is None and not project.own_ids() & agreement.own_ids():
        text = gettext_noop("This agreement binds none of those the project was opened for.")
        raise Invalid("agreement-of-others", text)
    project.agreement = agreement
    project.event_id = project.event_id or agreement.event_id


def _refuse(found: Sequence[Objection]) -> None:
    """Say no where there is an objection; the order of stages is a conflict, the rest a wrong entry."""
    if found:
        first = found[0]
        refusal = Refused if first.field == "stage" else Invalid
        raise refusal(first.code, first.reason.text, **first.reason.params)


def _repeat_last(project: Project, entries: Sequence[Entry]) -> None:
    """Let the project say what the last line of its log says."""
    last = in_order(entries)[-1]
    project.map_stage = last.key
    project.stage = last.stage.value
    project.stage_since = last.happened_on
    project.responsible_id = last.responsible
    project.next_due = None if last.stage in TERMINAL else last.next_due


def _line_of(project: Project, entry: Entry, *, is_own_report: bool = False) -> StageEntry:
    """A line of the log, not kept yet."""
    return StageEntry(
        project=project,
        map_stage=entry.key,
        stage=entry.stage.value,
        happened_on=entry.happened_on,
        learned_on=entry.learned_on,
        evidence=entry.evidence,
        responsible_id=entry.responsible,
        next_due=entry.next_due,
        way_reason=entry.way_reason,
        note=entry.note,
        is_own_report=is_own_report,
        is_verified=entry.is_verified,
    )


def _standing_log(project: Project) -> list[Entry]:
    """The log without what was taken back."""
    return [line.as_entry() for line in project.log.told().filter(reversed_by=None)]


def _shown_by(project: Project, entry: Entry, document: Evidence | None) -> Entry:
    """The line with what its document says of it."""
    if document is None:
        return entry
    _refuse_document(project, document)
    return replace(entry, evidence=entry.evidence or document.title, is_verified=document.is_verified)


def _refuse_document(project: Project, document: Evidence) -> None:
    """Say no to a document of another project, and to one that a second signer did not accept."""
    if document.project_id != project.pk:
        raise Invalid("document-of-others", gettext_noop("This document belongs to another project."))
    if document.is_rejected:
        raise Refused("document-rejected", gettext_noop("A second signer did not accept this document."))

"""What an office asks an enterprise to report on its project, what it said, and what became of each claim."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from fairway.base.amounts import AmountColumn
from fairway.land.engine import reports as engine
from fairway.lib.money import Money, MoneyKind

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet


class ReportDuty(models.Model):
    """A party of a project reports every so many months, from ``first_on`` on; ``next_due`` is the next day due."""

    class Every(models.IntegerChoices):
        """How often, in months."""

        MONTH = engine.Every.MONTH.value, _("every month")
        QUARTER = engine.Every.QUARTER.value, _("every quarter")
        HALF_YEAR = engine.Every.HALF_YEAR.value, _("every half-year")

    project = models.ForeignKey("land.Project", on_delete=models.PROTECT, related_name="report_duties")
    organisation = models.ForeignKey("know.Organisation", on_delete=models.PROTECT, related_name="report_duties")
    every = models.PositiveSmallIntegerField(_("how often"), choices=Every.choices)
    first_on = models.DateField(_("first report due"))
    next_due = models.DateField(_("next report due"), db_index=True)
    ended_on = models.DateField(_("ended"), null=True, blank=True)

    class Meta:
        """What is due first, first; one of an organisation on a project at a time."""

        ordering = ["next_due", "pk"]
        verbose_name_plural = "report duties"
        constraints = [
            models.UniqueConstraint(
                fields=["project", "organisation"],
                condition=models.Q(ended_on=None),
                name="land_one_open_report_duty",
            )
        ]

    def __str__(self) -> str:
        return f"{self.project_id}: {self.get_every_display()}"

    def own_ids(self) -> AbstractSet[int]:
        """Who has to report."""
        return {self.organisation_id}


class Report(models.Model):
    """What an enterprise said of its project on a day: claimed, never changed, and by itself in no log.

    ``due_on`` is the day it answers for. Empty fields: nothing was said.
    """

    duty = models.ForeignKey(ReportDuty, on_delete=models.PROTECT, related_name="reports")
    due_on = models.DateField(_("for the day due"))
    filed_on = models.DateField(_("reported on"))
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    map_stage = models.CharField(_("stage reached"), max_length=40, blank=True)
    paid_in = AmountColumn(_("paid in since the last report"), null=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    jobs = models.PositiveIntegerField(_("jobs"), null=True)
    hinders = models.CharField(_("what hinders"), max_length=300, blank=True)
    next_on = models.DateField(_("next date"), null=True)
    note = models.CharField(_("remark"), max_length=500, blank=True)

    class Meta:
        """The newest first; one for a day due; an amount has a currency."""

        ordering = ["-filed_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["duty", "due_on"], name="land_report_once_a_day_due"),
            models.CheckConstraint(
                condition=models.Q(paid_in=None, currency="") | models.Q(paid_in__gt=0) & ~models.Q(currency=""),
                name="land_reported_amount_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.duty_id}: {self.filed_on}"

    def own_ids(self) -> AbstractSet[int]:
        """It belongs to those whose project it is, and to who reported."""
        return {self.duty.organisation_id, *self.duty.project.own_ids()}

    @property
    def money(self) -> Money | None:
        """What is said to be paid in."""
        return None if self.paid_in is None else Money(self.paid_in, self.currency, MoneyKind.PAID_IN)


class ClaimAnswer(models.Model):
    """What an office made of one claim of a report: taken over as a line of the log, or declined with a reason."""

    class Claim(models.TextChoices):
        """Which."""

        STAGE = "stage", _("stage reached")
        PAID_IN = "paid_in", _("paid in")

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="answers")
    claim = models.CharField(_("claim"), max_length=7, choices=Claim.choices)
    stage = models.OneToOneField(
        "land.StageEntry", on_delete=models.PROTECT, null=True, blank=True, related_name="from_report"
    )
    payment = models.OneToOneField(
        "land.Payment", on_delete=models.PROTECT, null=True, blank=True, related_name="from_report"
    )
    reason = models.CharField(_("reason"), max_length=300)
    answered_on = models.DateField(_("answered on"))
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        """A claim is answered once; a line is of its own claim."""

        ordering = ["report", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "claim"], name="land_claim_answered_once"),
            models.CheckConstraint(
                condition=models.Q(claim="stage", payment=None) | models.Q(claim="paid_in", stage=None),
                name="land_answer_to_its_claim",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report_id}: {self.claim}"

    @property
    def is_taken(self) -> bool:
        """Whether it stands in the project's log now."""
        return self.stage_id is not None or self.payment_id is not None

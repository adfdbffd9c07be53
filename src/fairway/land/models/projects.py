"""Projects, their append-only stage log, and the money that came."""

from __future__ import annotations

from secrets import token_hex
from typing import TYPE_CHECKING, Self, TypeVar

from django.db import models
from django.db.models.lookups import IsNull
from django.utils.translation import gettext_lazy as _

from fairway.base.amounts import AmountColumn
from fairway.land.engine import intake
from fairway.land.engine.log import Entry
from fairway.lib.money import Money, MoneyKind

if TYPE_CHECKING:
    from datetime import date


class Stage(models.TextChoices):
    """What figures are told by, from a first intention to a project that pays off, and the two ways out."""

    INTENTION = "intention", _("intention")
    DOCKING = "docking", _("docking")
    SIGNED = "signed", _("signed")
    REGISTERED = "registered", _("registered")
    STARTED = "started", _("started")
    COMPLETED = "completed", _("completed")
    IN_PRODUCTION = "in_production", _("in production")
    AT_CAPACITY = "at_capacity", _("at capacity")
    EFFECTIVE = "effective", _("effective")
    WITHDRAWN = "withdrawn", _("withdrawn")
    TERMINATED = "terminated", _("terminated")


UNSIGNED = [Stage.INTENTION, Stage.DOCKING, Stage.WITHDRAWN, Stage.TERMINATED]
"""Where a project may stand that names no agreement."""


Line = TypeVar("Line", bound=models.Model)


class Lines(models.QuerySet[Line]):
    """Lines that are never changed: a wrong one is taken back by another that ``reverses`` it."""

    def told(self) -> Self:
        """What was told, without the lines that only reverse another; each knows the day it was ``reversed_on``.

        Most lines reverse none. Without the sum SQLite takes that for the rarest of all and looks it up first.
        """
        reverses = models.ExpressionWrapper(models.F("reverses_id") + 0, models.BigIntegerField())
        return self.filter(IsNull(reverses, True)).annotate(reversed_on=models.F("reversed_by__learned_on"))  # noqa: FBT003  # Django's own


def new_reference() -> str:
    """A reference no other project has, here or elsewhere."""
    return f"P-{token_hex(5)}"


class Project(models.Model):
    """What becomes of an intention or an agreement, along version ``map_version`` of the stage map ``map_key``.

    ``reference`` tells it from others, here and where it is sent to, and never changes.
    ``map_stage``, ``stage`` (what it counts as), ``stage_since``, ``responsible`` and ``next_due`` repeat the last
    standing line of the log. ``pledged_amount`` is what was named before a signature; an agreement has its own.
    """

    class PledgedKind(models.TextChoices):
        """How firm an amount is before anything is signed."""

        INTENTION = "intention", _("intention")
        DOCKING = "docking", _("docking")

    reference = models.CharField(_("reference"), max_length=200, unique=True, default=new_reference)
    agreement = models.OneToOneField(
        "sign.Agreement", on_delete=models.PROTECT, null=True, blank=True, related_name="project"
    )
    event = models.ForeignKey("meet.Event", on_delete=models.PROTECT, null=True, blank=True, related_name="projects")
    opportunity = models.OneToOneField(
        "meet.Opportunity", on_delete=models.PROTECT, null=True, blank=True, related_name="project"
    )
    title = models.CharField(_("title"), max_length=300)
    region_code = models.CharField(_("region"), max_length=6, blank=True)
    industry_code = models.CharField(_("industry"), max_length=5, blank=True)
    site = models.CharField(_("project site"), max_length=200, blank=True)
    pledged_kind = models.CharField(_("kind of money"), max_length=10, choices=PledgedKind.choices, blank=True)
    pledged_amount = AmountColumn(_("amount"), null=True, blank=True)
    pledged_currency = models.CharField(_("currency"), max_length=3, blank=True)
    map_key = models.CharField(_("stage map"), max_length=40)
    map_version = models.PositiveSmallIntegerField(_("version of the stage map"))
    map_stage = models.CharField(_("stage of the map"), max_length=40)
    responsible = models.ForeignKey("know.Organisation", on_delete=models.PROTECT, related_name="projects")
    stage = models.CharField(_("stage"), max_length=14, choices=Stage.choices)
    stage_since = models.DateField(_("since"))
    next_due = models.DateField(_("next due"), null=True)
    is_demo = models.BooleanField(_("demo"), default=False)

    class Meta:
        """In the order they were opened; signed means: with its agreement; an amount has a kind and a currency."""

        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(agreement__isnull=False) | models.Q(stage__in=UNSIGNED),
                name="land_signed_with_agreement",
            ),
            models.CheckConstraint(
                condition=models.Q(pledged_amount=None, pledged_currency="", pledged_kind="")
                | (models.Q(pledged_amount__gt=0) & ~models.Q(pledged_currency="") & ~models.Q(pledged_kind="")),
                name="land_pledged_amount_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def own_ids(self) -> set[int]:
        """Whose project it is: of those who signed for it, before that of those it was opened for."""
        if self.agreement is not None:
            return self.agreement.own_ids()
        return {party.organisation_id for party in self.parties.all()}

    def concerned_ids(self) -> set[int]:
        """Who may answer for the next stage: the parties, and who answers now."""
        return {self.responsible_id, *self.own_ids()}

    @property
    def pledged(self) -> Money | None:
        """The amount named before the signature, ``None`` where none was."""
        if self.pledged_amount is None:
            return None
        return Money(self.pledged_amount, self.pledged_currency, MoneyKind(self.pledged_kind))


class ProjectParty(models.Model):
    """Whom a project was opened for before anything was signed; the agreement names its own parties."""

    class Role(models.TextChoices):
        """On which side it stands."""

        INVESTOR = "investor", _("investor")
        HOST = "host", _("host")

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="parties")
    organisation = models.ForeignKey("know.Organisation", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(_("role"), max_length=8, choices=Role.choices)

    class Meta:
        """An organisation is a party once; investors first."""

        ordering = ["project", "-role", "pk"]
        verbose_name_plural = "project parties"
        constraints = [models.UniqueConstraint(fields=["project", "organisation"], name="land_party_once")]

    def __str__(self) -> str:
        return str(self.organisation_id)


class StageEntry(models.Model):
    """One line of the stage log: never changed, never deleted.

    A wrong one is taken back by a line that ``reverses`` it. ``map_stage`` is the stage of the project's map, ``stage``
    what it counts as. ``way_reason`` is the map's key for why a project left. ``is_own_report``: a party reported it
    itself, no office did.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="log")
    map_stage = models.CharField(_("stage of the map"), max_length=40)
    stage = models.CharField(_("stage"), max_length=14, choices=Stage.choices)
    happened_on = models.DateField(_("happened"))
    learned_on = models.DateField(_("learned"))
    evidence = models.CharField(_("evidence"), max_length=300, blank=True)
    document = models.ForeignKey(
        "land.Evidence", on_delete=models.PROTECT, null=True, blank=True, related_name="stages"
    )
    responsible = models.ForeignKey("know.Organisation", on_delete=models.PROTECT, related_name="+")
    next_due = models.DateField(_("next due"), null=True)
    way_reason = models.CharField(_("reason for leaving"), max_length=40, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    is_own_report = models.BooleanField(_("reported by a party"), default=False)
    is_verified = models.BooleanField(_("evidence verified by a second signer"), default=False)
    reverses = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="reversed_by")

    reversed_on: date | None = None
    objects = Lines["StageEntry"].as_manager()

    class Meta:
        """In the order of time."""

        ordering = ["project", "happened_on", "pk"]
        verbose_name_plural = "stage entries"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(learned_on__gte=models.F("happened_on")), name="land_learned_after_happened"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project_id}: {self.map_stage}"

    def as_entry(self) -> Entry:
        """The line as the engine reads it; ask for it through :meth:`Lines.told`."""
        return Entry(
            stage=intake.Stage(self.stage),
            happened_on=self.happened_on,
            learned_on=self.learned_on,
            responsible=self.responsible_id,
            evidence=self.evidence,
            next_due=self.next_due,
            note=self.note,
            step=self.map_stage,
            way_reason=self.way_reason,
            reversed_on=self.reversed_on,
            is_verified=self.is_verified,
        )


class Payment(models.Model):
    """Money of one kind that moved on a project; kinds are never added together.

    Never changed, never deleted; a wrong one is taken back by one that ``reverses`` it.
    """

    class Kind(models.TextChoices):
        """How far the money has come."""

        COMMITTED = "committed", _("committed")
        PAID_IN = "paid_in", _("paid in")
        REALISED = "realised", _("realised")

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="payments")
    kind = models.CharField(_("kind of money"), max_length=10, choices=Kind.choices)
    amount = AmountColumn(_("amount"))
    currency = models.CharField(_("currency"), max_length=3)
    happened_on = models.DateField(_("happened"))
    learned_on = models.DateField(_("learned"))
    evidence = models.CharField(_("evidence"), max_length=300, blank=True)
    document = models.ForeignKey(
        "land.Evidence", on_delete=models.PROTECT, null=True, blank=True, related_name="payments"
    )
    is_verified = models.BooleanField(_("evidence verified by a second signer"), default=False)
    reverses = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="reversed_by")

    reversed_on: date | None = None
    objects = Lines["Payment"].as_manager()

    class Meta:
        """Above zero, in the order of time."""

        ordering = ["project", "happened_on", "pk"]
        constraints = [models.CheckConstraint(condition=models.Q(amount__gt=0), name="land_payment_above_zero")]

    def __str__(self) -> str:
        return f"{self.project_id}: {self.kind} {self.amount} {self.currency}"

    @property
    def money(self) -> Money:
        """The amount with its kind."""
        return Money(self.amount, self.currency, MoneyKind(self.kind))

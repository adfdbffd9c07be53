"""Signing ceremonies and agreements."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from fairway.base.amounts import AmountColumn
from fairway.lib import money as kinds
from fairway.lib.money import Money
from fairway.sign.engine.board import Announced


class Ceremony(models.Model):
    """What was announced for an event's signing: number of agreements and total, ``None`` where not stated."""

    event = models.OneToOneField("meet.Event", on_delete=models.CASCADE, related_name="ceremony")
    expected_count = models.PositiveSmallIntegerField(_("announced number"), null=True)
    expected_total = AmountColumn(_("announced total"), null=True)
    currency = models.CharField(_("currency"), max_length=3, default="CNY")

    def __str__(self) -> str:
        return str(self.event_id)

    @property
    def announced(self) -> Announced:
        """The announcement as the board takes it."""
        return Announced(self.expected_count, self.expected_total, self.currency)


class Agreement(models.Model):
    """One signed paper. ``amount`` is ``None`` where it was not stated; its kind is never mixed with another."""

    class Kind(models.TextChoices):
        """How binding the paper is."""

        LETTER_OF_INTENT = "letter_of_intent", _("letter of intent")
        FRAMEWORK = "framework", _("framework agreement")
        CONTRACT = "contract", _("contract")

    class MoneyKind(models.TextChoices):
        """How firm the amount is."""

        INTENTION = "intention", _("intention")
        DOCKING = "docking", _("docking")
        FRAMEWORK = "framework", _("framework")
        CONTRACT = "contract", _("contract")

    event = models.ForeignKey("meet.Event", on_delete=models.PROTECT, related_name="agreements")
    number = models.CharField(_("number"), max_length=80)
    title = models.CharField(_("title"), max_length=300)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices)
    money_kind = models.CharField(_("kind of money"), max_length=10, choices=MoneyKind.choices)
    amount = AmountColumn(_("amount"), null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    signed_on = models.DateField(_("signed"))
    region_code = models.CharField(_("region"), max_length=6, blank=True)
    industry_code = models.CharField(_("industry"), max_length=5, blank=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts")
    areas_promised = models.PositiveSmallIntegerField(_("areas promised"), null=True, blank=True)
    areas_unsaid = models.BooleanField(_("areas not stated"), default=False)
    languages = models.CharField(_("languages of the paper"), max_length=60, blank=True)
    certificate = models.CharField(_("certificate"), max_length=80, blank=True)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    published_version = models.PositiveSmallIntegerField(_("published version"), null=True, blank=True)
    published_on = models.DateField(_("published"), null=True, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    is_demo = models.BooleanField(_("demo"), default=False)

    class Meta:
        """A number is used once an event; an amount has a currency; no agreement is a part of itself."""

        ordering = ["event", "number"]
        constraints = [
            models.UniqueConstraint(fields=["event", "number"], name="sign_number_once"),
            models.CheckConstraint(
                condition=models.Q(amount=None, currency="")
                | (models.Q(amount__isnull=False) & ~models.Q(currency="")),
                name="sign_amount_with_currency",
            ),
            models.CheckConstraint(condition=~models.Q(parent=models.F("pk")), name="sign_no_part_of_itself"),
            models.CheckConstraint(
                condition=models.Q(published_on=None, published_version=None)
                | models.Q(published_on__isnull=False, published_version__isnull=False),
                name="sign_published_version_and_day",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def own_ids(self) -> set[int]:
        """The parties' ids: an agreement belongs to those it binds."""
        return {party.organisation_id for party in self.parties.all()}

    @property
    def money(self) -> Money | None:
        """The amount with its kind, ``None`` where it is not stated."""
        return None if self.amount is None else Money(self.amount, self.currency, kinds.MoneyKind(self.money_kind))

    @property
    def amounts(self) -> tuple[Money, ...]:
        """Every amount it states, the main one first; kinds are never added."""
        first = () if self.money is None else (self.money,)
        return (*first, *(each.money for each in self.further_amounts.all()))


class Party(models.Model):
    """An organisation bound by an agreement, in a role."""

    class Role(models.TextChoices):
        """What the party does in the project."""

        INVESTOR = "investor", _("investor")
        HOST = "host", _("host")
        GOVERNMENT = "government", _("government")
        FINANCIER = "financier", _("financier")
        OPERATOR = "operator", _("operator")
        CONTRACTOR = "contractor", _("contractor")
        TECHNOLOGY_PARTNER = "technology_partner", _("technology partner")
        GUARANTOR = "guarantor", _("guarantor")

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="parties")
    organisation = models.ForeignKey("know.Organisation", on_delete=models.PROTECT, related_name="agreements")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices, blank=True)
    order = models.PositiveSmallIntegerField(_("order"))

    class Meta:
        """An organisation is a party once."""

        ordering = ["agreement", "order"]
        constraints = [models.UniqueConstraint(fields=["agreement", "organisation"], name="sign_party_once")]

    def __str__(self) -> str:
        return str(self.organisation_id)

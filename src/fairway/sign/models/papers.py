"""What an agreement is made of: areas, further amounts, versions; and who may approve it by which act."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from fairway.base.amounts import AmountColumn
from fairway.lib import money as kinds
from fairway.lib.money import Money
from fairway.sign.engine.intake import AgreementKind
from fairway.sign.engine.mandate import Power
from fairway.sign.models.agreements import Agreement


class Area(models.Model):
    """One of the areas an agreement promises to cooperate in."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="areas")
    order = models.PositiveSmallIntegerField(_("order"))
    name = models.CharField(_("area"), max_length=200)

    class Meta:
        """As printed; named once."""

        ordering = ["agreement", "order"]
        constraints = [models.UniqueConstraint(fields=["agreement", "name"], name="sign_area_once")]

    def __str__(self) -> str:
        return self.name


class FurtherAmount(models.Model):
    """An amount beside the main one: of another kind or currency. Kinds are never added."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="further_amounts")
    money_kind = models.CharField(_("kind of money"), max_length=10, choices=Agreement.MoneyKind.choices)
    amount = AmountColumn(_("amount"))
    currency = models.CharField(_("currency"), max_length=3)

    class Meta:
        """One amount of a kind and currency."""

        ordering = ["agreement", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "money_kind", "currency"], name="sign_amount_of_a_kind_once")
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id}: {self.amount} {self.currency}"

    @property
    def money(self) -> Money:
        """The amount with its kind."""
        return Money(self.amount, self.currency, kinds.MoneyKind(self.money_kind))


class Version(models.Model):
    """An agreement as it read from a day on: never changed; ``content`` holds its words and figures."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    valid_from = models.DateField(_("in force from"))
    what_changed = models.CharField(_("what changed"), max_length=500, blank=True)
    content = models.JSONField(default=dict)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField(_("written"), auto_now_add=True)

    class Meta:
        """The newest first; numbered once."""

        ordering = ["agreement", "-number"]
        constraints = [models.UniqueConstraint(fields=["agreement", "number"], name="sign_version_once")]

    def __str__(self) -> str:
        return f"{self.agreement_id} v{self.number}"


class Mandate(models.Model):
    """An act that gives a body the power to approve papers of a kind, up to an amount (``None``: without limit)."""

    body = models.ForeignKey("know.Organisation", on_delete=models.PROTECT, related_name="mandates")
    act = models.CharField(_("act"), max_length=300)
    kind = models.CharField(_("papers of the kind"), max_length=16, choices=Agreement.Kind.choices)
    up_to = AmountColumn(_("up to"), null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    valid_from = models.DateField(_("from"))
    valid_until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        """Dates in order; a limit has a currency."""

        ordering = ["body", "kind", "valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_until=None) | models.Q(valid_until__gte=models.F("valid_from")),
                name="sign_mandate_days",
            ),
            models.CheckConstraint(
                condition=models.Q(up_to=None, currency="") | (models.Q(up_to__isnull=False) & ~models.Q(currency="")),
                name="sign_limit_with_currency",
            ),
        ]

    def __str__(self) -> str:
        return self.act

    def own_ids(self) -> tuple[int]:
        """Name the body: nobody writes down what their own organisation may do."""
        return (self.body_id,)

    @property
    def power(self) -> Power:
        """The act as the engine takes it."""
        kind = AgreementKind(self.kind)
        return Power(self.pk or 0, self.act, kind, self.valid_from, self.valid_until, self.up_to, self.currency)


class Approval(models.Model):
    """A body approved a version of an agreement, by the act that lets it."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="approvals")
    version = models.PositiveSmallIntegerField(_("version"))
    body = models.ForeignKey("know.Organisation", on_delete=models.PROTECT, related_name="approvals")
    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="approvals")
    decided_on = models.DateField(_("approved on"))
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        """A version is approved once."""

        ordering = ["agreement", "-version"]
        constraints = [models.UniqueConstraint(fields=["agreement", "version"], name="sign_version_approved_once")]

    def __str__(self) -> str:
        return f"{self.agreement_id} v{self.version}"

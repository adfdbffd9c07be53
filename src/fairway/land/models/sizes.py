"""How large projects are: the land they take, what they are planned to yield."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from fairway.land.engine.sizes import MOST_DIGITS, UNIT_LENGTH
from fairway.land.models.projects import Project
from fairway.lib.money import AMOUNT_DECIMALS


class Size(models.Model):
    """One respect in which a project is so large, as it was learned of on a day.

    Never changed: of each unit what was learned last holds.
    """

    learned_on = models.DateField(_("learned"))
    evidence = models.CharField(_("evidence"), max_length=300)

    class Meta:
        """In the order they were learned of."""

        abstract = True
        ordering = ["project", "learned_on", "pk"]


class LandArea(Size):
    """The land a project takes."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="areas")
    mu = models.DecimalField(_("land area in mu"), max_digits=14, decimal_places=4)

    class Meta(Size.Meta):
        """Above zero."""

        constraints = [models.CheckConstraint(condition=models.Q(mu__gt=0), name="land_area_above_zero")]

    def __str__(self) -> str:
        return f"{self.project_id}: {self.mu} mu"


class PlannedCapacity(Size):
    """What a project is planned to yield, in one unit; units are never added together."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="capacities")
    quantity = models.DecimalField(_("planned capacity"), max_digits=MOST_DIGITS, decimal_places=AMOUNT_DECIMALS)
    unit = models.CharField(_("unit"), max_length=UNIT_LENGTH)

    class Meta(Size.Meta):
        """Above zero."""

        verbose_name_plural = "planned capacities"
        constraints = [models.CheckConstraint(condition=models.Q(quantity__gt=0), name="land_capacity_above_zero")]

    def __str__(self) -> str:
        return f"{self.project_id}: {self.quantity} {self.unit}"

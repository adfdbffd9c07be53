"""The look of form fields, given once."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext

from fairway.base.amounts import FACTS, TOO_LONG
from fairway.base.errors import sentence
from fairway.lib.errors import FairwayError, Invalid, Refused
from fairway.lib.money import AMOUNT_DECIMALS, AMOUNT_DIGITS, is_kept


class Refusals:
    """``with Refusals(form): …`` shows on the form why an action said no, and goes on behind it."""

    def __init__(self, form: forms.Form, *kinds: type[FairwayError], field: str | None = None) -> None:
        self._form, self._kinds, self._field = form, kinds or (Invalid, Refused), field

    def __enter__(self) -> None: ...

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> bool:
        if isinstance(error, self._kinds):
            self._form.add_error(self._field, sentence(error))
            return True
        return False


class StyledForm(forms.Form):
    """A form whose fields carry the workbench's classes and name their error for screen readers."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for field in self.fields.values():
            chooses = isinstance(field.widget, forms.Select)
            field.widget.attrs["class"] = "form-select" if chooses else "form-control"


class AmountField(forms.DecimalField):
    """An amount of money from zero on that every store keeps exactly."""

    def __init__(self, **more: Any) -> None:  # noqa: ANN401  # as Django has it
        digits = AMOUNT_DIGITS + AMOUNT_DECIMALS
        super().__init__(max_digits=digits, decimal_places=AMOUNT_DECIMALS, min_value=0, localize=False, **more)

    def validate(self, value: Any) -> None:  # noqa: ANN401  # as Django has it
        """Refuse an amount with more digits."""
        super().validate(value)
        if value is not None and not is_kept(value):
            raise forms.ValidationError(gettext(TOO_LONG) % FACTS)


FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2100, 12, 31)
"""Days that can be meant, in tables as in forms; a few more cannot be told in every time zone."""


class DayField(forms.DateField):
    """A day, picked from the browser's calendar."""

    default_validators = [MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY)]  # as Django has it
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

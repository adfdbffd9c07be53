"""The look of form fields, given once."""

from __future__ import annotations

from datetime import date

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator


class StyledForm(forms.Form):
    """A form whose fields carry the workbench's classes and name their error for screen readers."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for field in self.fields.values():
            chooses = isinstance(field.widget, forms.Select)
            field.widget.attrs["class"] = "form-select" if chooses else "form-control"


FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2100, 12, 31)
"""Days that can be meant, in tables as in forms; a few more cannot be told in every time zone."""


class DayField(forms.DateField):
    """A day, picked from the browser's calendar."""

    default_validators = [MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY)]  # as Django has it
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

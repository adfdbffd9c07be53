"""The look of form fields, given once."""

from __future__ import annotations

from datetime import date

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from fairway.base.errors import sentence
from fairway.lib.errors import FairwayError, Invalid, Refused


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


FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2100, 12, 31)
"""Days that can be meant, in tables as in forms; a few more cannot be told in every time zone."""


class DayField(forms.DateField):
    """A day, picked from the browser's calendar."""

    default_validators = [MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY)]  # as Django has it
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

"""Kept names and causes in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext

from fairway.base.words import reads_chinese

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fairway.know.models import Organisation
    from fairway.meet.models import Unmet


def organisation_name(organisation: Organisation) -> str:
    """Return the foreign name for English readers where one is known, else the legal name."""
    english = not reads_chinese()
    return (organisation.name_en if english else "") or organisation.name


def second_name(organisation: Organisation) -> str:
    """Return the name that :func:`organisation_name` does not give, where there is another."""
    shown = organisation_name(organisation)
    return organisation.name if shown != organisation.name else "" if not reads_chinese() else organisation.name_en


def causes(unmet: Unmet) -> list[str]:
    """Return each cause as a sentence, with the names in the reader's language."""
    sides = unmet.request.requester.organisation, unmet.request.requested.organisation
    names = {side.name: organisation_name(side) for side in sides}
    return [_sentence(reason, names) for reason in unmet.reasons]


def cause_sentence(unmet: Unmet) -> str:
    """Return all causes in a row; a plain word where the solver left room and found none."""
    separator = "" if reads_chinese() else " "
    return separator.join(causes(unmet)) or gettext("There was room; making the timetable again may find it.")


def _sentence(reason: Mapping[str, object], names: Mapping[str, str]) -> str:
    params = reason["params"]
    assert isinstance(params, dict)  # noqa: S101  # kept by Reason.as_data
    return gettext(str(reason["text"])) % {
        key: names.get(value, value) if isinstance(value, str) else value for key, value in params.items()
    }

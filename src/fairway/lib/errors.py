"""The four ways Fairway says no. Each carries a code, a sentence and the facts in it."""

from __future__ import annotations

from typing import ClassVar


class FairwayError(Exception):
    """A refusal people can act on.

    ``code`` is stable and machine-readable (``uscc-check-digit``), ``text`` an English sentence
    marked with :func:`fairway.lib.explain.gettext_noop` whose ``%(name)s`` places ``facts`` fill.
    """

    status: ClassVar[int] = 500

    def __init__(self, code: str, text: str, **facts: object) -> None:
        super().__init__(code, text)
        self.code = code
        self.text = text
        self.facts = facts

    def __str__(self) -> str:
        return self.text % self.facts if self.facts else self.text


class Invalid(FairwayError):
    """What was sent cannot be right."""

    status = 422


class TooLarge(Invalid):
    """More was sent than is ever read."""

    status = 413


class NotAllowed(FairwayError):
    """The person has no right to this."""

    status = 403


class Refused(FairwayError):
    """Right in form, but the rules of the field or the state of things forbid it."""

    status = 409


class Missing(FairwayError):
    """No such thing."""

    status = 404

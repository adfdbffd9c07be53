"""Signing ceremonies, agreements, and what they promise."""

from fairway.sign.models.agreements import Agreement, Ceremony, Party
from fairway.sign.models.imports import ClauseImport
from fairway.sign.models.outcomes import PromiseNotice
from fairway.sign.models.papers import Approval, Area, FurtherAmount, Mandate, Version
from fairway.sign.models.promises import Promise, PromiseStep

__all__ = [
    "Agreement",
    "Approval",
    "Area",
    "Ceremony",
    "ClauseImport",
    "FurtherAmount",
    "Mandate",
    "Party",
    "Promise",
    "PromiseNotice",
    "PromiseStep",
    "Version",
]

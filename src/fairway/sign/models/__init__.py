"""Signing ceremonies, agreements, and what they promise."""

from fairway.sign.models.agreements import Agreement, Ceremony, Party
from fairway.sign.models.imports import ClauseImport
from fairway.sign.models.promises import Promise, PromiseStep

__all__ = ["Agreement", "Ceremony", "ClauseImport", "Party", "Promise", "PromiseStep"]

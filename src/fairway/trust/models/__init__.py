"""Credit records, credit models and ratings of organisations."""

from fairway.trust.models.cases import OPEN_STATES, Case, CaseStep
from fairway.trust.models.methods import CreditModel, Simulation
from fairway.trust.models.ratings import Edition, Notice, Rating
from fairway.trust.models.record_imports import RecordImport, RecordImportFile
from fairway.trust.models.records import CreditRecord
from fairway.trust.models.statuses import StatusChange
from fairway.trust.models.views import FileView, Purpose

__all__ = [
    "OPEN_STATES",
    "Case",
    "CaseStep",
    "CreditModel",
    "CreditRecord",
    "Edition",
    "FileView",
    "Notice",
    "Purpose",
    "Rating",
    "RecordImport",
    "RecordImportFile",
    "Simulation",
    "StatusChange",
]

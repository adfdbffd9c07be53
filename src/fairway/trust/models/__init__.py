"""Credit records, credit models and ratings of organisations; assessments by others; statements that were issued."""

from fairway.trust.models.assessments import Assessment, AssessmentOrder, DeclarationOfInterests, DeclaredInterest
from fairway.trust.models.cases import OPEN_STATES, Case, CaseStep
from fairway.trust.models.methods import CreditModel, Simulation
from fairway.trust.models.ratings import Edition, Notice, Rating
from fairway.trust.models.record_imports import RecordImport, RecordImportFile
from fairway.trust.models.records import CreditRecord
from fairway.trust.models.statements import IssuedStatement
from fairway.trust.models.statuses import StatusChange
from fairway.trust.models.views import FileView, Purpose

__all__ = [
    "OPEN_STATES",
    "Assessment",
    "AssessmentOrder",
    "Case",
    "CaseStep",
    "CreditModel",
    "CreditRecord",
    "DeclarationOfInterests",
    "DeclaredInterest",
    "Edition",
    "FileView",
    "IssuedStatement",
    "Notice",
    "Purpose",
    "Rating",
    "RecordImport",
    "RecordImportFile",
    "Simulation",
    "StatusChange",
]

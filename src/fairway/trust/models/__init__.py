"""Credit records, credit models and ratings of organisations."""

from fairway.trust.models.methods import CreditModel
from fairway.trust.models.ratings import Rating
from fairway.trust.models.record_imports import RecordImport, RecordImportFile
from fairway.trust.models.records import CreditRecord
from fairway.trust.models.statuses import StatusChange

__all__ = ["CreditModel", "CreditRecord", "Rating", "RecordImport", "RecordImportFile", "StatusChange"]

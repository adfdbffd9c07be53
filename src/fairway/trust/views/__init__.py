"""Pages of ratings, records, their import, and credit models."""

from fairway.trust.views.catalogue import catalogue
from fairway.trust.views.methods import model, models
from fairway.trust.views.one_record import new_record
from fairway.trust.views.ratings import rate, rating, ratings
from fairway.trust.views.record_imports import (
    discard_records,
    empty_records,
    keep_records,
    new_record_import,
    record_import,
    record_imports,
    records_to_mend,
    take_records_back,
)
from fairway.trust.views.records import record, records

__all__ = [
    "catalogue",
    "discard_records",
    "empty_records",
    "keep_records",
    "model",
    "models",
    "new_record",
    "new_record_import",
    "rate",
    "rating",
    "ratings",
    "record",
    "record_import",
    "record_imports",
    "records",
    "records_to_mend",
    "take_records_back",
]

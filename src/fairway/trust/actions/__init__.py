"""Keeping records, approving credit models, rating organisations."""

from fairway.trust.actions.methods import approve_model
from fairway.trust.actions.one_record import add_record
from fairway.trust.actions.ratings import rate_organisations
from fairway.trust.actions.record_imports import (
    check_record_upload,
    discard_record_upload,
    keep_record_import,
    keep_record_upload,
    keep_taken,
    start_keeping_records,
    start_record_check,
    start_taking_records_back,
    take_records_back,
)
from fairway.trust.actions.records import load_records
from fairway.trust.actions.statuses import change_status

__all__ = [
    "add_record",
    "approve_model",
    "change_status",
    "check_record_upload",
    "discard_record_upload",
    "keep_record_import",
    "keep_record_upload",
    "keep_taken",
    "load_records",
    "rate_organisations",
    "start_keeping_records",
    "start_record_check",
    "start_taking_records_back",
    "take_records_back",
]

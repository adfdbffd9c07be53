"""Pages of ratings, records and credit models."""

from fairway.trust.views.assessments import (
    assessment,
    assessments,
    declare,
    deliver,
    new_assessment,
    publish_assessment,
    refuse_assessment,
    withdraw_order,
)
from fairway.trust.views.cases import case, cases, move, problems, run_due
from fairway.trust.views.catalogue import catalogue
from fairway.trust.views.drafts import discard_draft, draft_edit, draft_new, publish_model, simulate, withdraw_model
from fairway.trust.views.editions import edition, editions, publish, replay
from fairway.trust.views.file import file
from fairway.trust.views.looks import looks, purpose
from fairway.trust.views.methods import compare_models, model, models
from fairway.trust.views.notices import notice, notices, put_in_force, withdraw
from fairway.trust.views.one_record import new_record
from fairway.trust.views.opening import appeal_assessment, open_appeal, open_objection, open_problem, open_repair
from fairway.trust.views.ratings import rate, rating, ratings
from fairway.trust.views.record_imports import (
    check_records,
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
from fairway.trust.views.simulations import simulation
from fairway.trust.views.statements import keys, report, verify, verify_number
from fairway.trust.views.validation import validation

__all__ = [
    "appeal_assessment",
    "assessment",
    "assessments",
    "case",
    "cases",
    "catalogue",
    "check_records",
    "compare_models",
    "declare",
    "deliver",
    "discard_draft",
    "discard_records",
    "draft_edit",
    "draft_new",
    "edition",
    "editions",
    "empty_records",
    "file",
    "keep_records",
    "keys",
    "looks",
    "model",
    "models",
    "move",
    "new_assessment",
    "new_record",
    "new_record_import",
    "notice",
    "notices",
    "open_appeal",
    "open_objection",
    "open_problem",
    "open_repair",
    "problems",
    "publish",
    "publish_assessment",
    "publish_model",
    "purpose",
    "put_in_force",
    "rate",
    "rating",
    "ratings",
    "record",
    "record_import",
    "record_imports",
    "records",
    "records_to_mend",
    "refuse_assessment",
    "replay",
    "report",
    "run_due",
    "simulate",
    "simulation",
    "take_records_back",
    "validation",
    "verify",
    "verify_number",
    "withdraw",
    "withdraw_model",
    "withdraw_order",
]

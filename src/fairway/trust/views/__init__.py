"""Pages of ratings, records, their import, and credit models."""

from fairway.trust.views.cases import case, cases, move, problems, run_due
from fairway.trust.views.catalogue import catalogue
from fairway.trust.views.drafts import discard_draft, draft_edit, draft_new, publish_model, simulate, withdraw_model
from fairway.trust.views.editions import edition, editions, publish, replay
from fairway.trust.views.file import file
from fairway.trust.views.looks import looks, purpose
from fairway.trust.views.methods import compare_models, model, models
from fairway.trust.views.notices import notice, notices, put_in_force, withdraw
from fairway.trust.views.one_record import new_record
from fairway.trust.views.opening import open_appeal, open_objection, open_problem, open_repair
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
from fairway.trust.views.simulations import simulation

__all__ = [
    "case",
    "cases",
    "catalogue",
    "compare_models",
    "discard_draft",
    "discard_records",
    "draft_edit",
    "draft_new",
    "edition",
    "editions",
    "empty_records",
    "file",
    "keep_records",
    "looks",
    "model",
    "models",
    "move",
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
    "replay",
    "run_due",
    "simulate",
    "simulation",
    "take_records_back",
    "withdraw",
    "withdraw_model",
]

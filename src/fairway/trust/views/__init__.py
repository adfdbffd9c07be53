"""Pages of ratings, records and credit models."""

from fairway.trust.views.cases import case, cases, move, problems, run_due
from fairway.trust.views.drafts import discard_draft, draft_edit, draft_new, publish_model, simulate, withdraw_model
from fairway.trust.views.editions import edition, editions, publish, replay
from fairway.trust.views.file import file
from fairway.trust.views.looks import looks, purpose
from fairway.trust.views.methods import compare_models, model, models
from fairway.trust.views.notices import notice, notices, put_in_force, withdraw
from fairway.trust.views.opening import open_appeal, open_objection, open_problem, open_repair
from fairway.trust.views.ratings import rate, rating, ratings
from fairway.trust.views.records import record, records
from fairway.trust.views.simulations import simulation

__all__ = [
    "case",
    "cases",
    "compare_models",
    "discard_draft",
    "draft_edit",
    "draft_new",
    "edition",
    "editions",
    "file",
    "looks",
    "model",
    "models",
    "move",
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
    "records",
    "replay",
    "run_due",
    "simulate",
    "simulation",
    "withdraw",
    "withdraw_model",
]

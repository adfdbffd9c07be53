"""Pages of ratings, files, notices, editions, records, credit models, cases, and of who looked."""

from fairway.trust.views.cases import case, cases, move, problems, run_due
from fairway.trust.views.editions import edition, editions, publish, replay
from fairway.trust.views.file import file
from fairway.trust.views.looks import looks, purpose
from fairway.trust.views.methods import model, models
from fairway.trust.views.notices import notice, notices, put_in_force, withdraw
from fairway.trust.views.opening import open_appeal, open_objection, open_problem, open_repair
from fairway.trust.views.ratings import rate, rating, ratings
from fairway.trust.views.records import record, records

__all__ = [
    "case",
    "cases",
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
    "purpose",
    "put_in_force",
    "rate",
    "rating",
    "ratings",
    "record",
    "records",
    "replay",
    "run_due",
    "withdraw",
]

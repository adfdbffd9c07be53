"""Credit records, credit models, ratings of organisations, and cases about records."""

from fairway.trust.models.cases import OPEN_STATES, Case, CaseStep
from fairway.trust.models.methods import CreditModel
from fairway.trust.models.ratings import Rating
from fairway.trust.models.records import CreditRecord
from fairway.trust.models.statuses import StatusChange

__all__ = ["OPEN_STATES", "Case", "CaseStep", "CreditModel", "CreditRecord", "Rating", "StatusChange"]

"""Credit records, credit models and ratings of organisations; assessments by others; statements that were issued."""

from fairway.trust.models.assessments import Assessment, AssessmentOrder, DeclarationOfInterests, DeclaredInterest
from fairway.trust.models.methods import CreditModel
from fairway.trust.models.ratings import Rating
from fairway.trust.models.records import CreditRecord
from fairway.trust.models.statements import IssuedStatement
from fairway.trust.models.statuses import StatusChange

__all__ = [
    "Assessment",
    "AssessmentOrder",
    "CreditModel",
    "CreditRecord",
    "DeclarationOfInterests",
    "DeclaredInterest",
    "IssuedStatement",
    "Rating",
    "StatusChange",
]

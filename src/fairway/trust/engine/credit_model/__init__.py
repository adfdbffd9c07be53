"""A credit model: the whole method of a rating as one versioned TOML text, checked when it is read.

Every number in a model is a whole number, so that the same records give the same points on any machine.
"""

from fairway.trust.engine.catalogue import EVERYBODY as SUBJECTS
from fairway.trust.engine.credit_model.indicators import REPAIR_ENDS_USE
from fairway.trust.engine.credit_model.method import CreditModel, Dimension, Grade, Indicator, RedLine, clamp
from fairway.trust.engine.credit_model.reading import fingerprint, read_model

__all__ = [
    "REPAIR_ENDS_USE",
    "SUBJECTS",
    "CreditModel",
    "Dimension",
    "Grade",
    "Indicator",
    "RedLine",
    "clamp",
    "fingerprint",
    "read_model",
]

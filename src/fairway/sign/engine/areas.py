"""Areas an agreement promises ("1+8"): how many, which are named, and what keeps it from being published."""

from __future__ import annotations

from dataclasses import dataclass

from fairway.lib.explain import Reason
from fairway.lib.explain import gettext_noop as _


@dataclass(frozen=True)
class Areas:
    """``promised`` is ``None`` where no number was; ``unsaid``: an office looked, and no source lists them."""

    promised: int | None
    named: int
    unsaid: bool = False

    @property
    def prints_unsaid(self) -> bool:
        """Whether "not stated" stands where the missing ones would."""
        return self.unsaid and self.promised is not None and self.named < self.promised

    @property
    def obstacle(self) -> Reason | None:
        """Why the agreement cannot be published; ``None`` where nothing is in the way."""
        params = {"promised": self.promised or 0, "named": self.named}
        if self.promised is None:
            return None
        if self.named > self.promised:
            return Reason(
                _("%(promised)s areas are promised, but %(named)s are named. Correct one of the two."), params
            )
        if self.named < self.promised and not self.unsaid:
            text = _(
                "%(promised)s areas are promised, %(named)s are named. "
                "Name the others, or say that they are not stated."
            )
            return Reason(text, params)
        return None

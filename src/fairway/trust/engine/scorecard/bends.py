"""Weights of evidence bent feature by feature: a slope ≥ 0 for each step from one bin to the next better one.

One slope a feature takes the evidence of each bin at its face value. With a slope for every step the points still rise
with the evidence, but a step that other features tell already, or that chance made, can be flattened, and one they hide
can be steepened. Two penalties hold the slopes: one on a feature's mean slope, one on how far its steps part from that
mean. Both are integrals over the evidence, so cutting a bin in two changes nothing; where the second is infinite, there
is one slope a feature.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fairway.trust.engine.scorecard.binning import Bin
    from fairway.trust.engine.scorecard.values import Floats


@dataclass(frozen=True)
class Bends:
    """The levels of evidence of a feature, ascending; steps lie between them."""

    levels: Floats

    @property
    def lengths(self) -> Floats:
        """Return how much evidence each step spans."""
        return self.levels[1:] - self.levels[:-1]

    def steps(self, woe: Floats) -> Floats:
        """Part each weight into its way along every step, counted from 0: the row's sum is the weight itself."""
        import numpy as np

        low, high = self.levels[:-1], self.levels[1:]
        return np.asarray(np.clip(woe[:, None], low, high) - np.clip(0.0, low, high))

    def penalty(self, mean: float, parting: float) -> Floats:
        """Return the matrix of ``mean`` · mean slope² + ``parting`` · ∫ (slope − mean slope)² over the evidence."""
        import numpy as np

        lengths = self.lengths
        whole = max(float(lengths.sum()), 1e-300)
        alike = np.outer(lengths, lengths) / whole
        return np.asarray(mean * alike / whole + parting * (np.diag(lengths) - alike))


def bends_of(bins: Sequence[Bin]) -> Bends:
    """Take the levels of the bins that hold rows; two at least."""
    import numpy as np

    return Bends(np.unique([each.woe for each in bins if each.rows]))

"""Scorecards: points learnt from outcomes, kept as a plain table, and the figures that say whether they hold."""

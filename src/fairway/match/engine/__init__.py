"""Pure functions of match."""

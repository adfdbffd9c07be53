"""Pure functions on plain values: no Django, clock, network or global random."""

"""Pure functions of trust."""

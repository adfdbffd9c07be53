"""Files of organisations: how a row is read, whose it is, and what it would change."""

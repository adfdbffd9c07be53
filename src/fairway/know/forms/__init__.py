"""Forms of KNOW."""

"""Words and figures of LAND for templates."""

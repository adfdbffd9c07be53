"""KPIs as versioned definitions: what is counted, of what, in which cohort, read from a text and worked out exactly."""

"""Questions that draw on every step: uploaded folders, the dashboard, the result files, the report."""

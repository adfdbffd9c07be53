"""Read-only questions about events, requests and timetables."""

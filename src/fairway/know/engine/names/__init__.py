"""Names of organisations taken apart: Chinese, Latin, and one against the other."""

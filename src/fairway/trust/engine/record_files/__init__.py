"""Files of credit records at any size: read piece by piece, checked column by column, sorted on disk."""

"""Ratings of whole populations: records from sorted Parquet in, ratings out, piece by piece."""

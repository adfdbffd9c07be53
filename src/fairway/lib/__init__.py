"""Small pure helpers, one purpose a file: errors, explain, money, period, codes, tables."""

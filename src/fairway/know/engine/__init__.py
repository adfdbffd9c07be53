"""What KNOW computes on plain values: codes, names, places, industries, facts. Imports without Django."""

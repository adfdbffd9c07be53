"""Timetables for matchmaking meetings, on plain values: problem, solve, seat, explain, verify, export."""

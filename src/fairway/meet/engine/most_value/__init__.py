"""The timetable worth most: a proven bound, colouring, and exact work on a few slots at a time."""

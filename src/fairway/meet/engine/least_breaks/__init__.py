"""The timetable that holds every meeting with the fewest breaks, with a proof: bound, chains, and a race of proofs."""

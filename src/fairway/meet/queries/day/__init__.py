"""Questions of the day itself: who is there, what is on, what changed, what can be repaired."""

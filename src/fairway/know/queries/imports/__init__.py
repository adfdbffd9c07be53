"""Questions about files of organisations: what they say, what they would change, what became of them."""

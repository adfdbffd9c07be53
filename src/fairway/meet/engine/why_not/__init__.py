"""Why a wish found no place, what would give it one and at what price, and which hard wishes contradict each other."""

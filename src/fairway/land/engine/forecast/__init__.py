"""Landing forecast: hazards learned from a region's own history, chances of landing with intervals and reasons."""

"""Pages of the day itself: the desk, the live board, repairs, papers, the personal page."""

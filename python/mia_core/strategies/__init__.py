"""Features -> score, with the reasons that made it."""

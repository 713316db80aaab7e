"""What the studies of a chart mean: found by identity and names, used once their numbers agree with that."""

"""Orders: commands, events and the state of each order."""

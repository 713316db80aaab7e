"""Where batches come from: a live socket or a recording."""

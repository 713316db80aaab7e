"""The simulated world: market, Sierra Chart and DTC server."""

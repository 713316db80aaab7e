"""How well detectors find what a market is known to hold."""

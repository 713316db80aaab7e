"""What must be right before trading: each check a function, all of them listed in `catalog.py`."""

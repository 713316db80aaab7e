"""Recordings (MCAP) and the order journal (SQLite)."""

"""Observation -> named numbers, each with its age."""

"""The errors of MIA. A refusal is a value, not an error; these are caught at the shell only.

MiaError
  ConfigError       a configuration, card or option is wrong: exit status 2, with the line
  FeedError         the feed cannot be opened or is not what it says
  RecordingError    a file is not a recording, or not one that this build can replay
  OrderJournalError the order journal cannot be opened, or was asked to write an order twice
  ProtocolError     the DTC peer sent what the protocol does not allow
  SimulationError   a simulated process did not do what its conductor asked
"""

from __future__ import annotations

__all__ = [
    "ConfigError",
    "FeedError",
    "MiaError",
    "OrderJournalError",
    "ProtocolError",
    "RecordingError",
    "SimulationError",
]


class MiaError(Exception):
    """Root of all errors that MIA raises on purpose: one line naming what and where."""


class ConfigError(MiaError):
    """A configuration value is missing, unknown or out of range."""


class FeedError(MiaError):
    """The market data feed cannot be opened or read."""


class RecordingError(MiaError):
    """A recording cannot be read or cannot be replayed by this build."""


class OrderJournalError(MiaError):
    """The order journal cannot be opened, cannot be written, or was asked to write an order twice."""


class ProtocolError(MiaError):
    """The DTC peer broke the protocol."""


class SimulationError(MiaError):
    """A simulated process did not follow its conductor."""

"""What matters and cannot be seen from here: said, so that nobody takes silence for a yes."""

from __future__ import annotations

from mia_core.doctor.checks import Finding, unseen

__all__ = ["dtc_reach", "loss_limit", "sierra_version", "simulation_mode", "tick_storage"]


def loss_limit(_: None) -> Finding:
    """Tell of the one limit that holds when this machine does not."""
    return unseen(
        "the Daily Net Loss Limit at the trading service: the only one that holds when this machine fails",
        "Trade Account and Risk Management of your account; set it before you trade",
    )


def simulation_mode(_: None) -> Finding:
    """Tell of the switch that decides which accounts are taken; DTC says it with the first rejected order."""
    return unseen(
        "Trade Simulation Mode: DTC does not tell it",
        "Trade >> Trade Simulation Mode On, checked for --mode paper and not for live",
    )


def sierra_version(_: None) -> Finding:
    """Tell that the studies do not know their Sierra Chart's version."""
    return unseen("the version of Sierra Chart: studies cannot tell it", "Help >> About")


def tick_storage(_: None) -> Finding:
    """Tell of the setting without which trades are not single ones."""
    return unseen(
        "Intraday Data Storage Time Unit: studies cannot tell it",
        "Global Settings >> Data/Trade Service Settings: 1 Tick, and data from then on",
    )


def dtc_reach(_: None) -> Finding:
    """Tell that others may be let in."""
    return unseen(
        "whether another computer may reach the DTC server",
        "Global Settings >> Sierra Chart Server Settings >> DTC Protocol Server, Allowed Incoming"
        " IPs: local computer only",
    )

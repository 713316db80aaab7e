from __future__ import annotations

from pathlib import Path

import pytest

from mia_core.errors import ConfigError
from mia_core.sim.dtc_faults import Faults, read_faults


def test_faults_are_read_from_toml(tmp_path: Path) -> None:
    path = tmp_path / "faults.toml"
    path.write_text('drop_after_orders = 3\nsilent_acks = true\ndisabled_accounts = ["Sim2"]\n')

    assert read_faults(path) == Faults(
        drop_after_orders=3, silent_acks=True, disabled_accounts=("Sim2",)
    )


@pytest.mark.parametrize("text", ["drop_after = 3", "silent_acks = 3", "silent_acks ="])
def test_fault_that_does_not_exist_is_one_clear_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "faults.toml"
    path.write_text(text)

    with pytest.raises(ConfigError, match=r"faults file .*faults\.toml: "):
        read_faults(path)


def test_missing_file_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"none\.toml"):
        read_faults(tmp_path / "none.toml")

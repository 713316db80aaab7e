from __future__ import annotations

from mia_core.doctor.catalog import ELSEWHERE


def test_what_cannot_be_seen_is_never_claimed_and_has_a_place_to_look() -> None:
    checks = ELSEWHERE.examine(None)

    assert {check.ok for check in checks} == {None}
    assert all(check.found and check.remedy for check in checks)
    assert "Daily Net Loss Limit" in checks[0].found

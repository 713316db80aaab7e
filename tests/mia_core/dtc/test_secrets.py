from __future__ import annotations

import pytest

from mia_core.dtc.secrets import Secrets

PASSWORD = "open sesame"  # noqa: S105 -- nobody's


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("no such user: alibaba", "no such user: ***"),
        ("alibaba/open sesame/alibaba", "***/***/***"),
        ("nothing of it", "nothing of it"),
        ("", ""),
        ("the text ends in open ses", "the text ends in ***"),
        ("the door is open", "the door is ***"),
        ("the text ends in ope", "the text ends in ope"),
    ],
)
def test_secrets_are_covered_also_when_the_end_of_the_text_cuts_them(
    text: str, masked: str
) -> None:
    assert Secrets("alibaba", PASSWORD).mask(text) == masked


def test_longer_secret_goes_first() -> None:
    assert Secrets("bob", "bob's word").mask("bob's word, said bob") == "***, said ***"


def test_secret_is_covered_as_an_error_message_spells_it() -> None:
    word = "it's\\\t\x01"

    assert Secrets(word).mask(f"found {word!r}").count("*") == 3
    assert "\\" not in Secrets(word).mask(f"found {word!r}")


def test_without_secrets_nothing_is_covered() -> None:
    assert Secrets("", "").mask("all of it") == "all of it"

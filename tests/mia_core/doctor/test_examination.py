from __future__ import annotations

import socket
from pathlib import Path

import pytest

from mia_core.config import TradingConfig
from mia_core.doctor.checks import Fault
from mia_core.doctor.heard import Heard
from mia_core.feeds.live import LiveFeed
from tests.mia_core.doctor.ward import LONG_S, Ward, replace_host, settings_anywhere
from tests.mia_core.host_stand import Context
from tests.mia_core.wire_feed import TOKEN

NO_SYMBOL = TradingConfig()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_study_in_good_health_leaves_nothing_wrong_and_nothing_behind(
    tmp_path: Path, context: Context
) -> None:
    ward = Ward(tmp_path, context, settings_anywhere(trading=NO_SYMBOL))
    feed = ward.feed()
    before = contents(tmp_path)

    checks = ward.listen(feed.snapshot(), feed.step(trades=[{"size": 2}]))

    assert ward.failed() == []
    assert checks["feed"].found == "1 MIA Feed, 2 batches"
    assert checks["dtc-server"].ok is None
    assert "[trading] symbol is not set" in checks["dtc-server"].found
    assert contents(tmp_path) == before


def test_without_listening_every_live_check_says_that_it_was_not_made(
    tmp_path: Path, context: Context
) -> None:
    ward = Ward(tmp_path, context)
    ward.home.token()

    checks = ward.checks()

    for name in ("feed", "overlay-address", "connection", "book", "recognised", "dtc-server"):
        assert (checks[name].ok, checks[name].found) == (
            None,
            "not looked at: --quick opens no socket",
        )
    assert ward.failed() == []
    assert ward.examination.studies() == ()


def test_without_a_token_nobody_is_listened_to_and_none_is_made(
    tmp_path: Path, context: Context
) -> None:
    ward = Ward(tmp_path, context, settings_anywhere(trading=NO_SYMBOL))

    checks = ward.listen()

    assert ward.failed() == ["token"]
    assert checks["feed"].found == "left out: token failed"
    assert list(tmp_path.iterdir()) == []


def test_a_study_with_another_token_is_named(tmp_path: Path, context: Context) -> None:
    ward = Ward(tmp_path, context, settings_anywhere(trading=NO_SYMBOL))
    ward.home.token()

    def is_refused() -> bool:
        heard = ward.examination.heard
        return isinstance(heard, Heard) and bool(heard.refusals)

    checks = ward.listen(ward.feed(token=TOKEN).snapshot(), until=is_refused)

    assert ward.failed() == ["let-in chart 3 publisher 0000000000000001"]
    assert checks["feed"].ok is None  # it was not listened long enough to say that nobody comes


@pytest.mark.parametrize("which", ["bind", "overlay"])
def test_an_address_in_use_is_named_and_the_rest_goes_on(
    tmp_path: Path, context: Context, which: str
) -> None:
    other = LiveFeed(context, "tcp://127.0.0.1:*", token=TOKEN)
    settings = replace_host(settings_anywhere(trading=NO_SYMBOL), **{which: other.address})
    ward = Ward(tmp_path, context, settings)
    feed = ward.feed()

    checks = ward.listen(feed.snapshot())

    other.close()
    [failed] = ward.failed()
    assert failed == {"bind": "feed-address", "overlay": "overlay-address"}[which]
    assert "Address already in use" in checks[failed].found
    assert "most likely a `mia run` is at work there" in checks[failed].remedy
    assert "`mia inspect RECORDING`" in checks[failed].remedy
    if which == "overlay":
        assert checks["snapshot chart 3"].ok is True
    else:
        assert checks["book"].ok is None
        assert checks["book"].found == "left out: feed-address failed"


def test_a_broken_configuration_leaves_out_what_depends_on_it(
    tmp_path: Path, context: Context
) -> None:
    ward = Ward(tmp_path, context, Fault("mia.toml:3: unknown", "mend it"))
    ward.home.token()

    checks = ward.listen()

    assert ward.failed() == ["configuration"]
    assert checks["configuration"].found == "mia.toml:3: unknown"
    for name in ("feed-address", "overlay-address", "dtc-server", "book"):
        assert checks[name].found == "left out: configuration failed"
    assert checks["card"].ok is None
    assert checks["home"].ok is True


def test_a_card_that_is_not_there_does_not_silence_the_feed(
    tmp_path: Path, context: Context
) -> None:
    ward = Ward(tmp_path, context, settings_anywhere(trading=NO_SYMBOL, card="nothing"))

    checks = ward.listen(ward.feed().snapshot())

    assert ward.failed() == ["card"]
    assert checks["feed"].ok is True
    assert checks["input"].ok is None


def test_a_server_that_is_not_there_is_named_though_nobody_is_listened_to(
    tmp_path: Path, context: Context
) -> None:
    trading = TradingConfig(symbol="ESH26-CME", dtc_port=free_port())
    ward = Ward(tmp_path, context, settings_anywhere(trading=trading))

    # Nobody is listened to, so there is nothing to go on with when the server was asked.
    checks = ward.listen(limit_s=LONG_S, to_the_end=True)

    assert ward.turns < LONG_S  # each turn is a fraction of a second
    assert ward.failed() == ["token", "dtc-server"]
    assert "a connection was expected" in checks["dtc-server"].found


def test_a_server_without_an_address_is_named(tmp_path: Path, context: Context) -> None:
    trading = TradingConfig(symbol="ESH26-CME", dtc_host="no such name")
    ward = Ward(tmp_path, context, settings_anywhere(trading=trading))

    checks = ward.listen(ward.feed().snapshot())

    assert ward.failed() == ["dtc-server"]
    assert "dtc_host" in checks["dtc-server"].remedy


def test_studies_are_listed(tmp_path: Path, context: Context) -> None:
    ward = Ward(tmp_path, context)

    ward.listen(ward.feed().snapshot())

    assert {row.chart for row in ward.examination.studies()} >= {0}
    assert ward.examination.listened_s > 0

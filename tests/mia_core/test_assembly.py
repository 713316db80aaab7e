from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest
import zmq

from mia_core._native import detector_catalog
from mia_core.assembly import Parts, make_setup, open_parts, opening_of, resolve_detectors
from mia_core.config import Config, HostConfig, Mode, StudiesConfig, StudyId, TradingConfig
from mia_core.engine import Setup
from mia_core.errors import ConfigError, FeedError
from mia_core.execution.commands import Side
from mia_core.execution.ledger import StartingState
from mia_core.execution.tracked import EarlierOrder
from mia_core.home import Home
from mia_core.journal.orders import OrderJournal

ANYWHERE = HostConfig(bind="tcp://127.0.0.1:*", overlay="tcp://127.0.0.1:*")
CONFIG = Config(host=ANYWHERE, trading=TradingConfig(symbol="ESH26-CME", dtc_port=1))
TYPED_IN = "the-password-of-the-user"


def opened(
    folder: Path,
    context: zmq.Context[zmq.Socket[bytes]],
    mode: Mode = Mode.PAPER,
    *,
    config: Config = CONFIG,
    recording: bool = True,
) -> Parts:
    return open_parts(
        config,
        mode,
        home=Home(folder),
        context=context,
        environment={"MIA_DTC_USERNAME": "user", "MIA_DTC_PASSWORD": TYPED_IN},
        recording_path=folder / "one.mcap" if recording else None,
    )


def close(parts: Parts) -> None:
    for part in (parts.trading, parts.feed, parts.overlay, parts.orders):
        if part is not None:
            part.close()
    if parts.recording is not None:
        parts.recording.close("the test is over")


def test_an_id_for_a_meaning_that_no_map_has_is_named() -> None:
    given = StudyId(meaning="value_area.prevoius", chart=3, study=2)
    config = Config(studies=StudiesConfig(ids=(given,)))

    with pytest.raises(ConfigError, match=r"no study map has a study 'value_area\.prevoius'"):
        make_setup(config, Mode.READ_ONLY, StartingState())


def test_a_recording_opens_with_the_resolved_study_map() -> None:
    setup = make_setup(CONFIG, Mode.READ_ONLY, StartingState())

    written = msgspec.json.decode(msgspec.json.encode(opening_of(setup).setup))

    assert msgspec.convert(written, Setup) == setup
    meanings = {row["meaning"] for row in written["studies"]}
    assert {"vwap", "value_area.previous", "menthorq.gamma", "author.color_up"} <= meanings


def test_a_study_map_that_is_not_there_is_refused_before_anything_is_opened() -> None:
    config = msgspec.structs.replace(CONFIG, studies=StudiesConfig(maps=("none",)))

    with pytest.raises(ConfigError, match="studies/none: no such preset"):
        make_setup(config, Mode.READ_ONLY, StartingState())


def test_detectors_have_every_parameter_given_or_not() -> None:
    resolved = resolve_detectors({"wall": {"hold_s": 1.5}})

    for row in detector_catalog():
        wanted = {given["name"]: given["default"] for given in row["parameters"]}
        if row["name"] == "wall":
            wanted["hold_s"] = 1.5
        assert resolved[row["name"]] == wanted


def test_setup_holds_card_contract_and_detectors_as_they_are_used() -> None:
    setup = make_setup(CONFIG, Mode.PAPER, StartingState())

    assert setup.card.name == "orderflow"
    assert setup.contract.tick_size == 0.25
    assert setup.config.detectors == resolve_detectors({})
    assert msgspec.structs.replace(setup.config, detectors={}) == CONFIG


def test_who_trades_must_say_what() -> None:
    make_setup(Config(), Mode.READ_ONLY, StartingState())

    for mode in (Mode.PAPER, Mode.LIVE):
        with pytest.raises(ConfigError, match=r"^\[trading\] symbol: expected Sierra's exact"):
            make_setup(Config(), mode, StartingState())


def test_read_only_opens_no_way_to_trade(
    tmp_path: Path, context: zmq.Context[zmq.Socket[bytes]]
) -> None:
    parts = opened(tmp_path, context, Mode.READ_ONLY, recording=False)

    assert (parts.trading, parts.orders, parts.recording) == (None, None, None)
    assert not Home(tmp_path).orders.exists()
    close(parts)


def test_numbers_and_open_orders_of_earlier_runs_are_in_the_starting_state(
    tmp_path: Path, context: zmq.Context[zmq.Socket[bytes]]
) -> None:
    first = opened(tmp_path, context, recording=False)
    assert first.orders is not None
    tag = first.orders.tag()
    row = (f"{tag}-1", 1, 1, "Sim1", "ESH26-CME", "buy", 1, "market", "prepared")
    query = "INSERT INTO orders VALUES (?,?,?,?,?,?,?,?,NULL,?,1,'',0,NULL,'')"
    first.orders._database.execute(query, row)
    close(first)

    second = opened(tmp_path, context)

    earlier = EarlierOrder(
        client_order_id=f"{tag}-1",
        account="Sim1",
        symbol="ESH26-CME",
        side=Side.BUY,
        quantity=1,
        created_ns=1,
    )
    assert second.setup.start == StartingState(
        order_tag=tag,
        next_order_number=1,
        unresolved=(earlier,),
    )
    assert second.setup.start.unheard == {f"{tag}-1": 1}
    close(second)


def test_opening_has_the_whole_setup_and_not_the_secret(
    tmp_path: Path, context: zmq.Context[zmq.Socket[bytes]]
) -> None:
    parts = opened(tmp_path, context)
    opening = opening_of(parts.setup)
    close(parts)

    assert msgspec.convert(opening.setup, Setup) == parts.setup
    assert opening.versions.keys() >= {"mia", "python", "numpy", "platform", "native.build_id"}
    assert TYPED_IN.encode() not in (tmp_path / "one.mcap").read_bytes()
    assert Home(tmp_path).token() not in (tmp_path / "one.mcap").read_bytes()


def changed(**host: Any) -> Config:
    return msgspec.structs.replace(CONFIG, host=msgspec.structs.replace(ANYWHERE, **host))


@pytest.mark.parametrize("key", ["bind", "overlay"])
def test_what_was_opened_before_a_failure_is_closed_again(
    tmp_path: Path, context: zmq.Context[zmq.Socket[bytes]], key: str
) -> None:
    other = opened(tmp_path, context, Mode.READ_ONLY, recording=False)
    assert other.overlay is not None
    taken = {"bind": other.feed.address, "overlay": other.overlay.address}[key]

    with pytest.raises(FeedError, match="cannot listen on"):
        opened(tmp_path, context, config=changed(**{key: taken}))

    close(other)
    OrderJournal(Home(tmp_path).orders).close()

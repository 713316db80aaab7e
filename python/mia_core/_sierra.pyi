import os
from collections.abc import Mapping, Sequence
from typing import TypeAlias, TypedDict, final, type_check_only

_Bar: TypeAlias = tuple[float, float, float, float, float, float, float, float]

@type_check_only
class Message(TypedDict):
    chart: int
    study: int
    text: str
    shows_log: bool

@type_check_only
class Drawing(TypedDict):
    line: int
    study: int
    type: int
    value: float
    color: int
    width: int
    style: int
    text: str
    time_ns: int | None
    marker: int
    is_relative: bool
    is_user_drawn: bool
    is_saved: bool

@type_check_only
class Subgraph(TypedDict):
    name: str
    color: int
    width: int
    draw_style: int
    line_style: int
    draws_zeros: bool

@type_check_only
class Cost(TypedDict):
    calls: int
    median_ns: int
    p99_ns: int

@final
class Host:
    def __init__(
        self,
        *,
        tape_capacity: int = 10_000,
        depth_levels_max: int = 100,
        chartbook: str = "simulated.cht",
        data_folder: str = "",
        poisoning: bool = False,
    ) -> None: ...
    @property
    def time_ns(self) -> int: ...
    @time_ns.setter
    def time_ns(self, now_ns: int) -> None: ...
    def take_messages(self) -> list[Message]: ...
    @property
    def errors(self) -> list[str]: ...
    def add_chart(
        self,
        number: int,
        symbol: str,
        *,
        name: str = "",
        tick_size: float = 0.25,
        bar_seconds: int = 60,
        time_zone: str = "America/New_York",
        price_multiplier: float = 1.0,
        update_interval_ms: int = 100,
    ) -> None: ...
    def set_chart_state(
        self,
        chart: int,
        *,
        connection: int | None = None,
        replay: int | None = None,
        data_delay_s: int | None = None,
        downloading: bool | None = None,
    ) -> None: ...
    def change_symbol(self, chart: int, symbol: str) -> None: ...
    def close_chart(self, chart: int) -> None: ...
    def drawings(self, chart: int) -> list[Drawing]: ...
    def draw_calls(self, chart: int) -> int: ...
    def subgraph(self, handle: int, index: int) -> Subgraph: ...
    def append_bar(self, chart: int, start_ns: int, values: _Bar) -> None: ...
    def update_bar(self, chart: int, values: _Bar) -> None: ...
    def set_bar_prices(self, chart: int, prices: Sequence[tuple[int, int, int, int]]) -> None: ...
    def bar_count(self, chart: int) -> int: ...
    def set_book(
        self,
        symbol: str,
        bids: Sequence[tuple[float, float, int]],
        asks: Sequence[tuple[float, float, int]],
        *,
        tick_size: float = 1.0,
    ) -> None: ...
    def push_tape(
        self,
        symbol: str,
        records: Sequence[tuple[int, float, int, int, float, float, int, int]],
        *,
        tick_size: float = 1.0,
    ) -> int: ...
    def skip_tape_sequence(self, symbol: str, count: int) -> None: ...
    def restart_tape(self, symbol: str) -> None: ...
    def set_stack_pull(
        self,
        symbol: str,
        bids: Sequence[tuple[float, int]],
        asks: Sequence[tuple[float, int]],
    ) -> None: ...
    def add_study(
        self,
        chart: int,
        name: str,
        subgraph_names: Sequence[str],
        *,
        study_id: int = 0,
        short_name: str = "",
        internal_identifier: int = 0,
        original_name: str = "",
        dll_file: str = "",
        dll_function: str = "",
        inputs: Sequence[tuple[str, float]] = (),
    ) -> int: ...
    def remove_study(self, chart: int, study: int) -> None: ...
    def rename_study(self, chart: int, study: int, name: str) -> None: ...
    def name_built_in(self, identifier: int, name: str) -> None: ...
    def set_values(
        self,
        chart: int,
        values: Sequence[tuple[int, int, float]],
        *,
        bar: int | None = None,
    ) -> None: ...
    def values(self, chart: int, study: int, subgraph: int) -> list[float]: ...
    def attach(
        self,
        chart: int,
        library: str | os.PathLike[str],
        *,
        function: str,
        inputs: Mapping[int, bool | int | float | str] = {},
        study_id: int = 0,
    ) -> int: ...
    def remove(self, handle: int) -> None: ...
    def release(self, library: str | os.PathLike[str]) -> bool: ...
    def allow(self, library: str | os.PathLike[str]) -> None: ...
    def update(self, chart: int) -> None: ...
    def recalculate(self, chart: int) -> None: ...
    def set_input(self, handle: int, index: int, value: bool | float | str) -> None: ...
    def set_hidden(self, handle: int, hidden: bool) -> None: ...
    def study_id(self, handle: int) -> int: ...
    def persistent_int64(self, handle: int, key: int) -> int: ...
    def cost(self, handle: int) -> Cost: ...

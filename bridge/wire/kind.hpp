// Every frame kind of the protocol, named from the start: also those that only later work will
// send.
#pragma once

#include <cstdint>

namespace mia::wire {

enum class Kind : std::uint16_t {
    hello = 1,
    instrument = 2,
    study_catalog = 3,
    study_value = 4,
    bar = 5,
    volume_at_price = 6,
    depth_snapshot = 7,
    depth_delta = 8,
    trade = 9,
    quote = 10,
    status = 11,
    heartbeat = 12,
    snapshot_begin = 13,
    snapshot_end = 14,
    study_input = 15,
    chart_state = 16,
    stack_pull = 17,
    tape_break = 18,
    level = 32,
    signal = 33,
    clear = 34,
    regime = 35,
    recognition = 36,
};

}  // namespace mia::wire

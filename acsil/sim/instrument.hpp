// What the feed shows of one symbol: its book and its tape, one of each however many charts
// show the symbol.
#pragma once

#include <utility>
#include <vector>

#include "acsil/sim/order_book.hpp"
#include "acsil/sim/tape.hpp"

namespace mia::sim {

struct Instrument {
    explicit Instrument(int tape_capacity) : tape(tape_capacity) {}

    OrderBook book;
    Tape tape;
    // Orders added less orders pulled, by price; only some studies ask for it.
    std::vector<std::pair<double, int>> bid_stack_pull;
    std::vector<std::pair<double, int>> ask_stack_pull;
};

}  // namespace mia::sim

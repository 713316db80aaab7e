// One instrument's order book as a feed shows it, best level first on both sides.
#pragma once

#include <cstdint>
#include <vector>

namespace mia::sim {

struct BookLevel {
    double price = 0;  // as the feed sends it, before any multiplier
    double quantity = 0;
    std::uint32_t orders = 0;
};

struct OrderBook {
    std::vector<BookLevel> bids;
    std::vector<BookLevel> asks;
};

}  // namespace mia::sim

// What a strategy is told of a market's measures with each batch: figures alone. What is not known has
// no value.
#pragma once

#include "bridge/market/measures.hpp"

namespace mia::market {

// What a profile says.
struct ProfileFigures {
    std::optional<ValueArea> area;
    PriceList high_nodes;
    PriceList low_nodes;
};

struct Figures {
    // Of the session, all since the same moment.
    std::optional<std::int64_t> session_since_ns;
    bool is_session_whole = false;
    Traded session;
    std::optional<double> vwap_ticks;
    std::optional<double> vwap_deviation_ticks;
    ProfileFigures session_profile;
    // Of the last half hour.
    ProfileFigures rolling_profile;
    // Of the last second, and how many of a thousand seconds lately were slower.
    TapeRate speed;
    std::optional<std::uint32_t> trades_rank;
    std::optional<std::uint32_t> contracts_rank;
    // Large trades of the last minute, blocks among them, and from which size on a trade is one.
    std::optional<std::uint32_t> large_from;
    std::optional<std::uint32_t> block_from;
    Traded large_60s;
    Traded block_60s;
};

[[nodiscard]] Figures figures_of(const Measures& measures);

}  // namespace mia::market

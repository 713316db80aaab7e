// Whether what a frame says can be: numbers that are numbers, prices, times and sizes that
// something can have. It judges and never repairs.
#pragma once

#include "bridge/market/counters.hpp"

#include <cmath>
#include <initializer_list>

namespace mia::market {

enum class Soundness : std::uint8_t { sound, not_a_number, impossible };

constexpr Count count_of(Soundness soundness) {
    return soundness == Soundness::not_a_number ? Count::not_a_number : Count::impossible;
}

// Until the year 2096; sums of two such times still fit.
constexpr bool is_time(std::int64_t time_ns) {
    return time_ns >= 0 && time_ns <= 4'000'000'000'000'000'000;
}

constexpr bool is_price(std::int64_t price_ticks) {
    return price_ticks > -(std::int64_t{1} << 40) && price_ticks < (std::int64_t{1} << 40);
}

inline bool are_numbers(std::initializer_list<double> values) {
    for (const double value : values) {
        if (!std::isfinite(value)) {
            return false;
        }
    }
    return true;
}

inline Soundness judge(const wire::Trade& trade) {
    if ((trade.flags & wire::price_flag::invalid) != 0 || !std::isfinite(trade.price_raw)) {
        return Soundness::not_a_number;
    }
    const bool is_possible = is_price(trade.price_ticks) && is_time(trade.time_ns) &&
                             trade.size != 0 && trade.side <= wire::trade_side::at_ask;
    return is_possible ? Soundness::sound : Soundness::impossible;
}

inline Soundness judge(const wire::DepthLevel& level) {
    if ((level.flags & wire::price_flag::invalid) != 0 || !std::isfinite(level.price_raw)) {
        return Soundness::not_a_number;
    }
    const bool has_side = level.side == wire::book_side::bid || level.side == wire::book_side::ask;
    return has_side && is_price(level.price_ticks) ? Soundness::sound : Soundness::impossible;
}

inline Soundness judge(const wire::Bar& bar) {
    if (!are_numbers({bar.open_raw, bar.high_raw, bar.low_raw, bar.close_raw})) {
        return Soundness::not_a_number;
    }
    const bool has_prices = is_price(bar.open_ticks) && is_price(bar.high_ticks) &&
                            is_price(bar.low_ticks) && is_price(bar.close_ticks);
    return has_prices && is_time(bar.start_ns) ? Soundness::sound : Soundness::impossible;
}

}  // namespace mia::market

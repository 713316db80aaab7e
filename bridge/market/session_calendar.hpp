// When a trading session begins and ends: at 17:00 in Chicago, where the futures of the CME change
// their trading day. A trade's own time decides, to the nanosecond; the trading day that a study tells
// is that of its newest bar, and changes only after the first trades of the new one.
//
// Holidays are not known: on one the market is open by this calendar, and nothing trades.
#pragma once

#include <cstdint>

namespace mia::market {

// Half open; the next one begins where this one ends. The weekend is the end of Friday's.
struct SessionSpan {
    std::int64_t start_ns = 0;
    std::int64_t end_ns = 0;

    [[nodiscard]] bool holds(std::int64_t time_ns) const noexcept {
        return start_ns <= time_ns && time_ns < end_ns;
    }
    bool operator==(const SessionSpan&) const = default;
};

[[nodiscard]] SessionSpan session_at(std::int64_t time_ns);

// From when until the end of the session nothing is traded: 16:00 in Chicago of its last day. Orders
// may be entered then, and a book be shown that nobody can trade with.
[[nodiscard]] std::int64_t break_of(const SessionSpan& session);

}  // namespace mia::market

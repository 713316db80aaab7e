// What the detectors of one symbol were told, as flat records: for detectors written in Python, which
// see all that a compiled one sees.
#pragma once

#include "bridge/market/book.hpp"
#include "bridge/market/tape.hpp"

#include <span>
#include <utility>
#include <vector>

namespace mia::detectors {

namespace event_kind {
inline constexpr std::uint8_t trade = 1;
inline constexpr std::uint8_t level = 2;
// What was known of the book is lost; what came before in this batch no longer counts.
inline constexpr std::uint8_t reset = 3;
}  // namespace event_kind

struct EventRecord {
    std::int64_t time_ns;
    std::int64_t price_ticks;
    std::uint32_t size;         // traded, or displayed now
    std::uint32_t size_before;  // displayed before; of a level only
    std::uint8_t kind;
    std::int8_t side;             // 1 bid, -1 ask; of a trade its aggressor, 0 when unknown
    std::uint8_t at_window_edge;  // 1 for a level that came into view or left it: nobody acted
    std::uint8_t reserved;
    std::uint32_t reserved_too;
};
static_assert(sizeof(EventRecord) == 32, "records have no hidden gaps");

class EventLog {
public:
    // Keeps nothing unless somebody wants it.
    explicit EventLog(bool is_wanted) : is_wanted_(is_wanted) {}

    void add_trade(const market::TapeTrade& trade) {
        if (is_wanted_) {
            events_.push_back(
                {trade.time_ns, trade.price_ticks, trade.size, 0, event_kind::trade,
                 side_of(trade.aggressor), 0, 0, 0}
            );
        }
    }
    void add_changes(std::span<const market::BookChange> changes, std::int64_t now_ns) {
        if (!is_wanted_) {
            return;
        }
        for (const market::BookChange& change : changes) {
            const auto side = static_cast<std::int8_t>(change.side == market::Side::bid ? 1 : -1);
            events_.push_back(
                {now_ns, change.price_ticks, change.size_after, change.size_before,
                 event_kind::level, side, change.at_window_edge, 0, 0}
            );
        }
    }
    // All that was told before is void.
    void reset(std::int64_t now_ns) {
        if (is_wanted_) {
            events_.clear();
            events_.push_back({now_ns, 0, 0, 0, event_kind::reset, 0, 0, 0, 0});
        }
    }
    // All since the last time.
    [[nodiscard]] std::vector<EventRecord> take() { return std::exchange(events_, {}); }

private:
    static constexpr std::int8_t side_of(market::Aggressor aggressor) {
        return aggressor == market::Aggressor::buy    ? std::int8_t{1}
               : aggressor == market::Aggressor::sell ? std::int8_t{-1}
                                                      : std::int8_t{0};
    }

    bool is_wanted_;
    std::vector<EventRecord> events_;
};

}  // namespace mia::detectors

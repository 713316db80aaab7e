// Everything that Market counts. Nothing that was not applied goes uncounted.
#pragma once

#include "bridge/market/outcome.hpp"

#include <string>
#include <utility>
#include <vector>

namespace mia::market {

enum class Count : std::uint8_t {
    batches,
    frames,
    events,
    trades,
    gaps,                // how often batches were missing
    missed,              // how many were missing
    snapshots,           // completed
    restarts,            // publishers replaced by a new start of the same study
    failovers,           // another publisher became the source of a symbol
    tape_rewinds,        // the source went back in time, as a replay does
    tape_breaks,         // the source said that trades are missing or numbered anew
    duplicate_trades,    // told again by a snapshot
    dropped_levels,      // of a publisher that is not the source of the symbol
    dropped_trades,      // likewise
    stale_frames,        // between a gap and its snapshot
    not_a_number,        // NaN, infinite or flagged invalid
    impossible,          // a side, price, time or size that cannot be
    bad_instrument,      // no symbol or no tick size, or another one than the source's
    unknown_instrument,  // frames about an index that no Instrument frame explained
    bad_snapshot,        // ended without or other than begun
    inconsistent_book,   // the counts do not hold after a delta
    crossed_book,
    no_room,  // more symbols, charts or values than can be kept
};
inline constexpr std::size_t count_count = 23;

class Counters {
public:
    void add(Count count, std::uint64_t by = 1) noexcept {
        counts_[static_cast<std::size_t>(count)] += by;
    }
    void add_refused(Outcome outcome) noexcept { ++refused_[static_cast<std::size_t>(outcome)]; }
    void add_skipped(std::uint16_t kind, std::uint16_t revision);
    void add_unused(std::uint16_t kind);

    [[nodiscard]] std::uint64_t operator[](Count count) const noexcept {
        return counts_[static_cast<std::size_t>(count)];
    }
    [[nodiscard]] std::uint64_t refused(Outcome outcome) const noexcept {
        return refused_[static_cast<std::size_t>(outcome)];
    }
    // All of them by name; those in groups only when not zero.
    [[nodiscard]] std::vector<std::pair<std::string, std::uint64_t>> rows() const;

private:
    struct KindCount {
        std::uint16_t kind;
        std::uint16_t revision;
        std::uint64_t count;
    };
    static void add_kind(std::vector<KindCount>& kinds, std::uint16_t kind, std::uint16_t revision);

    std::array<std::uint64_t, count_count> counts_{};
    std::array<std::uint64_t, outcome_count> refused_{};
    std::vector<KindCount> skipped_;  // kinds this build does not know
    std::vector<KindCount> unused_;   // kinds it knows and has no use for yet
};

}  // namespace mia::market

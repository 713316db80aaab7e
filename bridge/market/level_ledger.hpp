// What happened at each price of a symbol's book: since when it has been displayed, and how much was
// added, cancelled and traded there. A book tells only what is left; which contracts were traded and
// which were taken away follows from holding each change of a level against the tape.
//
// Trades of a batch come before the levels that contain them, and a level is seen once a batch, so
// what is told is net: `added` and `cancelled` are at least what they say. A trade that happened
// before its level was last seen, and that the tape brings only now, is taken for the reason that the
// level shrank then. What came into view at the far end of the window, or left it, was placed or
// cancelled by nobody.
//
// A price has one place in a ring, so it is found at once and memory is bounded; a price so many
// ticks away that shares the place takes it when it is nearer to the touch or the other is gone.
#pragma once

#include "bridge/market/book.hpp"
#include "bridge/market/tape.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace mia::market {

// What one batch did to a level.
struct LevelStep {
    std::uint64_t batch = 0;  // see LevelLedger::batch()
    std::int64_t at_ns = 0;
    std::uint32_t before = 0;
    std::uint32_t after = 0;
    std::uint64_t added = 0;
    std::uint64_t cancelled = 0;
    std::uint64_t traded = 0;  // but for what explained the step before
};

// A stay is over when a level is gone for `LevelLedger::forget_ns`, not when it blinks.
struct LevelRecord {
    bool is_used = false;
    bool is_in_view = true;   // it did not leave at the far end of the window
    bool is_dated = false;    // it was seen to come; else since_ns is when it was first seen
    bool is_pending = false;  // has trades of this batch, and the level that contains them comes
    std::int64_t price_ticks = 0;
    std::int64_t since_ns = 0;       // displayed without a break since
    std::int64_t held_since_ns = 0;  // since when its size has stayed within a factor of two
    std::int64_t gone_ns = 0;        // since when nothing is displayed; 0 while something is
    std::int64_t last_trade_ns = 0;  // 0 when none was in this stay
    std::uint32_t displayed = 0;
    std::uint32_t displayed_max = 0;  // of this stay, as are the sums
    std::uint32_t held_size = 0;      // at held_since_ns
    std::uint32_t refills = 0;        // batches in which it was traded and contracts came back
    std::uint64_t added = 0;
    std::uint64_t cancelled = 0;
    std::uint64_t traded = 0;
    std::uint64_t pending = 0;
    LevelStep step;
};

class LevelLedger {
public:
    static constexpr std::size_t prices = 256;  // a power of two
    static constexpr std::int64_t forget_ns = 1'000'000'000;

    LevelLedger();

    // `book` is as it was before the batch for trades, as it is after it for changes and the batch.
    void add_trade(const TapeTrade& trade, const Book& book, std::int64_t now_ns);
    void add_changes(std::span<const BookChange> changes, const Book& book, std::int64_t now_ns);
    void finish_batch(const Book& book, std::int64_t now_ns);
    // The book was lost. What it shows next was there before, nobody knows since when.
    void reset();

    // Null when nothing is known of this price.
    [[nodiscard]] const LevelRecord* find(Side side, std::int64_t price_ticks) const noexcept;
    // Whether the newest batch changed this level or traded at it: its step says how.
    [[nodiscard]] bool is_new(const LevelRecord& record) const noexcept {
        return record.step.batch == batch_;
    }
    // The newest trade against a side, null when there was none. Levels that lie nearer to the other
    // side than its price were traded through.
    [[nodiscard]] const TapeTrade* last_hit(Side side) const noexcept;

private:
    // How far a side is shown.
    struct Window {
        std::int64_t deepest = 0;
        std::size_t count = 0;
    };
    struct SideLedger {
        std::array<LevelRecord, prices> records{};
        std::vector<std::uint16_t> pending;  // places of the pending ones
        TapeTrade last_hit;                  // of size 0 when there was none
        Window window;                       // when the batch before was over
    };

    static std::size_t place_of(std::int64_t price_ticks) noexcept;
    SideLedger& of(Side side) noexcept { return sides_[index_of(side)]; }
    void begin_batch() noexcept;
    // The record of a price. Taken anew, and seen with that size, when it has none; null when the
    // price that has its place keeps it.
    LevelRecord* take(Side side, std::int64_t price_ticks, std::uint32_t size, std::int64_t now_ns);
    void look(const Book& book, std::int64_t now_ns);
    void hit(Side side, const TapeTrade& trade, const Book& book, std::int64_t now_ns);
    void settle(LevelRecord& record, std::uint32_t after, std::int64_t now_ns);
    bool is_at_edge(const BookChange& change, const Book& after) const noexcept;

    std::array<SideLedger, 2> sides_{};
    std::uint64_t batch_ = 1;  // no step is of batch 0
    bool is_over_ = false;     // batch_ is
    bool has_looked_ = false;  // since the last reset
};

}  // namespace mia::market

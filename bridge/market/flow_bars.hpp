// Bars made from the tape, with who was the aggressor: by time, or by volume. They are for whom the
// chart's own bars are too long, or without a delta; those stay what the chart says.
#pragma once

#include "bridge/market/tape.hpp"

#include <span>

namespace mia::market {

struct FlowBar {
    std::int64_t start_ns = 0;  // of its first trade, or of its time
    std::int64_t end_ns = 0;    // of its last trade
    std::int64_t open_ticks = 0;
    std::int64_t high_ticks = 0;
    std::int64_t low_ticks = 0;
    std::int64_t close_ticks = 0;
    Traded traded;
    std::uint64_t trades = 0;     // none: there is no such bar
    std::int64_t delta_high = 0;  // of the sums on the way from 0 to the bar's delta
    std::int64_t delta_low = 0;

    void add(const TapeTrade& trade) noexcept;
};

// The newest closed bars, and the one that forms.
class FlowBars {
public:
    static constexpr std::size_t bars_kept = 256;

    FlowBars();

    [[nodiscard]] const FlowBar& forming() const noexcept { return forming_; }
    // Closed so far; of them bars_kept can be asked for.
    [[nodiscard]] std::uint64_t closed_count() const noexcept { return closed_count_; }
    [[nodiscard]] std::size_t size() const noexcept;
    // 0 is the newest closed one, 1 the one before. Less than size().
    [[nodiscard]] const FlowBar& closed(std::size_t back) const noexcept;

    void add(const TapeTrade& trade) noexcept { forming_.add(trade); }
    void begin(std::int64_t start_ns) noexcept { forming_.start_ns = start_ns; }
    // The forming bar is complete; one without trades is none.
    void close() noexcept;
    // Trades are missing: the forming bar cannot be known, and no bar follows those before.
    void clear() noexcept;

private:
    std::vector<FlowBar> closed_;
    std::uint64_t closed_count_ = 0;
    std::uint64_t cleared_count_ = 0;
    FlowBar forming_;
};

// A bar for each span of so many nanoseconds in which something was traded.
class TimeBars {
public:
    explicit TimeBars(std::int64_t period_ns) : period_ns_(period_ns) {}

    void advance(std::int64_t now_ns) noexcept;
    // A trade before the span that runs is too late for its bar and counts in the running one.
    void add(const TapeTrade& trade) noexcept;
    void clear() noexcept { bars_.clear(); }
    [[nodiscard]] std::int64_t period_ns() const noexcept { return period_ns_; }
    [[nodiscard]] const FlowBars& bars() const noexcept { return bars_; }

private:
    FlowBars bars_;
    std::int64_t period_ns_;
    std::int64_t end_ns_ = 0;
};

// A bar for each so many contracts; a trade is never cut, so that a bar may hold more.
class VolumeBars {
public:
    // Takes effect with the next bar; without a size there are no bars.
    void set_size(std::uint64_t contracts) noexcept { next_size_ = contracts; }
    void add(const TapeTrade& trade) noexcept;
    void clear() noexcept { bars_.clear(); }
    // Of the bar that forms.
    [[nodiscard]] std::uint64_t size() const noexcept { return size_; }
    [[nodiscard]] const FlowBars& bars() const noexcept { return bars_; }

private:
    FlowBars bars_;
    std::uint64_t size_ = 0;
    std::uint64_t next_size_ = 0;
};

}  // namespace mia::market

// What happens at one price while it is hit: how much was traded, how much came back, over a
// sliding window. An order that was cancelled and one that was traded look the same in a book; only
// beside the tape can they be told apart.
#pragma once

#include "bridge/market/tape.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace mia::detectors {

class LevelFlow {
public:
    static constexpr std::int64_t slices = 16;

    LevelFlow() = default;
    LevelFlow(std::int64_t price_ticks, std::int64_t now_ns, std::int64_t slice_ns)
        : price_ticks_(price_ticks), slice_ns_(slice_ns), began_ns_(now_ns),
          newest_(now_ns / slice_ns) {}

    // `displayed` is what stood there before the trades of this batch.
    void add_trade(const market::TapeTrade& trade, std::uint32_t displayed) {
        advance(trade.time_ns);
        displayed_before_ = displayed;
        show(displayed);
        pending_ += trade.size;
        slice(newest_).traded += trade.size;
        traded_ += trade.size;
        traded_ever_ += trade.size;
        last_trade_ns_ = std::max(last_trade_ns_, trade.time_ns);
    }

    // The book after the trades: what stands there although so much was traded came back.
    void settle(std::uint32_t displayed, std::int64_t now_ns) {
        advance(now_ns);
        if (pending_ != 0) {
            const std::uint64_t left =
                displayed_before_ > pending_ ? displayed_before_ - pending_ : 0;
            const std::uint64_t refilled = displayed > left ? displayed - left : 0;
            // Trades larger than the display went through orders that nobody saw. Of a level that
            // was not there before the batch nothing can be said.
            const bool is_deeper = displayed_before_ != 0 && pending_ > displayed_before_;
            const std::uint64_t hidden = is_deeper ? pending_ - displayed_before_ : 0;
            slice(newest_).refilled += refilled + hidden;
            refilled_ += refilled + hidden;
            refilled_ever_ += refilled + hidden;
            pending_ = 0;
        }
        show(displayed);
        missing_since_ns_ = displayed != 0           ? 0
                            : missing_since_ns_ != 0 ? missing_since_ns_
                                                     : now_ns;
    }

    [[nodiscard]] std::int64_t price_ticks() const noexcept { return price_ticks_; }
    // In the window.
    [[nodiscard]] std::uint64_t traded() const noexcept { return traded_; }
    [[nodiscard]] std::uint64_t refilled() const noexcept { return refilled_; }
    [[nodiscard]] std::uint32_t displayed_max() const noexcept {
        std::uint32_t most = 0;
        for (const Slice& slice : ring_) {
            most = std::max(most, slice.displayed_max);
        }
        return most;
    }
    // Since the level was first hit.
    [[nodiscard]] std::uint64_t traded_ever() const noexcept { return traded_ever_; }
    [[nodiscard]] std::uint64_t refilled_ever() const noexcept { return refilled_ever_; }
    [[nodiscard]] std::int64_t began_ns() const noexcept { return began_ns_; }
    [[nodiscard]] std::int64_t last_trade_ns() const noexcept { return last_trade_ns_; }
    // When the trades began that are still in the window.
    [[nodiscard]] std::int64_t window_began_ns() const noexcept {
        return std::max(began_ns_, (newest_ - slices + 1) * slice_ns_);
    }
    // How long nothing has been displayed there.
    [[nodiscard]] std::int64_t missing_ns(std::int64_t now_ns) const noexcept {
        return missing_since_ns_ == 0 ? 0 : std::max<std::int64_t>(now_ns - missing_since_ns_, 1);
    }

private:
    struct Slice {
        std::uint64_t traded = 0;
        std::uint64_t refilled = 0;
        std::uint32_t displayed_max = 0;
    };

    Slice& slice(std::int64_t number) { return ring_[static_cast<std::size_t>(number % slices)]; }

    void show(std::uint32_t displayed) {
        slice(newest_).displayed_max = std::max(slice(newest_).displayed_max, displayed);
    }

    void advance(std::int64_t now_ns) {
        const std::int64_t now = now_ns / slice_ns_;
        newest_ = std::max(newest_, now - slices);
        while (newest_ < now) {
            ++newest_;
            traded_ -= slice(newest_).traded;
            refilled_ -= slice(newest_).refilled;
            slice(newest_) = {};
        }
    }

    std::int64_t price_ticks_ = 0;
    std::int64_t slice_ns_ = 1;
    std::int64_t began_ns_ = 0;
    std::int64_t newest_ = 0;
    std::int64_t last_trade_ns_ = 0;
    std::int64_t missing_since_ns_ = 0;
    std::uint64_t pending_ = 0;
    std::uint64_t traded_ = 0;
    std::uint64_t refilled_ = 0;
    std::uint64_t traded_ever_ = 0;
    std::uint64_t refilled_ever_ = 0;
    std::uint32_t displayed_before_ = 0;
    std::array<Slice, slices> ring_{};
};

}  // namespace mia::detectors

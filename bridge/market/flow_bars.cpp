#include "bridge/market/flow_bars.hpp"

#include <algorithm>

namespace mia::market {

void FlowBar::add(const TapeTrade& trade) noexcept {
    const std::int64_t price = trade.price_ticks;
    if (trades == 0) {
        open_ticks = high_ticks = low_ticks = price;
    }
    high_ticks = std::max(high_ticks, price);
    low_ticks = std::min(low_ticks, price);
    close_ticks = price;
    end_ns = trade.time_ns;
    traded.add(trade.aggressor, trade.size);
    ++trades;
    delta_high = std::max(delta_high, traded.delta());
    delta_low = std::min(delta_low, traded.delta());
}

FlowBars::FlowBars() : closed_(bars_kept) {}

std::size_t FlowBars::size() const noexcept {
    return static_cast<std::size_t>(
        std::min<std::uint64_t>(closed_count_ - cleared_count_, bars_kept)
    );
}

const FlowBar& FlowBars::closed(std::size_t back) const noexcept {
    return closed_[static_cast<std::size_t>((closed_count_ - 1 - back) % bars_kept)];
}

void FlowBars::close() noexcept {
    if (forming_.trades != 0) {
        closed_[static_cast<std::size_t>(closed_count_ % bars_kept)] = forming_;
        ++closed_count_;
    }
    forming_ = {};
}

void FlowBars::clear() noexcept {
    cleared_count_ = closed_count_;
    forming_ = {};
}

void TimeBars::advance(std::int64_t now_ns) noexcept {
    const bool went_back = now_ns < end_ns_ - period_ns_;
    if (now_ns < end_ns_ && !went_back) {
        return;
    }
    if (went_back) {
        bars_.clear();
    } else {
        bars_.close();
    }
    const std::int64_t start_ns = now_ns - now_ns % period_ns_;
    bars_.begin(start_ns);
    end_ns_ = start_ns + period_ns_;
}

void TimeBars::add(const TapeTrade& trade) noexcept {
    if (trade.time_ns >= end_ns_) {
        advance(trade.time_ns);
    }
    bars_.add(trade);
}

void VolumeBars::add(const TapeTrade& trade) noexcept {
    if (bars_.forming().trades == 0) {
        size_ = next_size_;
        bars_.begin(trade.time_ns);
    }
    if (size_ == 0) {
        return;
    }
    bars_.add(trade);
    if (bars_.forming().traded.volume() >= size_) {
        bars_.close();
    }
}

}  // namespace mia::market

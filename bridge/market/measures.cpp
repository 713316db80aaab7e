#include "bridge/market/measures.hpp"

#include <algorithm>
#include <array>

namespace mia::market {

// All of them go by slices that are whole numbers of this one, so that nothing is to be done in between.
void Measures::advance(std::int64_t now_ns) {
    const std::int64_t slice = now_ns / slice_ns;
    if (slice == slice_) {
        return;
    }
    slice_ = slice;
    trade_sizes_.advance(now_ns);
    tape_speed_.advance(now_ns);
    session_.advance(now_ns);
    rolling_.advance(now_ns);
    short_bars_.advance(now_ns);
    minute_bars_.advance(now_ns);
    if (minute_bars().closed_count() != minutes_seen_) {
        minutes_seen_ = minute_bars().closed_count();
        size_volume_bars();
    }
}

void Measures::add(const TapeTrade& trade) {
    if (doubt_ != Doubt::none) {
        break_tape();
    }
    if (trade.time_ns > now_ns_) {
        now_ns_ = trade.time_ns;
        advance(now_ns_);
    }
    trade_sizes_.add(trade);
    tape_speed_.add(trade);
    session_.add(trade);
    rolling_.add(trade);
    short_bars_.add(trade);
    minute_bars_.add(trade);
    volume_bars_.add(trade);
}

void Measures::finish(std::int64_t now_ns) {
    now_ns_ = now_ns;
    advance(now_ns);
}

void Measures::break_tape() {
    doubt_ = Doubt::none;
    trade_sizes_.break_off();
    tape_speed_.break_off();
    session_.restart();
    rolling_.clear();
    short_bars_.clear();
    minute_bars_.clear();
    volume_bars_.clear();
}

void Measures::forget_usual() {
    level_sizes_ = LevelSizes();
    trade_sizes_ = TradeSizes();
    tape_speed_ = TapeSpeed();
}

void Measures::size_volume_bars() {
    const FlowBars& minutes = minute_bars();
    const std::size_t count = std::min(minutes.size(), minutes_judged);
    if (count < minutes_wanted) {
        return;
    }
    std::array<std::uint64_t, minutes_judged> volumes{};
    for (std::size_t back = 0; back < count; ++back) {
        volumes[back] = minutes.closed(back).traded.volume();
    }
    const auto middle = volumes.begin() + static_cast<std::ptrdiff_t>(count / 2);
    std::nth_element(volumes.begin(), middle, volumes.begin() + static_cast<std::ptrdiff_t>(count));
    volume_bars_.set_size(*middle);
}

}  // namespace mia::market

#include "bridge/market/rolling_profile.hpp"

#include <algorithm>

namespace mia::market {

void RollingProfile::advance(std::int64_t now_ns) {
    const std::int64_t now = now_ns / slice_ns;
    if (now < newest_) {
        clear();
    } else if (now > newest_) {
        store_slice();
        while (count_ != 0 && past_[oldest_].slice <= now - slices) {
            drop_oldest();
        }
    }
    newest_ = now;
    shape_.follow(all_, now_ns);
}

void RollingProfile::add(const TapeTrade& trade) {
    if (trade.time_ns / slice_ns <= newest_ - slices) {
        return;
    }
    const Traded traded = Traded::of(trade);
    if (!all_.add(trade.price_ticks, traded)) {
        return;
    }
    if (!running_.add(trade.price_ticks, traded)) {
        store_slice();
        running_.add(trade.price_ticks, traded);
    }
}

void RollingProfile::clear() {
    all_.clear();
    running_.clear();
    oldest_ = 0;
    count_ = 0;
    shape_.update(all_);
}

void RollingProfile::store_slice() {
    for (std::int64_t price = running_.low_ticks(); price <= running_.high_ticks(); ++price) {
        if (const Traded traded = running_.at(price); traded.volume() != 0) {
            store({newest_, price, traded});
        }
    }
    running_.clear();
}

void RollingProfile::store(const Entry& entry) {
    if (past_.empty()) {
        past_.resize(memory);
    }
    if (count_ == memory) {
        drop_oldest();
    }
    past_[(oldest_ + count_) % memory] = entry;
    ++count_;
}

void RollingProfile::drop_oldest() {
    const Entry& entry = past_[oldest_];
    all_.remove(entry.price_ticks, entry.traded);
    oldest_ = (oldest_ + 1) % memory;
    --count_;
}

}  // namespace mia::market

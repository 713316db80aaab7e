#include "bridge/market/volume_profile.hpp"

#include <algorithm>

namespace mia::market {

bool VolumeProfile::add(std::int64_t price_ticks, const Traded& traded) {
    if (rows_.empty()) {
        rows_.resize(size_);
    }
    const std::int64_t low = is_empty() ? price_ticks : std::min(low_, price_ticks);
    const std::int64_t high = is_empty() ? price_ticks : std::max(high_, price_ticks);
    if (high - low >= static_cast<std::int64_t>(size_)) {
        return false;
    }
    low_ = low;
    high_ = high;
    rows_[place(price_ticks)].add(traded);
    volume_ += traded.volume();
    turnover_ += traded.volume();
    return true;
}

void VolumeProfile::remove(std::int64_t price_ticks, const Traded& traded) {
    rows_[place(price_ticks)].remove(traded);
    volume_ -= traded.volume();
    turnover_ += traded.volume();
    while (!is_empty() && volume_at(low_) == 0) {
        ++low_;
    }
    while (!is_empty() && volume_at(high_) == 0) {
        --high_;
    }
}

void VolumeProfile::clear() noexcept {
    for (std::int64_t price = low_; price <= high_; ++price) {
        rows_[place(price)] = {};
    }
    low_ = 0;
    high_ = -1;
    turnover_ += volume_;
    volume_ = 0;
}

}  // namespace mia::market

#include "bridge/market/tape.hpp"

#include <algorithm>

namespace mia::market {

void Traded::add(Aggressor aggressor, std::uint64_t size) noexcept {
    switch (aggressor) {
    case Aggressor::buy:
        bought += size;
        break;
    case Aggressor::sell:
        sold += size;
        break;
    case Aggressor::unknown:
        unknown += size;
        break;
    }
}

void Traded::add(const Traded& other) noexcept {
    bought += other.bought;
    sold += other.sold;
    unknown += other.unknown;
}

void Traded::remove(const Traded& other) noexcept {
    bought -= other.bought;
    sold -= other.sold;
    unknown -= other.unknown;
}

RollingVolume::RollingVolume() : slices_(static_cast<std::size_t>(slices_60s)) {}

Traded& RollingVolume::slice(std::int64_t number) {
    return slices_[static_cast<std::size_t>(number % slices_60s)];
}

void RollingVolume::advance(std::int64_t now_ns) {
    const std::int64_t now = now_ns / slice_ns;
    if (now >= newest_ + slices_60s || now <= newest_ - slices_60s) {
        clear();
        newest_ = now;
        return;
    }
    while (newest_ < now) {
        ++newest_;
        last_60s_.remove(slice(newest_));
        slice(newest_) = {};
        if (newest_ >= slices_10s) {
            last_10s_.remove(slice(newest_ - slices_10s));
        }
    }
}

void RollingVolume::add(const TapeTrade& trade) {
    const std::int64_t number = std::min(trade.time_ns / slice_ns, newest_);
    if (number <= newest_ - slices_60s) {
        return;
    }
    slice(number).add(trade.aggressor, trade.size);
    last_60s_.add(trade.aggressor, trade.size);
    if (number > newest_ - slices_10s) {
        last_10s_.add(trade.aggressor, trade.size);
    }
}

void RollingVolume::clear() {
    std::fill(slices_.begin(), slices_.end(), Traded{});
    last_10s_ = {};
    last_60s_ = {};
}

bool Tape::is_new(std::uint64_t sequence, std::int64_t time_ns) const noexcept {
    if (!last_) {
        return true;
    }
    const bool has_higher_number = sequence > last_->sequence;
    if (is_source_new_) {
        return time_ns > last_->time_ns || (time_ns == last_->time_ns && has_higher_number);
    }
    return has_higher_number || (sequence < last_->sequence && time_ns > last_->time_ns);
}

void Tape::add(const TapeTrade& trade) {
    total_.add(trade.aggressor, trade.size);
    ++trade_count_;
    last_ = trade;
    is_source_new_ = false;
    rolling_.add(trade);
}

void Tape::rewind() {
    last_.reset();
    rolling_.clear();
}

}  // namespace mia::market
